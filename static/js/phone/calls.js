// What people who work away said when they were called: kept sealed as "call/<ID>" beside the bundle, sent like visits,
// and waiting here until the server's signed receipt for exactly that answer has arrived.
import { keptSession, send } from "./api.js";
import { isReceipt, sha256, utf8 } from "./crypto.js";
import { callRecords, change, put, read, sealWords } from "./storage.js";

const CALL = "call/";
const SENT_DAYS = 31; // a call that was received is shown with its person until the month is over
const idOf = (record) => record.id.slice(CALL.length);

export const isWaiting = ({ state }) => state === "waiting";
const isOpen = ({ state }) => state !== "sent"; // waits, or could not be recorded

// Returns every call on this phone, oldest first: { id, state, at, tried, words }; `words` is null when unreadable.
export const calls = async () => {
  const records = await callRecords();
  const told = await Promise.all(records.map(async (one) => ({ ...one, words: await read(one) })));
  return told.sort((a, b) => a.at - b.at);
};

// Keeps what somebody said: exactly these bytes are sent, however often.
export const keepCall = async (person, said) => {
  const id = crypto.randomUUID();
  const asked = { id, person: person.person, spell: person.spell, made_at: new Date().toISOString() };
  const content = JSON.stringify({ ...asked, ...said });
  const sealed = await sealWords({ person, answer: said.answer, content, sha256: await sha256(utf8(content)) });
  await put("keep", { id: CALL + id, state: "waiting", at: Date.now(), sealed });
};

// Takes an answer back that was not sent, or puts one away that could not be recorded; false when it may have arrived.
export const removeCall = async (id) => {
  const after = await change("keep", id, (there) => (there?.state === "refused" || (there && isWaiting(there) && !there.tried) ? null : undefined));
  return after === null;
};

const settle = async (record, state, words) => {
  const sealed = await sealWords(words);
  await change("keep", record.id, (there) => (there && isWaiting(there) ? { ...there, state, sealed } : undefined));
};

// Sends one call; false when it is to be tried again.
const sendCall = async (record) => {
  const words = await read(record);
  if (!words) return true; // cannot be read: kept, shown, and no obstacle
  if (!(await change("keep", record.id, (there) => (there && isWaiting(there) ? { ...there, tried: true } : undefined)))) return true;
  const { status, data } = await send("calls/", words.content);
  const { receipt_key } = await keptSession();
  if (status === 201 && (await isReceipt(data.receipt, receipt_key, { visit: idOf(record), sha256: words.sha256 }))) {
    await settle(record, "sent", words);
    return true;
  }
  if (status === 422 && data.error) {
    await settle(record, "refused", { ...words, why: data.error });
    return true;
  }
  return false;
};

// Removes what was received long ago.
const clearOldCalls = async () => {
  const old = (await callRecords()).filter((one) => !isOpen(one) && one.at < Date.now() - SENT_DAYS * 24 * 3_600_000);
  for (const one of old) await change("keep", one.id, () => null);
};

// Sends what waits, as the outbox does with visits (`each`): one after the other, those that failed before last.
export const sendCalls = async (each) => {
  await clearOldCalls();
  return each((await callRecords()).filter(isWaiting), sendCall);
};
