// The form of a visit and its questions, which come after the app and the first households: neither waits for them.
let coming = null;

const fetchForm = async () => {
  const answer = await fetch(document.body.dataset.pwFormAt, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`no form: ${answer.status}`);
  document.body.insertAdjacentHTML("beforeend", await answer.text());
  dispatchEvent(new Event("pw-form"));
};

// Whether a visit can be opened without a network.
export const hasForm = () => Boolean(document.querySelector("template[data-pw-form]"));

// Returns once the form is in the page: from the network on the first use, later from the phone itself. What failed is
// tried again the next time.
export const loadForm = () => {
  coming ??= fetchForm().catch((error) => {
    coming = null;
    throw error;
  });
  return coming;
};
