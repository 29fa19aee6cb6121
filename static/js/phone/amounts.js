// The amounts of the month or the year that a visit asks about, out of what is known of the household's income
// (visits/observations/known_income.py, which does the same where there is no script).
import { controls, place } from "./asking.js";

const isAbout = (first, last, { income_month, income_year }) => {
  const asked = first.includes("-") ? income_month : income_year;
  return first <= asked && asked <= last;
};

// Returns what the form shows when it asks about these periods: { income_month, income_year }.
export const seenAbout = (seen, income, periods) => {
  const amounts = new Set(["expected", ...income.amounts.map(([name]) => name)]);
  const rest = Object.entries(seen).filter(([name]) => !amounts.has(name));
  const filled = income.amounts.filter(([, first, last]) => isAbout(first, last, periods));
  const waiting = income.expected.filter(([, first, last]) => isAbout(first, last, periods)).map(([name]) => name);
  const found = { ...Object.fromEntries(rest), ...Object.fromEntries(filled.map(([name, , , answer]) => [name, answer])) };
  return { ...found, ...(waiting.length ? { expected: waiting } : {}), ...periods };
};

const hintsAbout = (income, periods) => {
  const said = ([name, words]) => ["income", "year"].map((kind) => [name.replace(/[^-]+$/, `${kind}_$&`), words]);
  const sources = income.amounts.filter(([, first, last]) => isAbout(first, last, periods));
  const filled = sources.map(([name, , , , of]) => [name, income.sources[of]]);
  return { ...Object.fromEntries(Object.entries(income.earlier).flatMap(said)), ...Object.fromEntries(filled) };
};

// Says beside each amount where it came from or, where none is filled in, what was told last.
export const showHints = (form, income, periods) => {
  form.querySelectorAll("[data-pw-source]").forEach((one) => (one.textContent = ""));
  for (const [name, words] of Object.entries(hintsAbout(income, periods))) {
    const [field] = controls(form, name).filter((one) => one.type === "text");
    if (field) hintOf(form, field).textContent = words;
  }
};

const hintOf = (form, field) => {
  const id = `id_${field.name}_helptext`;
  const there = form.querySelector(`#${CSS.escape(id)}`) ?? document.createElement("div");
  if (!there.id) {
    Object.assign(there, { id, className: "form-text" });
    field.setAttribute("aria-describedby", id);
    place(form, field.name).append(there);
  }
  there.dataset.pwSource = "";
  return there;
};

export const periodsOf = (form) => ({
  income_month: form.elements.income_month.value, income_year: form.elements.income_year.value,
});

// Lets the amounts follow the month and the year chosen: what was left as shown (`seen`) becomes what is known of the
// other period, what was typed stays. Returns what the form shows now.
export const follow = (form, seen, income) => {
  const next = seenAbout(seen, income, periodsOf(form));
  for (const name of new Set(income.amounts.map(([field]) => field)))
    for (const one of controls(form, name)) if (one.value === (seen[name] ?? "")) one.value = next[name] ?? "";
  showHints(form, income, periodsOf(form));
  return next;
};
