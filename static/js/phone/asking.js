// What the visit form shows of its questions, on the page and on the phone: those that are asked, the amounts of the
// period spoken about, and "Less than before".
import { isAsked } from "./validate.js";

export const controls = (form, name) => [form.elements[name] ?? []].flatMap((one) => (one.tagName ? [one] : [...one]));
export const place = (form, name) =>
  form.querySelector(`#div_id_${CSS.escape(name)}`) ?? controls(form, name)[0]?.closest(".mb-3, fieldset");

const answerOf = (form, { name, kind }) => {
  const found = controls(form, name);
  const ticked = found.filter((one) => one.checked).map((one) => one.value);
  if (kind === "choices") return ticked;
  return ["radio", "checkbox"].includes(found[0]?.type) ? (ticked[0] ?? "") : (found[0]?.value ?? "");
};

export const answersOf = (form, known) =>
  Object.fromEntries([...known].map(([name, question]) => [name, answerOf(form, question)]));

// Shows a question that depends on another answer once that answer is given.
export const showAsked = (form, known) => {
  const given = answersOf(form, known);
  for (const [name, question] of known) {
    const where = question.when && place(form, name);
    if (where) where.hidden = !isAsked(question, known, given);
  }
  form.querySelectorAll(":is([data-pw-section^=income], [data-pw-section^=year])").forEach((part) => showAmounts(form, part));
};

// Shows the amounts of the period that was spoken about, and unfolds those that are known.
const showAmounts = (form, part) => {
  const amounts = [...part.querySelectorAll("[name]")];
  const asked = amounts.some((one) => !place(form, one.name).hidden);
  if (asked && part.hidden && part.tagName === "DETAILS") part.open = amounts.some((one) => one.value);
  part.hidden = !asked;
};

// "Less than before" empties the wages of an earner that were shown, and says beside them what stood there. `shownNow`
// returns what the form shows.
export const offerLess = (form, shownNow) => {
  form.addEventListener("change", ({ target }) => {
    if (!target.name?.endsWith("_less")) return;
    const shown = shownNow();
    const inputs = [...target.closest("[data-pw-section]").querySelectorAll("input")].filter((one) => shown[one.name]);
    for (const input of inputs) askAgain(form, input, shown[input.name], target.checked);
    if (target.checked) inputs[0]?.focus();
  });
};

const askAgain = (form, input, before, less) => {
  if (less) input.value = "";
  else input.value ||= before;
  const where = place(form, input.name);
  where.querySelector("[data-pw-before]")?.remove();
  const hint = form.querySelector("template[data-pw-before-words]").content.firstElementChild.cloneNode(true);
  hint.querySelector("b").textContent = before;
  if (less) where.append(hint);
};
