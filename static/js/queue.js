// The queue by keyboard: <form data-pw-queue> holds the rows (<tr data-pw-row>) with their links (data-pw-open) and the
// buttons of steps (data-pw-key="d"). In a wide window a row opens beside the list; all works without the script.
const WIDE = matchMedia("(width >= 75rem)");
const keysButton = document.querySelector("[data-pw-keys]");
const dialog = document.getElementById("keys");
const split = document.querySelector("[data-pw-split]");
let place = { key: "", index: 0 };
let opened = "";

const rows = () => [...document.querySelectorAll("[data-pw-row]")];
const linkOf = (row) => row?.querySelector("[data-pw-open]");
const tickOf = (row) => row?.querySelector("input[name=alert]");
const ticked = () => [...document.querySelectorAll("[data-pw-queue] input[name=alert]:checked")];
const current = () => rows().findIndex((row) => row.dataset.pwRow === place.key);

function goTo(index) {
  const all = rows();
  const row = all[Math.max(0, Math.min(index, all.length - 1))];
  if (!row) return;
  place = { key: row.dataset.pwRow, index: all.indexOf(row) };
  linkOf(row).focus();
  row.scrollIntoView({ block: "nearest" });
}

function take(key) {
  const button = document.querySelector(`[data-pw-queue] [data-pw-key="${key}"]`);
  const row = rows()[current()];
  if (!button || (!row && !ticked().length)) return;
  if (!ticked().length) tickOf(row).checked = true;
  button.click();
}

// Marks the row whose page stands beside the list; no row closes it.
function show(key) {
  opened = key;
  split.classList.toggle("pw-split", Boolean(key));
  rows().forEach((row) => row.toggleAttribute("data-pw-opened", row.dataset.pwRow === key));
}

const ACTS = {
  Escape: () => {
    show("");
    goTo(place.index);
  },
  j: () => goTo(current() + 1),
  k: () => goTo(current() < 0 ? 0 : current() - 1),
  x: () => tickOf(rows()[current()])?.click(),
  "?": () => dialog.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (!dialog || dialog.open || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
  const act = ACTS[event.key] ?? (/^[a-z]$/.test(event.key) ? () => take(event.key) : null);
  if (!act) return;
  event.preventDefault();
  act();
});

document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.("[data-pw-row]");
  if (row) place = { key: row.dataset.pwRow, index: rows().indexOf(row) };
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-pw-open]");
  if (!link || !WIDE.matches || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  show(link.closest("[data-pw-row]").dataset.pwRow);
  window.htmx.ajax("GET", link.getAttribute("href"), { target: "#beside", swap: "innerHTML" });
});

// A refused step comes back as a part of the page that says why: shown where the answer would be.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id !== "beside" || ![409, 422].includes(event.detail.xhr.status)) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id === "beside") event.detail.target.querySelector("[data-pw-title]")?.focus();
  if (event.detail.target?.id === "list") listReplaced();
});

// After the list was replaced: enables the box that ticks all, and keeps the keyboard at its place in the list.
function listReplaced() {
  document.querySelectorAll("[data-pw-tick-all]").forEach((label) => (label.hidden = false));
  show(opened);
  if (place.key && ["BODY", "MAIN"].includes(document.activeElement.tagName)) goTo(place.index);
}

document.addEventListener("change", (event) => {
  if (!event.target.closest("[data-pw-tick-all]")) return;
  rows().forEach((row) => (tickOf(row).checked = event.target.checked));
});

if (keysButton) {
  keysButton.hidden = false;
  keysButton.addEventListener("click", () => dialog.showModal());
  listReplaced();
}
