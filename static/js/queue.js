// The queue by keyboard: <form data-pw-queue> holds the rows (<tr data-pw-row>) with their links (data-pw-open) and the
// steps (<details data-pw-ask>, opened by data-pw-key="d"), each of which asks once. In a wide window a row opens beside
// the list; all works without the script.
const WIDE = matchMedia("(width >= 75rem)");
const NAMED = 3; // a question names so many families and counts the rest
const keysButton = document.querySelector("[data-pw-keys]");
const dialog = document.getElementById("keys");
const split = document.querySelector("[data-pw-split]");
const list = document.getElementById("list");
let place = { key: "", index: 0 };
let opened = "";
let fetches = 0; // of the list that are under way
let tickedByKey = null;

const rows = () => [...document.querySelectorAll("[data-pw-row]")];
const linkOf = (row) => row?.querySelector("[data-pw-open]");
const tickOf = (row) => row?.querySelector("input[name=alert]");
const ticked = () => [...document.querySelectorAll("[data-pw-queue] input[name=alert]:checked")];
const current = () => rows().findIndex((row) => row.dataset.pwRow === place.key);
const question = () => document.querySelector("[data-pw-ask][open]");

function goTo(index) {
  const all = rows();
  const row = all[Math.max(0, Math.min(index, all.length - 1))];
  if (!row) return;
  stopAsking();
  place = { key: row.dataset.pwRow, index: all.indexOf(row) };
  linkOf(row).focus();
  row.scrollIntoView({ block: "nearest" });
}

const isSeen = (row) => {
  const box = row.getBoundingClientRect();
  return box.bottom > 0 && box.top < innerHeight;
};

// Opens the question of a step about the ticked rows, else about the one where the keyboard stands; Enter says yes.
function ask(key) {
  const step = document.querySelector(`[data-pw-queue] [data-pw-key="${key}"]`)?.closest("[data-pw-ask]");
  const row = rows()[current()];
  if (!step || (!row && !ticked().length)) return;
  if (!ticked().length && !isSeen(row)) return goTo(current());
  if (!ticked().length) tickedByKey = tickOf(row);
  if (tickedByKey) tickedByKey.checked = true;
  step.open = true;
  step.querySelector("[type=submit]").focus();
}

function stopAsking() {
  if (question()) question().open = false;
  if (tickedByKey) tickedByKey.checked = false;
  tickedByKey = null;
}

const nameOf = (tick) => linkOf(tick.closest("[data-pw-row]")).firstChild.textContent.trim();

// Says how many are meant, and who the first of them are.
document.addEventListener(
  "toggle",
  (event) => {
    const asked = event.target.open && event.target.querySelector?.("[data-pw-asked]");
    if (!asked) return;
    const names = ticked().map(nameOf);
    const more = names.length > NAMED ? " …" : "";
    asked.textContent = `${names.length}: ${names.slice(0, NAMED).join(" · ")}${more}`;
  },
  { capture: true },
);

// Marks the row whose page stands beside the list; no row closes it.
function show(key) {
  opened = key;
  split.classList.toggle("pw-split", Boolean(key));
  rows().forEach((row) => row.toggleAttribute("data-pw-opened", row.dataset.pwRow === key));
}

const ACTS = {
  Escape: () => {
    if (!question()) show("");
    goTo(place.index);
  },
  j: () => goTo(current() + 1),
  k: () => goTo(current() < 0 ? 0 : current() - 1),
  n: () => document.querySelector("#beside [data-pw-next]")?.click(),
  x: () => tickOf(rows()[current()])?.click(),
  "?": () => dialog.showModal(),
};

const OF_NO_ROW = ["n", "?"];

document.addEventListener("keydown", (event) => {
  if (!dialog || dialog.open || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
  const act = ACTS[event.key] ?? (/^[a-z]$/.test(event.key) ? () => ask(event.key) : null);
  if (!act && !(fetches && question())) return;
  event.preventDefault();
  if (!fetches || OF_NO_ROW.includes(event.key)) act(); // else the rows are no longer those that were asked for
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

// While the list is being fetched, neither keys nor the mouse act on the rows that are about to go.
function fetching(more) {
  return (event) => {
    if (!list || event.detail.target?.id !== "list") return;
    fetches = Math.max(0, fetches + more);
    list.setAttribute("aria-busy", String(fetches > 0));
    document.querySelector("[data-pw-queue]")?.toggleAttribute("inert", fetches > 0);
  };
}

document.addEventListener("htmx:beforeRequest", fetching(1));
document.addEventListener("htmx:afterRequest", fetching(-1));

// A refused step comes back as a part of the page that says why: shown where the answer would be.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id !== "beside" || ![409, 422].includes(event.detail.xhr.status)) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id === "beside") besideReplaced(event.detail.target.querySelector("[data-pw-title]"));
  if (split && event.detail.target?.id === "list") listReplaced(); // other lists are replaced too
});

function besideReplaced(title) {
  if (title) show(title.dataset.pwAlert);
  title?.focus();
}

// After the list was replaced: enables the box that ticks all, and keeps the keyboard at its place in the list.
function listReplaced() {
  tickedByKey = null;
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
