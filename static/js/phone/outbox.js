// Finished visits on their way. Oldest first, one tab at a time; one that fails does not hold up the others; nothing
// leaves this phone before the server's signed receipt for exactly its content is here.
import { NoAnswer, SignedOut, SomebodyElse, greet, remembered, send } from "./hello.js";
import { all, change, isUnlocked, photosOf, put, read, sealedWords, unsealed } from "./pocket.js";
import { isReceipt, sha256, utf8 } from "./sealed.js";

const DAY = 24 * 3_600_000;
const RECEIPT_DAYS = 90;
const LONGEST_WAIT = 5 * 60_000;
const PATIENCE_FOR_A_PHOTO = 5 * 60_000;
export const ON_THE_PHONE = ["waiting", "refused"]; // finished, and the only copy is here
const SENT = ["filed", "stranded", "second", "submitted", "accepted", "sent_back", "voided"];
export const isSent = (state) => SENT.includes(state);

const tries = (record) => failures.get(record.id) ?? 0;
const channel = new BroadcastChannel("pw-outbox");
const failures = new Map(); // id → failed tries of this page: who failed goes behind those who did not
export const now = { sending: null, trouble: null }; // the visit on its way; "signed out", "network" or nothing
let user = null;
let timer = 0;
let rounds = 0;

const tell = (news) => {
  Object.assign(now, news);
  channel.postMessage(news);
  dispatchEvent(new Event("pw-outbox"));
};
channel.onmessage = ({ data }) => {
  Object.assign(now, data);
  dispatchEvent(new Event("pw-outbox"));
};

// Freezes a visit: these bytes and their hash are what is sent, however often. False when it was finished already.
export const finish = async (id, words, content) => {
  const frozen = JSON.stringify(content);
  const hash = await sha256(utf8(frozen));
  const { errors, ...rest } = words;
  const sealed = await sealedWords({ ...rest, content: frozen, sha256: hash });
  const record = { id, state: "waiting", at: Date.now(), sealed };
  const kept = await change("visits", id, (there) => (canBeWritten(there) ? record : undefined));
  return Boolean(kept);
};

// A draft may be written over; what was finished may not, except when the server wants it corrected.
export const canBeWritten = (there) => !there || there.state === "draft" || there.state === "refused";

const replace = async (record, state, words) => {
  const sealed = await sealedWords(words);
  await change("visits", record.id, (there) => (there?.state === record.state ? { ...there, state, sealed } : undefined));
};

const file = (record, words, receipt) => {
  const { id, number, head, village, group } = words.household;
  const visited_on = JSON.parse(words.content).answers.visited_on;
  const kept = { household: { id, number, head, village, group }, visited_on, receipt };
  return replace(record, receipt.outcome, kept);
};

const sendVisit = async (record) => {
  const words = await read(record);
  if (!words) return true; // cannot be read: kept, shown, and no obstacle
  tell({ sending: record.id });
  const { status, data } = await send("visits/", words.content);
  const { receipt_key } = await remembered();
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
  else if (status === 422 && tries(photo) > 1) await put("photos", { ...photo, state: "refused" }); // damage on the way is mended by sending again
  else return status === 404 && Boolean(data.error); // its visit is not assigned yet: the photo waits for it
  return true;
};

// Whether the silence was the network's: then nobody is to blame, and the round is over.
const networkIsDown = async () => {
  try {
    await greet();
    return false;
  } catch (error) {
    if (error instanceof NoAnswer) return true;
    throw error;
  }
};

// Tries one after the other, whoever failed before last; true when all went through.
const each = async (records, work) => {
  let whole = true;
  for (const record of [...records].sort((a, b) => tries(a) - tries(b) || a.at - b.at)) {
    if (!isUnlocked()) return false;
    try {
      if (await work(record)) {
        failures.delete(record.id);
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
  const sent = new Set((await all("visits")).filter((one) => isSent(one.state)).map((one) => one.id));
  const photos = (await all("photos")).filter((one) => one.state === "kept" && sent.has(one.id.split("/")[0]));
  const sentPhotos = await each(photos, sendPhoto);
  return sentVisits && sentPhotos && (await follow());
};

// Asks what became of the visits sent, and lets go of receipts of 90 days ago.
const follow = async () => {
  const sent = (await all("visits")).filter((one) => isSent(one.state));
  for (const old of sent.filter((one) => one.at < Date.now() - RECEIPT_DAYS * DAY))
    if (!(await photosOf(old.id)).length) await change("visits", old.id, () => null);
  if (!sent.length) return true;
  const { status, data } = await send("states/", JSON.stringify({ ids: sent.map((one) => one.id) }));
  if (status !== 200) return false;
  for (const record of sent) {
    const news = data.states?.[record.id];
    const words = news && (await read(record));
    if (words && isSent(news.state)) await replace(record, news.state, { ...words, ...news });
  }
  return !Object.values(data.states ?? {}).some((one) => one.colour === "pending");
};

const again = (whole) => {
  clearTimeout(timer);
  rounds = whole ? 0 : rounds + 1;
  const wait = whole ? LONGEST_WAIT : Math.min(LONGEST_WAIT, 1000 * 2 ** rounds);
  timer = setTimeout(sendAll, wait * (0.5 + Math.random() / 2)); // not every phone of a village at the same moment
};

// One round of sending, in one tab at a time. It plans the next one itself.
export const sendAll = async () => {
  if (!isUnlocked()) return;
  let whole = false;
  try {
    if (!navigator.onLine) throw new NoAnswer();
    whole = await navigator.locks.request(`pw-send-${user}`, { ifAvailable: true }, (lock) => lock && round());
    if (whole !== null) tell({ sending: null, trouble: null });
  } catch (error) {
    tell({ sending: null, trouble: error instanceof NoAnswer ? "network" : "signed out" });
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
