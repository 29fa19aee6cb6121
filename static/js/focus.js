// Closes open menus on Escape and on a click elsewhere, and puts the focus on the count of a new page of a list.
const openMenus = () => document.querySelectorAll("details[data-pw-menu][open]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  openMenus().forEach((menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});

document.addEventListener("click", (event) => {
  openMenus().forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.requestConfig?.elt?.dataset.pwToList === undefined) return;
  const start = document.querySelector("[data-pw-list-start]");
  start?.focus({ preventScroll: true });
  start?.scrollIntoView({ block: "center" });
});
