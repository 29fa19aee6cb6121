// The rescue file: everything on this phone that the server does not have yet, encrypted for the server alone. A draft is
// in it as a draft, without its photos: whoever began it goes on with it on a page.
import { keptSession } from "./api.js";
import { held } from "./held.js";
import { all, callRecords, read, unsealed, visits } from "./storage.js";
import { base64, sealedBox, utf8 } from "./crypto.js";
import { ON_THE_PHONE } from "./outbox.js";

const SHANGHAI = 8 * 3_600_000; // milliseconds before UTC, all year

const photosToSave = async (records) => {
  const saved = await Promise.all(
    records.map(async (one) => {
      const [visit, sha256] = one.id.split("/");
      const bytes = await unsealed(one.sealed).catch(() => null);
      return bytes && { visit, sha256, data: base64(bytes) };
    }),
  );
  return saved.filter(Boolean);
};

const draftToSave = ({ id, at, words }) => {
  const { id: household, number, head } = words.household;
  return { id, household, number, head, answers: words.answers, device_time: at };
};

const callsToSave = async () => {
  const waiting = (await callRecords()).filter((one) => one.state === "waiting");
  return (await Promise.all(waiting.map(read))).filter(Boolean);
};

// Returns every visit; where the storage cannot be read, those that are in memory only.
const allToSave = async () => {
  try {
    return { mine: await visits(), photos: await all("photos"), said: await callsToSave(), whole: true };
  } catch {
    const mine = await Promise.all(held().map(async (one) => ({ ...one, words: await read(one) })));
    return { mine, photos: [], said: [], whole: false };
  }
};

// Returns the content of the file, how many visits and drafts are in it, and whether that is all.
const rescueFile = async () => {
  const { badge, rescue_key, offset = null } = await keptSession();
  const { mine, photos, said, whole } = await allToSave();
  const waiting = mine.filter((one) => ON_THE_PHONE.includes(one.state) && one.words?.content);
  const drafts = mine.filter((one) => one.state === "draft" && one.words?.answers);
  const begun = new Set(mine.filter((one) => one.state === "draft" && !one.before).map((one) => one.id));
  const inside = {
    v: 1,
    badge,
    visits: waiting.map((one) => ({ content: one.words.content, device_time: one.at, offset })),
    calls: said.map((words) => ({ content: words.content, offset })),
    drafts: drafts.map(draftToSave),
    photos: await photosToSave(photos.filter((one) => !begun.has(one.id.split("/")[0]))),
  };
  const box = await sealedBox(rescue_key, utf8(JSON.stringify(inside)));
  return { box, counts: { count: waiting.length, drafts: drafts.length, calls: said.length, whole } };
};

// The file's name says when it was saved as the clock of the village does: 2026-03-31T08:05.
const minuteInShanghai = () => new Date(Date.now() + SHANGHAI).toISOString().slice(0, 16);

export const saveRescueFile = async () => {
  const { box, counts } = await rescueFile();
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([box], { type: "application/octet-stream" }));
  link.download = `visits-${minuteInShanghai().replace(/[:T]/g, "-")}.povwatch`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return counts;
};
