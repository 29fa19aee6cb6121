// The rescue file: everything on this phone that the server does not have yet, encrypted for the server alone.
import { keptSession } from "./api.js";
import { all, unsealed, visits } from "./storage.js";
import { base64, sealedBox, utf8 } from "./crypto.js";
import { ON_THE_PHONE } from "./outbox.js";

const photosToSave = async (ids) => {
  const records = (await all("photos")).filter((one) => ids.has(one.id.split("/")[0]));
  const saved = await Promise.all(
    records.map(async (one) => {
      const [visit, sha256] = one.id.split("/");
      const bytes = await unsealed(one.sealed).catch(() => null);
      return bytes && { visit, sha256, data: base64(bytes) };
    }),
  );
  return saved.filter(Boolean);
};

// Returns the content of the file, and how many visits are in it.
export const rescueFile = async () => {
  const { badge, rescue_key, offset = null } = await keptSession();
  const mine = await visits();
  const waiting = mine.filter((one) => ON_THE_PHONE.includes(one.state) && one.words?.content);
  const drafts = new Set(mine.filter((one) => one.state === "draft").map((one) => one.id));
  const others = new Set((await all("photos")).map((one) => one.id.split("/")[0]).filter((id) => !drafts.has(id)));
  const inside = {
    v: 1,
    badge,
    visits: waiting.map((one) => ({ content: one.words.content, device_time: one.at, offset })),
    photos: await photosToSave(others),
  };
  return { box: await sealedBox(rescue_key, utf8(JSON.stringify(inside))), count: waiting.length };
};

export const saveRescueFile = async () => {
  const { box, count } = await rescueFile();
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([box], { type: "application/octet-stream" }));
  link.download = `visits-${new Date().toISOString().slice(0, 16).replace(/[:T]/g, "-")}.povwatch`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return count;
};
