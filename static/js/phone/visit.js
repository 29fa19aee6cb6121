// The view of the visit form: opens a household's visit, keeps every change, and finishes it.
import { follow, periodsOf, showHints } from "./amounts.js";
import { answerFaults, answerIn } from "./answer.js";
import { askAboutLeavers, offerBill, offerPeople, place } from "./asking.js";
import { begin, contentOf, dayOf } from "./draft.js";
import { VisitForm, slotsOf } from "./form.js";
import { today } from "./api.js";
import { whyHeld } from "./held.js";
import { whyKept } from "./mend.js";
import { finish, sendAll } from "./outbox.js";
import { announce, fill, moment, say, view } from "./page.js";
import { loadForm } from "./questionnaire.js";
import { get } from "./storage.js";
import { check, lacking } from "./validate.js";

const where = view("visit");
const slot = where.querySelector("[data-pw-slot]");
const summary = where.querySelector("[data-pw-summary]");
let draft = null;
let form = null;
let showAnswer = () => {};
let stopRecording = async () => {};
let correcting = null; // correct.js, while a visit is corrected that was sent
let release = () => {};

const note = (words) => fill(where, { note: words });
const complain = (_error, words) => note(say(words));

// Says that what was typed is stored, or that it is on this page only.
let unstored = false;
const tellStored = () => {
  fill(where, { saved: say("saved", { moment: moment(Date.now()) }) });
  if (unstored) note("");
  unstored = false;
};
const tellRefused = (error) => {
  unstored = true;
  fill(where, { saved: "" });
  note(say(error.name === "QuotaExceededError" ? "no_space" : "not_saved"));
};
addEventListener("pw-held", () => draft && unstored && !whyHeld(draft.id) && tellStored());

// Saves what was typed and removes it from the page, because nothing personal may stay there on a locked phone. What the
// storage refuses stays in memory, encrypted, and is found again under its household and under “To send”.
export const close = async () => {
  if (!draft) return;
  const leaving = draft;
  draft = form = null;
  await stopRecording();
  await leaving.pending;
  await leaving.save();
  clear();
};

const clear = () => {
  slot.replaceChildren();
  summary.querySelector("ul").replaceChildren();
  fill(where, { household: "", saved: "", note: "" });
  release();
};

// Whether this tab may write on a visit: one at a time may.
const mayWrite = (id) =>
  new Promise((resolve) => {
    navigator.locks.request(`pw-form-${id}`, { ifAvailable: true }, (lock) => {
      resolve(Boolean(lock));
      return lock && new Promise((done) => (release = done));
    });
  });

const build = async (opened) => {
  const { words } = opened;
  slot.replaceChildren(document.querySelector("template[data-pw-form]").content.cloneNode(true));
  const element = slot.querySelector("[data-pw-visit]");
  element.noValidate = true;
  const made = new VisitForm(element, slotsOf(words.household));
  const date = await today();
  const fresh = { ...made.usual, ...words.household.seen, visited_on: date };
  if (opened.purpose) fresh.purpose = opened.purpose;
  if (opened.purpose === "update") fresh.income_asked = "year";
  made.answers = words.answers ? { result: "met", ...words.answers } : fresh;
  made.offerLess(() => words.household.seen);
  place(element, "amounts_right").hidden = !words.household.questions?.length;
  offerBill(element);
  offerPeople(element, (words.household.members ?? []).map((one) => one.name));
  askAboutLeavers(element, () => words.household.seen);
  place(element, "guarantees_as_before").hidden = !words.household.seen.guarantees_met_on;
  if (words.household.income) showHints(element, words.household.income, periodsOf(element));
  element.addEventListener("input", changed);
  element.addEventListener("change", changed);
  element.addEventListener("submit", done);
  correcting = words.corrects ? await import("./correct.js") : null;
  correcting?.reasonIn(element, opened);
  fill(where, { household: `${words.household.head} · ${words.household.number}` });
  return made;
};

const changed = (event) => {
  if (!draft || event.target.type === "file") return;
  if (event.target.name === "visited_on") draft.touch({ day_touched: true });
  if (["income_month", "income_year"].includes(event.target.name)) followPeriod();
  form.refresh();
  draft.touch({ answers: form.answers });
  showAnswer();
};

// Lets the amounts follow the month or the year that was chosen.
const followPeriod = () => {
  const asked = draft.words.household;
  if (asked.income) asked.seen = follow(form.form, asked.seen, asked.income);
};

const addEvidence = async (element, opened) => {
  const [photos, signature, position, voice] = await Promise.all([
    import("./photos.js"), import("./signature.js"), import("./position.js"), import("./voice.js"),
  ]);
  stopRecording = voice.voiceIn(element, opened, complain);
  position.positionIn(element, opened);
  await photos.photosIn(element, opened, complain);
  await signature.signatureIn(element, opened, complain);
};

// Opens the form: `which` is a household's number in the database, or the ID of a visit on this phone.
export const open = async (which, purpose) => {
  await close();
  note("");
  unstored = false;
  summary.hidden = true;
  if (!(await loadForm().then(() => true, () => false))) return say("needs_network");
  const opened = await begin(which, purpose);
  const free = opened && (await mayWrite(opened.id));
  if (!free) return say(opened ? "other_tab" : "no_household");
  stopRecording = async () => {};
  form = await build(opened).catch((error) => {
    clear();
    throw error;
  });
  draft = opened;
  showAnswer = answerIn(form.form, opened, () => form.answers);
  showAnswer();
  draft.onSaved = tellStored;
  draft.onRefused = tellRefused;
  draft.onTrouble = (error) => complain(error, "failed");
  fill(where, { saved: opened.words.corrects ? say("correcting") : opened.words.answers ? say("going_on") : "" });
  if (whyHeld(opened.id)) tellRefused(whyHeld(opened.id));
  form.showErrors(opened.words.errors ?? {}, summary);
  addEvidence(form.form, opened).catch((error) => complain(error, "evidence_failed"));
  return "";
};

const finishDraft = async (finishing) => {
  await stopRecording();
  await finishing.pending;
  finishing.touch({ answers: form.answers });
  await finishing.save();
  const date = await dayOf(finishing.words);
  const { answers, household: whom } = finishing.words;
  const reason = correcting?.reasonFaults(finishing.words);
  const wrong = { ...check(answers, date, whom.seen), ...lacking(answers, whom.seen), ...answerFaults(finishing.words), ...reason };
  if (form.showErrors(wrong, summary)) return;
  await finish(finishing.id, finishing.words, contentOf(finishing, date));
  finishing.unsaved = false;
  await close();
  announce(say(whyHeld(finishing.id) ? "finished_held" : "finished"));
  location.hash = "#outbox";
  sendAll();
};

let busy = false;
const done = (event) => {
  event.preventDefault();
  if (busy || !draft) return; // a second tap
  busy = true;
  finishDraft(draft)
    .catch((error) => complain(error, "failed"))
    .finally(() => (busy = false));
};

export const discard = async () => {
  if (!draft || !confirm(say("discard"))) return;
  try {
    const why = draft.words.corrects ? "" : await whyKept(await get("visits", draft.id) ?? { id: draft.id });
    if (why && why !== "withdraw_sent") return note(say(why));
    await draft.discard();
    if (why) announce(say("withdraw_sent"));
  } catch (error) {
    return complain(error, "failed");
  }
  draft = form = null;
  clear();
  location.hash = "#today";
};
