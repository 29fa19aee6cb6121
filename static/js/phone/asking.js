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
  form.querySelectorAll("[data-pw-section]").forEach((part) => showPart(form, part));
};

// Shows a part of the form of which something is asked, and unfolds the amounts that are known.
const showPart = (form, part) => {
  const fields = [...part.querySelectorAll("[name]")];
  const asked = fields.some((one) => !place(form, one.name).hidden);
  const amounts = /^(income|year)/.test(part.dataset.pwSection);
  if (asked && part.hidden && amounts && part.tagName === "DETAILS") part.open = fields.some((one) => one.value);
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

// Offers the people of the household under "People met": one tap names somebody, another takes the name out again.
export const offerPeople = (form, names) => {
  const field = form.elements.people_met;
  const said = () => field.value.split(/[,，、]/).map((one) => one.trim()).filter(Boolean);
  const chips = names.map((name) => {
    const chip = form.querySelector("template[data-pw-person-words]").content.firstElementChild.cloneNode(true);
    chip.textContent = name;
    chip.addEventListener("click", () => {
      field.value = (said().includes(name) ? said().filter((one) => one !== name) : [...said(), name]).join("、");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    return chip;
  });
  const mark = () => chips.forEach((chip) => chip.setAttribute("aria-pressed", String(said().includes(chip.textContent))));
  field.addEventListener("input", mark);
  mark();
  if (!chips.length) return;
  const row = Object.assign(document.createElement("p"), { className: "pw-chips" });
  row.append(...chips);
  field.after(row);
};

// Offers the bill and the claim of this month where an illness is ticked: one tap opens their fields.
const saysIll = ({ name = "", value, checked }) =>
  name.endsWith("_illness") ? value === "yes" : name === "shocks" && value === "01" && checked;

export const offerBill = (form) => {
  form.addEventListener("change", ({ target }) => {
    if (!saysIll(target)) return;
    form.querySelectorAll("[data-pw-bill]").forEach((one) => one.remove());
    const offer = form.querySelector("template[data-pw-bill-words]").content.firstElementChild.cloneNode(true);
    offer.querySelector("button").addEventListener("click", () => openBill(form));
    place(form, target.name).append(offer);
  });
};

const openBill = (form) => {
  form.elements.income_asked.value ||= "yes";
  form.elements.income_asked.dispatchEvent(new Event("change", { bubbles: true }));
  const kind = form.elements.income_asked.value === "year" ? "year" : "income";
  form.querySelector(`[data-pw-section=${kind}_beside]`).open = true;
  form.elements[`${kind}_out_of_pocket`].focus();
};

// Takes out of the form, where somebody is marked as left, what is theirs on file, and what was told for all together and
// is said to have been theirs. `shownNow` returns what the form shows.
export const askAboutLeavers = (form, shownNow) => {
  form.addEventListener("change", ({ target }) => {
    const [, person, item] = /^(m[0-9]+-)(?:left_reason|whose_([a-z_]+))$/.exec(target.name ?? "") ?? [];
    if (item) return takeOutShared(form, shownNow(), item, target);
    if (!person) return;
    const seen = shownNow();
    for (const one of form.querySelectorAll(`[name^="${person}whose_"]`)) {
      if (!target.value) one.value = "";
      takeOutShared(form, seen, one.name.split("whose_")[1], one);
    }
    const theirs = Object.entries(seen).filter(([name]) => name.startsWith(person) && /-(income|year)_[a-z_]+$/.test(name));
    for (const [name, amount] of theirs) takeOut(form, seen, name, amount, target.value);
  });
};

// Takes what nobody is named for out of the amount of an item, or puts it back.
const takeOutShared = (form, seen, item, { dataset, value }) => {
  for (const name of [`income_${item}`, `year_${item}`]) {
    const [field] = controls(form, name);
    const named = Object.keys(seen).filter((one) => one.replace(/^m[0-9]+-/, "") === name && one !== name);
    const rest = named.reduce((sum, one) => sum - seen[one], seen[name] ?? 0);
    const taken = Number(dataset[name] ?? 0);
    const now = value === "theirs" ? Math.min(Math.max(rest, 0), Number(field.value) + taken) : 0;
    if (now === taken || Number.isNaN(now)) continue;
    field.value = (Number(field.value) + taken - now).toFixed(2);
    dataset[name] = now;
  }
};

const takeOut = (form, seen, name, amount, left) => {
  if (Number.isNaN(Number(amount))) return;
  const [own] = controls(form, name);
  const shared = name.replace(/^m[0-9]+-/, "");
  const [field, whole, rest] = own ? [own, amount, ""] : [controls(form, shared)[0], seen[shared], (seen[shared] - amount).toFixed(2)];
  if (field && field.value === (left ? whole : rest)) field.value = left ? rest : whole;
};
