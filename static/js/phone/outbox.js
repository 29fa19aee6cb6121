// Sends finished visits, the oldest first, from one tab at a time. A visit that fails does not hold up the others, and
// none is removed from this phone before the server's signed receipt for exactly its content has arrived.
import { NoAnswer, SignedOut, SomebodyElse, fetchSession, keptSession, send } from "./api.js";
import { clearOld, copyOf, isExpected, isSent, makeRoom } from "./sent.js";
import { all, callRecords, canBeWritten, change, isUnlocked, put, read, sealWords, unsealed } from "./storage.js";
import { isReceipt, sha256, utf8 } from "./crypto.js";

const MOST_ASKED = 500; // visits in one question, as on the server
const LONGEST_WAIT = 5 * 60_000;
const PATIENCE_FOR_A_PHOTO = 5 * 60_000;
export const ON_THE_PHONE = ["waiting", "refused"]; // finished, and the only copy is here

const tries = (record) => failures.get(record.id) ?? 0;
const channel = new BroadcastChannel("pw-outbox");
const failures = new Map(); // id → failed tries since the page was opened: what failed goes behind what did not
export const now = { sending: null, trouble: null }; // the visit on its way; "signed out", "network", "other" or nothing
let user = null;
let timer = 0;
let rounds = 0;
let looks = 0; // how often to look soon for the new colour of a household just visited

const tell = (news) => {
  Object.assign(now, news);
  channel.postMessage(news);
  dispatchEvent(new Event("pw-outbox"));
};
channel.onmessage = ({ data }) => {
  Object.assign(now, data);
  dispatchEvent(new Event("pw-outbox"));
};

// Freezes a visit: exactly these bytes are sent, however often. False when it was finished already.
export const finish = async (id, words, content) => {
  const frozen = JSON.stringify(content);
  const hash = await sha256(utf8(frozen));
  const { errors, ...rest } = words;
  const sealed = await sealWords({ ...rest, content: frozen, sha256: hash });
  const record = { id, state: "waiting", at: Date.now(), turn: crypto.randomUUID(), sealed };
  const kept = await change("visits", id, (there) => (canBeWritten(there) ? { ...there, ...record } : undefined));
  return Boolean(kept);
};

// Whether a record is still what it was when it was read: opened again and finished anew it is another one.
export const isStill = (there, record) => there?.state === record.state && there.turn === record.turn;

const replace = async (record, state, words, more = {}) => {
  const sealed = await sealWords(words);
  await change("visits", record.id, (there) => (isStill(there, record) ? { ...there, ...more, state, sealed } : undefined));
};

const file = async (record, words, receipt) => {
  const { id, number, head, village, group } = words.household;
  const { visited_on, result } = JSON.parse(words.content).answers;
  const kept = { household: { id, number, head, village, group }, visited_on, attempt: result !== "met", receipt };
  looks = 3;
  await replace(record, receipt.outcome, kept, await copyOf(words));
  await makeRoom(record.id);
};

const sendVisit = async (record) => {
  const words = await read(record);
  if (!words) return true; // cannot be read: kept, shown, and no obstacle
  const tried = await change("visits", record.id, (there) => (isStill(there, record) ? { ...there, tried: true } : undefined));
  if (!tried) return true; // opened again, or withdrawn
  tell({ sending: record.id });
  const { status, data } = await send("visits/", words.content);
  const { receipt_key } = await keptSession();
  const held = { visit: record.id, sha256: words.sha256 };
  if ([200, 201, 409].includes(status) && (await isReceipt(data.receipt, receipt_key, held))) {
    await file(record, words, data.receipt);
    return true;
  }
  if (status === 422 && data.errors) {
    await replace(record, "refused", { ...words, errors: data.errors });
    return true;
  }
  return false;
};

