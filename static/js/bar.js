// Lets the bar of a page lead into the phone app where this person has set it up: a PIN was chosen in this browser, so
// the app opens with or without a network. Everywhere else, and after "Go on without the app", it leads to the pages.
const bar = document.querySelector("[data-pw-app-of]");

const isSetUp = () => localStorage.getItem("pw-app-of") === bar.dataset.pwAppOf && !sessionStorage.getItem("pw-page");

if (bar?.dataset.pwAppOf && isSetUp())
  for (const link of bar.querySelectorAll("[data-pw-app]")) link.href = `/visits/phone/#${link.dataset.pwApp}`;
