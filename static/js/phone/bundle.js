// The offline bundle: the households of this phone, fetched as one list, kept encrypted, read without a network.
import { seenAbout } from "./amounts.js";
import { NoAnswer, fetchJson } from "./api.js";
import { get, put, read, sealWords } from "./storage.js";
import { monthFrom, yearFrom } from "./validate.js";

const OLD = 10 * 60_000;
let bundle = null;

// Returns { made_at, today, more, households }; null before the first load, and when it cannot be read.
export const known = async () => {
  if (!bundle) {
    const record = await get("keep", "bundle");
    bundle = record ? await read(record) : null;
  }
  return bundle;
};

export const forget = () => (bundle = null);

// Fetches the bundle unless it is fresh; true when there is a new one.
export const refresh = async (age = OLD) => {
  const record = await get("keep", "bundle");
  if (bundle && record && Date.now() - record.at < age) return false;
  const fetched = await fetchJson("bundle/");
  if (!Array.isArray(fetched.households)) throw new NoAnswer();
  bundle = fetched; // shown, also where the phone has no room for it
  await put("keep", { id: "bundle", state: "kept", at: Date.now(), sealed: await sealWords(fetched) });
  return true;
};

// Finds one household on this phone, else on the server; null when neither has it.
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

// Returns a household as it is asked about on a day (2026-03-31), for the bundle may be days old: about the last full
// month and the last accounting year. What is known of another month or year is not filled in for it.
export const askedOn = (home, day) => {
  const period = { income_month: monthFrom(day, -1), income_year: yearFrom(day, 0) };
  if (home.income) return { ...home, seen: seenAbout(home.seen, home.income, period) };
  const isOfPeriod = ([name]) => home.seen.income_year === period.income_year || !/^(m[0-9]+-)?year_/.test(name);
  const seen = Object.fromEntries(Object.entries(home.seen).filter(isOfPeriod));
  return { ...home, seen: { ...seen, ...period } };
};
