// <button data-pw-print hidden> appears and prints the page, with every folded part open.
document.querySelectorAll("[data-pw-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});

window.addEventListener("beforeprint", () => {
  document.querySelectorAll("main details:not([open])").forEach((part) => {
    part.open = true;
    part.dataset.pwOpenedForPaper = "";
  });
});

window.addEventListener("afterprint", () => {
  document.querySelectorAll("[data-pw-opened-for-paper]").forEach((part) => {
    part.open = false;
    delete part.dataset.pwOpenedForPaper;
  });
});
