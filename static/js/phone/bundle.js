// The offline bundle: the households of this phone, the most urgent first, kept encrypted, read without a network. The
// first of them come at once and in brief; `coming` are the numbers of those that are still to be fetched.
import { seenAbout } from "./amounts.js";
import { NoAnswer, fetchJson } from "./api.js";
import { get, isUnlocked, put, read, sealWords } from "./storage.js";
import { monthFrom, yearFrom } from "./validate.js";

const OLD = 10 * 60_000;
const AT_ONCE = 60; // households in one request
let bundle = null;
let fetching = null; // one fetch of what is coming at a time

// Returns { made_at, today, more, order, coming, households }; null before the first load, and when it cannot be read.
export const known = async () => {
  if (!bundle) {
    const record = await get("keep", "bundle");
    bundle = record ? await read(record) : null;
  }
  return bundle;
};

export const forget = () => (bundle = null);
addEventListener("pw-revoked", forget);

// Lists the households in the order of the bundle: those that arrived, and until they do, what was known before.
const inOrder = (order, households) => {
  const byNumber = new Map(households.map((one) => [one.id, one]));
  return order.filter((id) => byNumber.has(id)).map((id) => byNumber.get(id));
};

const keep = async () =>
  put("keep", { id: "bundle", state: "kept", at: Date.now(), sealed: await sealWords(bundle) });

// Returns the numbers of the households to fetch: those that are not here, then those that are here in brief only.
const missing = () => {
  const { coming, households } = bundle ?? { households: [] };
  return coming?.length ? coming : households.filter((one) => one.brief).map((one) => one.id);
};

// Begins a new bundle with the most urgent households unless it is fresh and whole; true when there is a new one.
export const refresh = async (age = OLD) => {
  const record = await get("keep", "bundle");
  if (bundle && !missing().length && record && Date.now() - record.at < age) return false;
  const fetched = await fetchJson("bundle/");
  if (!Array.isArray(fetched.households) || !Array.isArray(fetched.order)) throw new NoAnswer();
  const arrived = new Set(fetched.households.map((one) => one.id));
  const before = (await known())?.households ?? [];
  const parts = new Map(before.map((one) => [one.id, one.parts]));
  const inBrief = fetched.households.map((one) => ({ ...one, parts: parts.get(one.id), brief: true }));
  const coming = fetched.order.filter((id) => !arrived.has(id));
  // Shown, also where the phone has no room for it.
  bundle = { ...fetched, coming, households: inOrder(fetched.order, [...before, ...inBrief]) };
  await keep();
  return true;
};

// Takes in the next households; one that does not come any more has left the territory meanwhile.
const takeMore = async () => {
  const asked = missing().slice(0, AT_ONCE);
  const { households } = await fetchJson(`bundle/more/?ids=${asked.join(",")}`);
  if (!Array.isArray(households)) throw new NoAnswer();
  if (!bundle || !isUnlocked()) return; // locked meanwhile
  const still = bundle.households.filter((one) => !asked.includes(one.id));
  const coming = bundle.coming.filter((id) => !asked.includes(id));
  bundle = { ...bundle, coming, households: inOrder(bundle.order, [...still, ...households]) };
  await keep();
};

// Fetches the households that are still coming; calls `arrived` whenever there are more.
export const fetchComing = (arrived) => {
  const work = async () => {
    while (missing().length && isUnlocked()) {
      await takeMore();
      arrived();
    }
  };
  fetching ??= work().finally(() => (fetching = null));
  return fetching;
};

const fetched = async (id) => {
  try {
    return await fetchJson(`households/${id}/`);
  } catch (error) {
    if (error instanceof NoAnswer) return null;
    throw error;
  }
};

const mine = async (id) => (await known())?.households.find((one) => one.id === id);

// Finds one household on this phone, else on the server; null when neither has it.
export const household = async (id) => (await mine(id)) ?? fetched(id);

// Finds one household with its parts, to be looked at; in brief while the server does not answer.
export const wholeHousehold = async (id) => {
  const here = await mine(id);
  return here?.parts ? here : ((await fetched(id)) ?? here ?? null);
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
