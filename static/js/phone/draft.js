// A visit that is being filled in. Every change is stored on this phone, encrypted, within a second; what the storage
// refuses is held, encrypted, in the memory of the page (held.js).
import { answerOf } from "./answer.js";
import { today } from "./api.js";
import { askedOn, household as householdOf } from "./bundle.js";
import { whyHeld } from "./held.js";
import { canBeWritten, change, get, read, removePhotos, sealWords, undone, visits } from "./storage.js";

const SHANGHAI = 8 * 3_600_000; // milliseconds before UTC, all year
const SOON = 400; // milliseconds after the last touch

export class Draft {
  constructor(id, words) {
    this.id = id;
    this.words = words; // { household, answers, photos, position, day_touched, errors }
    this.timer = 0;
    this.work = Promise.resolve();
    this.pending = Promise.resolve(); // photos and signature that are being drawn
    this.onSaved = () => {};
    this.onRefused = () => {}; // the storage refuses it: it is held in memory
    this.onTrouble = () => {}; // anything else
  }

  touch(news) {
    Object.assign(this.words, news);
    this.unsaved = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), SOON);
  }

  // Stores what was typed; saves follow each other in order.
  save() {
    clearTimeout(this.timer);
    this.work = this.work.then(() => this.unsaved && this.write());
    return this.work;
  }

  // Works on photos and signature one after the other; a visit is finished only after them.
  during(work) {
    this.pending = this.pending.then(work).catch((error) => this.onTrouble(error));
    return this.pending;
  }

  // Returns what is written over: the record there is; undefined when it may not be written over.
  over(there) {
    return canBeWritten(there) ? (there ?? {}) : undefined;
  }

  async write() {
    this.unsaved = false;
    try {
      const record = { id: this.id, state: "draft", at: Date.now(), sealed: await sealWords(this.words) };
      await change("visits", this.id, (there) => this.over(there) && { ...this.over(there), ...record, at: there?.at ?? record.at });
      this.tell();
    } catch (error) {
      this.unsaved = true;
      this.onTrouble(error);
    }
  }

  // Says whether what was typed is stored, or only on this page.
  tell() {
    const refused = whyHeld(this.id);
    if (refused) this.onRefused(refused);
    else this.onSaved();
  }

  async discard() {
    clearTimeout(this.timer);
    await this.pending;
    this.unsaved = false;
    await this.work;
    const record = await get("visits", this.id);
    if (record && !canBeWritten(record)) return; // a sent visit that was only looked at
    await removePhotos(record ?? this);
    await change("visits", this.id, (there) => (there && canBeWritten(there) ? undone(there) : undefined));
  }
}

const newDraft = (household) =>
  new Draft(crypto.randomUUID(), { household, answers: null, photos: [], position: null, day_touched: false });

// Opens a draft, or a visit that the server wants corrected; null when there is none that may be changed.
const openDraft = async (id) => {
  const record = await get("visits", id);
  const words = record && canBeWritten(record) && (await read(record));
  if (!words) return null;
  const { content, sha256: _hash, ...rest } = words;
  return new Draft(id, content ? { ...rest, answers: JSON.parse(content).answers } : rest);
};

// Finds the draft that was begun for this household; null when there is none.
export const draftOf = async (household) =>
  (await visits()).find((one) => one.state === "draft" && !one.before && one.words?.household.id === household) ?? null;

// Builds the content to send; a correction keeps when the visit was finished, and the photos that were sent. A day left untouched counts as chosen once it is no longer today: the person saw it.
export const contentOf = ({ id, words }, date) => {
  const { household: whom, answers, photos, position, corrects, reason: correction } = words;
  const frozen = { v: 1, id, household: whom.id, answers, seen: whom.seen, position };
  if (corrects) {
    const { made_at, photos: sent } = corrects;
    return { ...frozen, made_at, day_touched: words.day_touched, photos: [...sent, ...photos], correction };
  }
  const day_touched = words.day_touched || answers.visited_on !== date;
  return { ...frozen, made_at: new Date().toISOString(), day_touched, photos, answer: answerOf(words) };
};

// Begins a visit to a household, or goes on with what is here: `which` is a household's number in the database, or the ID of
// a visit on this phone. Null when there is nothing to begin with.
export const begin = async (which, purpose) => {
  if (!/^[0-9]+$/.test(which)) return (await openDraft(which)) ?? (await import("./correct.js")).openSent(which);
  const begun = await draftOf(Number(which));
  if (begun) return openDraft(begun.id);
  const found = await householdOf(Number(which));
  if (!found) return null;
  const made = newDraft(askedOn(found, await today()));
  made.purpose = purpose;
  return made;
};

// Returns the day by which a visit is checked: the one on which it was finished, as the site does.
export const dayOf = async ({ corrects }) =>
  corrects ? new Date(Date.parse(corrects.made_at) + SHANGHAI).toISOString().slice(0, 10) : today();
