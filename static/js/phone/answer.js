// The answer to an alert at the end of a visit that verifies it: it travels with the visit, and the site gives it once the
// visit is filed.
import { fill, say } from "./page.js";

const LATER = "";

const choice = (form, [code, label], asked) => {
  const row = form.querySelector("template[data-pw-answer-choice]").content.firstElementChild.cloneNode(true);
  const [input, words] = row.children;
  Object.assign(input, { id: `answer-${code || "later"}`, value: code, checked: (asked?.outcome ?? LATER) === code });
  words.textContent = label;
  return row;
};

// Returns the findings of the form that speak against "no risk".
const findingsIn = (answers) => {
  const unmet = Object.entries(answers).some(([name, value]) => name.startsWith("check_") && value === "not_met");
  const ill = Object.entries(answers).some(([name, value]) => name.endsWith("has_serious_illness") && value === "yes");
  return [...(answers.shocks?.length ? [say("finding_shock")] : []), ...(unmet ? [say("finding_unmet")] : []),
    ...(ill ? [say("finding_ill")] : [])];
};

const isAsked = ({ household, answers }) =>
  Boolean(household.answer) && answers?.purpose === "verify" && answers.result === "met" && !answers.not_verified?.length;

// Returns the answer to send with a visit; null where none is asked or given.
export const answerOf = (words) => {
  if (!isAsked(words) || !words.answer?.outcome) return null;
  const { kind, key } = words.household.answer;
  return { kind, key, ...words.answer };
};

// Returns { field: [what to do] } where the answer needs a reason.
export const answerFaults = (words) => {
  const told = answerOf(words);
  const against = told && words.household.answer.outcomes.some(([code, , reason]) => code === told.outcome && reason);
  const signs = [...(words.household.answer?.signs ?? []), ...findingsIn(words.answers ?? {})];
  return against && signs.length && !told.words.trim() ? { answer_words: [say("answer_reason", { signs: signs.join(say("comma")) })] } : {};
};

// Builds the part of the form, and keeps what is chosen with the draft. Returns a function that shows it where asked.
export const answerIn = (form, draft, answersNow) => {
  const part = form.querySelector("[data-pw-answer]");
  const asked = draft.words.household.answer;
  if (!asked) return () => {};
  fill(part, { answer_words: asked.words });
  const words = part.querySelector("[data-pw-answer-words]");
  words.value = draft.words.answer?.words ?? "";
  const rows = [[LATER, say("answer_later")], ...asked.outcomes].map((one) => choice(form, one, draft.words.answer));
  part.querySelector("[data-pw-answer-outcomes]").replaceChildren(...rows);
  const keep = () => {
    const outcome = part.querySelector("input:checked")?.value ?? LATER;
    draft.touch({ answer: { outcome, words: words.value } });
  };
  part.addEventListener("input", keep);
  part.addEventListener("change", keep);
  const told = part.querySelector("[data-pw-answer-signs]");
  return () => {
    const answers = answersNow();
    const signs = [...asked.signs, ...findingsIn(answers)];
    told.textContent = signs.length ? say("answer_signs", { signs: signs.join(say("comma")) }) : "";
    told.hidden = !signs.length;
    part.hidden = !isAsked({ ...draft.words, answers });
  };
};
