// The view “To call”: who works away and is to be asked this month, the longest not heard of first, and what they said.
import { known } from "./bundle.js";
import { calls, isWaiting, keepCall, removeCall } from "./calls.js";
import { sendAll } from "./outbox.js";
import { announce, callAddress, fill, link, maskedPhone, moment, piece, said as texts, say, view } from "./page.js";

let coming = null;

const fetchPart = async () => {
  const answer = await fetch(`/visits/phone/calls/${document.documentElement.lang}/`, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`no view of calls: ${answer.status}`);
  document.querySelector("main").insertAdjacentHTML("beforeend", await answer.text());
  Object.assign(texts, JSON.parse(document.getElementById("pw-calls-words").textContent));
};

// Returns once the view is in the page: from the network on the first use, later from the phone itself.
const loadCalls = () => {
  coming ??= fetchPart().catch((error) => {
    coming = null;
    throw error;
  });
  return coming;
};

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

const stillToCall = (people) => people.filter((one) => !one.answer).length;

// Shows in another view, above its lists, how many there are, with a way here; nothing where there are none.
const showLink = async (where, words, count) => {
  await loadCalls();
  const there = where.querySelector("[data-pw-calls]");
  const note = fill(piece("calls-link"), { calls: say(words, { count }) });
  note.dataset.pwCalls = "";
  note.hidden = !count;
  if (there) there.replaceWith(note);
  else where.querySelector("[data-pw-list], [data-pw-group]").before(note);
};

export const showToCall = async (where) => showLink(where, "calls_todo", stillToCall(await peopleToCall()));
export const showUnsent = (where, count) => showLink(where, "calls_unsent", count);

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
  sendAll();
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
  await loadCalls();
  const where = view("calls");
  const people = await peopleToCall();
  const bundle = await known();
  const left = stillToCall(people);
  fill(where, {
    left: bundle ? say("calls_left", { count: left }) : "",
    nothing: bundle ? (people.length ? "" : say("nobody_to_call")) : say("no_households"),
    coming: bundle?.coming?.length ? say("coming", { here: bundle.households.length, all: bundle.order.length }) : "",
  });
  where.querySelector("[data-pw-list]").replaceChildren(...people.map(card));
};
