// Shows a stripe on top while a page loads, and ignores a second press of the same button.
const stripe = document.querySelector("[data-pw-busy]");
const AT_MOST = 20_000; // milliseconds: a download never loads a page, so nothing else would hide the stripe
let waiting = 0;
let giving = 0;

const show = () => {
  clearTimeout(waiting);
  clearTimeout(giving);
  waiting = setTimeout(() => (stripe.hidden = false), 400);
  giving = setTimeout(hide, AT_MOST);
};

const hide = () => {
  clearTimeout(waiting);
  clearTimeout(giving);
  stripe.hidden = true;
  document.querySelectorAll("form[data-pw-sent]").forEach((form) => form.removeAttribute("data-pw-sent"));
};

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  if (event.target.dataset.pwSent !== undefined) return event.preventDefault();
  if (event.target.method === "post") event.target.dataset.pwSent = "";
  show();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  const leaves = link && !link.target && !link.download && link.origin === location.origin && !link.hash;
  if (leaves && !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.shiftKey) show();
});

document.addEventListener("htmx:beforeRequest", show);
document.addEventListener("htmx:afterRequest", hide);
window.addEventListener("pageshow", hide); // also when the browser brings the page back from its memory
