// What this phone keeps of a visit that was sent: its receipt for ninety days, and for a week, of thirty visits at most, its
// content, sealed like a draft, so that it can be corrected without a network (correct.js).
import { whyHeld } from "./held.js";
import { all, change, photosOf, sealWords } from "./storage.js";

const DAY = 24 * 3_600_000;
const RECEIPT_DAYS = 90;
const COPY_DAYS = 7;
const MOST_COPIES = 30;
const SENT = ["filed", "stranded", "second", "submitted", "accepted", "sent_back", "voided"];
const CORRECTED = ["filed", "submitted", "accepted", "sent_back"]; // what may be corrected

export const isSent = (state) => SENT.includes(state);

const isFresh = (record) => Boolean(record.copy) && record.sent_at > Date.now() - COPY_DAYS * DAY;
export const canBeCorrected = (record) => CORRECTED.includes(record?.state) && isFresh(record);

// Whether the server knows of a photo: its visit was sent, or the version that is being corrected named it.
export const isExpected = (photo, records) => {
  const [visit, hash] = photo.id.split("/");
  const record = records.get(visit);
  return isSent(record?.state) || Boolean(record?.before?.photos.includes(hash));
};

// Returns what a record keeps besides once its visit was sent.
export const copyOf = async ({ household, content }) => ({
  copy: await sealWords({ household, content }), sent_at: Date.now(), before: undefined,
});

const forget = (id) => change("visits", id, (there) => there && { ...there, copy: undefined });

// Lets a copy go that a full phone has no room for: the receipt is what must be stored.
export const makeRoom = async (id) => {
  if (whyHeld(id)) await forget(id);
};

// Removes what is older, or more, than the phone keeps.
export const clearOld = async () => {
  const records = await all("visits");
  const copies = records.filter((one) => one.copy).sort((a, b) => b.sent_at - a.sent_at);
  for (const one of copies.filter((record, place) => place >= MOST_COPIES || !isFresh(record))) await forget(one.id);
  for (const old of records.filter((one) => isSent(one.state) && one.at < Date.now() - RECEIPT_DAYS * DAY))
    if (!(await photosOf(old.id)).length) await change("visits", old.id, () => null);
};
