// The view “To call”: who works away and is to be asked this month, the longest not heard of first, and what they said.
import { known } from "./bundle.js";
import { calls, isWaiting, keepCall, removeCall } from "./calls.js";
import { callAddress, announce, fill, link, maskedPhone, moment, piece, say, view } from "./page.js";

const where = view("calls");

// Returns whom to call by the bundle, then those whose answer is still on this phone; each with the latest answer.
const peopleToCall = async () => {
  const listed = ((await known())?.households ?? []).flatMap((home) => (home.calls ?? []).map((one) => ({ ...one, number: home.number })));
  const answers = new Map((await calls()).filter((one) => one.words).map((one) => [one.words.person.person, one]));
  const here = new Set(listed.map((one) => one.person));
  const others = [...answers.values()].map((one) => one.words.person).filter((one) => !here.has(one.person));
  const people = [...listed, ...others].map((person) => ({ person, answer: answers.get(person.person) }));
  const rank = ({ person, answer }) => `${answer ? 1 : 0} ${person.heard}`;
  return people.sort((a, b) => rank(a).localeCompare(rank(b)));
};

// The people who are still to be called, without anybody whose answer is on this phone.
export const countToCall = async () => (await peopleToCall()).filter((one) => !one.answer).length;

const answerWords = ({ state, words, at }) => {
  const said = { answer: say(`call_${words.answer}`), moment: moment(at), why: words.why ?? "" };
  return say(`call_is_${state}`, said);
};

const act = (row, which, possible, work) => {
  const button = row.querySelector(which);
  button.hidden = !possible;
  button.addEventListener("click", () => work().catch(() => announce(say("call_not_kept"))));
};

const answered = async (person, said) => {
  await keepCall(person, said);
  announce(say("call_kept"));
  await renderCalls();
  dispatchEvent(new Event("pw-call"));
};

const takeBack = async (id) => {
  if (!(await removeCall(id))) announce(say("call_may_have_arrived"));
  await renderCalls();
  dispatchEvent(new Event("pw-outbox"));
};

// What is otherwise, as typed; null where nothing was said.
const otherwise = (form) => {
  const said = Object.fromEntries(new FormData(form));
  return Object.values(said).some(Boolean) ? { answer: "otherwise", ...said } : null;
};

const card = ({ person, answer }) => {
  const row = piece("callee");
  const canAnswer = !answer || answer.state === "refused";
  fill(row, {
    name: person.name,
    number: person.number,
    words: person.words,
    last: person.last ? say("last_heard", { when: person.last }) : "",
    phone: maskedPhone(person.phone),
    answer: answer ? answerWords(answer) : "",
  });
  link(row, { call: callAddress(person.phone) });
  row.dataset.pwState = answer?.state ?? "asked";
  act(row, "[data-pw-unchanged]", canAnswer, () => answered(person, { answer: "unchanged" }));
  act(row, "[data-pw-not-reached]", canAnswer, () => answered(person, { answer: "not_reached" }));
  act(row, "[data-pw-take-back]", answer && isWaiting(answer) && !answer.tried, () => takeBack(answer.id));
  act(row, "[data-pw-put-away]", answer?.state === "refused", () => takeBack(answer.id));
  row.querySelector("details").hidden = !canAnswer;
  row.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    const said = otherwise(event.target);
    if (!said) return announce(say("call_say_what"));
    answered(person, said).catch(() => announce(say("call_not_kept")));
  });
  return row;
};

export const renderCalls = async () => {
  const people = await peopleToCall();
  const bundle = await known();
  const left = people.filter((one) => !one.answer).length;
  fill(where, {
    left: bundle ? say("calls_left", { count: left }) : "",
    nothing: bundle ? (people.length ? "" : say("nobody_to_call")) : say("no_households"),
    coming: bundle?.coming?.length ? say("coming", { here: bundle.households.length, all: bundle.order.length }) : "",
  });
  where.querySelector("[data-pw-list]").replaceChildren(...people.map(card));
};
