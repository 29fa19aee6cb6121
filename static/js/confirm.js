// <form data-pw-confirm="question"> asks before it is sent; without JavaScript the form is simply sent.
document.addEventListener(
  "submit",
  (event) => {
    const question = event.target.dataset.pwConfirm;
    if (question && !window.confirm(question)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  },
  { capture: true },
);