const sendPhoto = async (photo) => {
  const [visit, hash] = photo.id.split("/");
  const bytes = await unsealed(photo.sealed).catch(() => null);
  if (!bytes) return true;
  const { status, data } = await send(`visits/${visit}/photos/${hash}/`, bytes, {
    type: "application/octet-stream",
    patience: PATIENCE_FOR_A_PHOTO,
  });
  if ([200, 201].includes(status) && data.sha256 === hash) await change("photos", photo.id, () => null);
  else if (status === 422 && tries(photo) > 1) await put("photos", { ...photo, state: "refused" }); // once may be damage on the way
  else return status === 404 && Boolean(data.error); // its visit is not assigned yet: the photo waits for it
  return true;
};

// Whether the network is down: then no visit is to blame, and the round ends.
const networkIsDown = async () => {
  try {
    await fetchSession();
    return false;
  } catch (error) {
    if (error instanceof NoAnswer) return true;
    throw error;
  }
};

// Works on the records one after the other, those that failed before last; true when all succeeded.
const each = async (records, work) => {
  let whole = true;
  for (const record of [...records].sort((a, b) => tries(a) - tries(b) || a.at - b.at)) {
    if (!isUnlocked()) return false;
    try {
      if (await work(record)) {
        failures.delete(record.id);
        rounds = 0; // the network works: the next try need not wait long
        continue;
      }
    } catch (error) {
      if (error instanceof SignedOut || error instanceof SomebodyElse) throw error;
      if (error instanceof NoAnswer && (await networkIsDown())) throw error;
    }
    failures.set(record.id, tries(record) + 1);
    whole = false;
  }
  return whole;
};

const round = async () => {
  const visits = (await all("visits")).filter((one) => one.state === "waiting");
  const sentVisits = await each(visits, sendVisit);
  tell({ sending: null });
  const records = new Map((await all("visits")).map((one) => [one.id, one]));
  const photos = (await all("photos")).filter((one) => one.state === "kept" && isExpected(one, records));
  const sentPhotos = await each(photos, sendPhoto);
  const sentCalls = !(await callRecords()).length || (await (await import("./calls.js")).sendCalls(each));
  tell({ sending: null });
  return sentVisits && sentPhotos && sentCalls && (await follow());
};

// Returns what the server says of these visits; null when it does not answer.
export const statesOf = async (records) => {
  const states = {};
  for (let first = 0; first < records.length; first += MOST_ASKED) {
    const ids = records.slice(first, first + MOST_ASKED).map((one) => one.id);
    const { status, data } = await send("states/", JSON.stringify({ ids }));
    if (status !== 200) return null;
    Object.assign(states, data.states);
  }
  return states;
};

const follow = async () => {
  const sent = (await all("visits")).filter((one) => isSent(one.state));
  if (!sent.length) return true;
  const states = await statesOf(sent);
  if (!states) return false;
  for (const record of sent) {
    const news = states[record.id];
    const words = news && isSent(news.state) && (await read(record));
    if (words && Object.keys(news).some((name) => news[name] !== words[name])) await replace(record, news.state, { ...words, ...news });
  }
  return !Object.values(states).some((one) => one.colour === "pending");
};

const again = (whole) => {
  clearTimeout(timer);
  rounds = whole ? 0 : rounds + 1;
  const soon = looks-- > 0 ? 3000 : LONGEST_WAIT;
  const wait = whole ? soon : Math.min(LONGEST_WAIT, 1000 * 2 ** rounds);
  timer = setTimeout(sendAll, wait * (0.5 + Math.random() / 2)); // not every phone of a village at the same moment
};

const troubleOf = (error) => {
  if (error instanceof NoAnswer) return "network";
  return error instanceof SignedOut || error instanceof SomebodyElse ? "signed out" : "other";
};

// Runs one round of sending, in one tab at a time, and plans the next one.
export const sendAll = async () => {
  if (!isUnlocked()) return;
  let whole = false;
  try {
    await clearOld();
    if (!navigator.onLine) throw new NoAnswer();
    whole = await navigator.locks.request(`pw-send-${user}`, { ifAvailable: true }, (lock) => lock && round());
    if (whole !== null) tell({ sending: null, trouble: null });
  } catch (error) {
    tell({ sending: null, trouble: troubleOf(error) });
  }
  again(whole === true);
};

export const startSending = (whose) => {
  user = whose;
};

addEventListener("online", () => {
  rounds = 0;
  sendAll();
});
