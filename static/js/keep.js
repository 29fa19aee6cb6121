// <form data-pw-keep> keeps what is typed in this tab until it is saved, also when the person must sign in meanwhile.
// A hidden element with data-pw-kept says so once it was restored.
const PREFIX = "pw-keep ";
const form = document.querySelector("form[data-pw-keep]");
const fields = form ? [...form.querySelectorAll("textarea")] : [];
const key = PREFIX + location.pathname;

const keep = () => sessionStorage.setItem(key, JSON.stringify(fields.map((field) => field.value)));

const restore = (kept) => {
  if (fields.every((field, place) => field.value === kept[place])) return;
  fields.forEach((field, place) => (field.value = kept[place]));
  document.querySelectorAll("[data-pw-kept]").forEach((note) => (note.hidden = false));
};

if (form) {
  form.addEventListener("input", keep);
  if (sessionStorage.getItem(key)) restore(JSON.parse(sessionStorage.getItem(key)));
}

// After saving, the server redirects to another page; otherwise back to the form, or to a page of signing in: where a
// password or the second factor is asked for.
const DOOR = "input[type=password], input[autocomplete=one-time-code]";
if (form) form.addEventListener("submit", () => sessionStorage.setItem("pw-sent", key));
else if (!document.querySelector(DOOR)) {
  const sent = sessionStorage.getItem("pw-sent");
  if (sent) sessionStorage.removeItem(sent);
  sessionStorage.removeItem("pw-sent");
}
