// The keyboard keeps its place: Escape and a click elsewhere close open menus, a new page of a list begins at its count.
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
