// <button data-pw-unfold aria-controls="ID" hidden> appears, and shows or hides the element it controls.
document.querySelectorAll("[data-pw-unfold]").forEach((button) => {
  const part = document.getElementById(button.getAttribute("aria-controls"));
  button.hidden = false;
  button.addEventListener("click", () => {
    part.hidden = !part.hidden;
    button.setAttribute("aria-expanded", String(!part.hidden));
  });
});

// <details data-pw-fold open> is closed on a phone, where a page of many parts would be long; a link into it opens it.
if (window.matchMedia("(max-width: 47.99rem)").matches) {
  document.querySelectorAll("[data-pw-fold]").forEach((part) => {
    part.open = Boolean(location.hash && part.querySelector(`#${CSS.escape(location.hash.slice(1))}`));
  });
}
