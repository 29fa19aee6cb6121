// <form data-pw-keep> keeps what is typed in this tab until it is saved: whoever has to sign in meanwhile finds it again.
// data-pw-kept, hidden, beside it says so.
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

// The server leads on to another page when it has saved, and back to the form, or to the door, when it has not.
if (form) form.addEventListener("submit", () => sessionStorage.setItem("pw-sent", key));
else if (!document.querySelector("input[type=password]")) {
  const sent = sessionStorage.getItem("pw-sent");
  if (sent) sessionStorage.removeItem(sent);
  sessionStorage.removeItem("pw-sent");
}
