// Requests of htmx: sent with Django's CSRF token, and never silent when the answer is not the part asked for.
document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = document.querySelector("meta[name=csrf-token]").content;
});

// When the person was signed out meanwhile the answer is the sign-in page, which must not end up inside a list.
document.addEventListener("htmx:beforeSwap", (event) => {
  const answered = new URL(event.detail.xhr.responseURL).pathname;
  const asked = new URL(event.detail.pathInfo.requestPath, location.href).pathname;
  if (answered !== asked) {
    event.detail.shouldSwap = false;
    location.reload();
  }
});

// A refusal or an error has a page of its own that says what to do next.
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.requestConfig.verb === "get") location.assign(event.detail.pathInfo.finalRequestPath);
});

const offline = document.querySelector("[data-pw-offline]");
document.addEventListener("htmx:sendError", () => (offline.hidden = false));
document.addEventListener("htmx:afterOnLoad", () => (offline.hidden = true));
