// The page that stands for a page of the site which did not answer, under that page's address: leads to the same household
// in the app where the page was about one, and tries again.
const WAYS = [
  ["visit", /^\/visits\/new\/([0-9]+)\/$/],
  ["household", /^\/households\/([0-9]+)\/$/],
];

for (const [view, pattern] of WAYS) {
  const [, number] = pattern.exec(location.pathname) ?? [];
  const link = document.querySelector(`[data-pw-same="${view}"]`);
  link.hidden = !number;
  if (number) link.href += `#${view}/${number}${location.search}`;
}
const again = () => location.reload();
document.querySelector("[data-pw-again]").addEventListener("click", again);
addEventListener("online", again);
// With a network the site itself did not answer, and nobody says when it will: it is asked again after a while.
const later = navigator.onLine ? setTimeout(again, 20_000) : 0;
// A valley's network comes and goes: a tap on a link is what somebody wants, and is not beaten by a reload after it.
document.addEventListener("click", ({ target }) => {
  if (!target.closest("a")) return;
  clearTimeout(later);
  removeEventListener("online", again);
});
