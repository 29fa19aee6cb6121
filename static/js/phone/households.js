// The households of this phone: fetched as one brief list, kept encrypted, read without a network.
import { NoAnswer, fetchJson } from "./hello.js";
import { get, put, read, sealedWords } from "./pocket.js";

const OLD = 10 * 60_000;
let pocket = null;

// { made_at, today, more, households }; null before the first load, and when it cannot be read.
export const known = async () => {
  if (!pocket) {
    const record = await get("keep", "pocket");
    pocket = record ? await read(record) : null;
  }
  return pocket;
};

export const forget = () => (pocket = null);

// Fetches the list anew unless it is fresh; true when there is a new one.
export const refresh = async (age = OLD) => {
  const record = await get("keep", "pocket");
  if (pocket && record && Date.now() - record.at < age) return false;
  const fetched = await fetchJson("pocket/");
  if (!Array.isArray(fetched.households)) throw new NoAnswer();
  await put("keep", { id: "pocket", state: "kept", at: Date.now(), sealed: await sealedWords(fetched) });
  pocket = fetched;
  return true;
};

// One household: from this phone, or from the server when it is not among them. Null when neither has it.
export const household = async (id) => {
  const mine = (await known())?.households.find((one) => one.id === id);
  if (mine) return mine;
  try {
    return await fetchJson(`households/${id}/`);
  } catch (error) {
    if (error instanceof NoAnswer) return null;
    throw error;
  }
};
