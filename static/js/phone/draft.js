// A visit that is being filled in. Every change is stored on this phone, encrypted, within a second; what the storage
// refuses is held, encrypted, in the memory of the page (held.js).
import { answerOf } from "./answer.js";
import { whyHeld } from "./held.js";
import { canBeWritten, change, get, photosOf, read, remove, sealWords, visits } from "./storage.js";

const SOON = 400; // milliseconds after the last touch

class Draft {
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

  async write() {
    this.unsaved = false;
    try {
      const record = { id: this.id, state: "draft", at: Date.now(), sealed: await sealWords(this.words) };
      await change("visits", this.id, (there) => (canBeWritten(there) ? { ...there, ...record, at: there?.at ?? record.at } : undefined));
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
    for (const photo of await photosOf(this.id)) await remove("photos", photo.id);
    await change("visits", this.id, (there) => (canBeWritten(there) ? null : undefined));
  }
}

export const newDraft = (household) =>
  new Draft(crypto.randomUUID(), { household, answers: null, photos: [], position: null, day_touched: false });

// Opens a draft, or a visit that the server wants corrected; null when there is none that may be changed.
export const openDraft = async (id) => {
  const record = await get("visits", id);
  const words = record && canBeWritten(record) && (await read(record));
  if (!words) return null;
  const { content, sha256: _hash, ...rest } = words;
  return new Draft(id, content ? { ...rest, answers: JSON.parse(content).answers } : rest);
};

// Finds the draft that was begun for this household; null when there is none.
export const draftOf = async (household) =>
  (await visits()).find((one) => one.state === "draft" && one.words?.household.id === household) ?? null;

// Builds the content to send. A day left untouched counts as chosen once it is no longer today: the person saw it.
export const contentOf = ({ id, words }, date) => {
  const { household: whom, answers, photos, position } = words;
  const day_touched = words.day_touched || answers.visited_on !== date;
  const made_at = new Date().toISOString();
  const told = { answers, seen: whom.seen, photos, position, answer: answerOf(words) };
  return { v: 1, id, household: whom.id, made_at, day_touched, ...told };
};
