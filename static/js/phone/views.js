// The views of the app once the PIN was right, by the address after "#": #today #households #calls #outbox #account #pin
// #household/<household> #visit/<household>?purpose=… #visit/<ID of a visit on this phone>.
import { SomebodyElse } from "./api.js";
import { fetchComing, forget, known, refresh } from "./bundle.js";
import { held } from "./held.js";
import { ON_THE_PHONE, sendAll, startSending } from "./outbox.js";
import { announce, fill, on, say, show, view } from "./page.js";
import { askChange } from "./pin.js";
import { all, callRecords, isSafe, isUnlocked, storeAgain } from "./storage.js";
import { renderHouseholds, renderToday } from "./today.js";
import { close, discard, open } from "./visit.js";

const bar = document.querySelector("[data-pw-bar]");
const heldNote = document.querySelector("[data-pw-held]");
const AGAIN = 20_000; // milliseconds between two tries to store what was refused
let routing = Promise.resolve();
let somebodyElse = () => {};

const asked = () => /^#(\w*)\/?([^?]*)\??(.*)$/.exec(location.hash || "#today").slice(1);

const openVisit = async (which, query) => {
  const refusal = await open(which, new URLSearchParams(query).get("purpose"));
  if (!refusal) return "visit";
  announce(refusal);
  history.replaceState(null, "", "#today");
  return VIEWS.today();
};

const openHousehold = async (which) => {
  if (await (await import("./household.js")).openHousehold(Number(which))) return "household";
  announce(say("no_household"));
  history.replaceState(null, "", "#households");
  return VIEWS.households();
};

const VIEWS = {
  today: async () => (await renderToday(), "today"),
  households: async () => (await renderHouseholds(), "households"),
  calls: async () => (await (await import("./calls_list.js")).renderCalls(), "calls"),
  outbox: async () => (await (await import("./outbox_list.js")).renderOutbox(), "outbox"),
  account: async () => (await (await import("./account.js")).renderAccount(), "account"),
  pin: async () => (askChange(() => (location.hash = "#account")), "pin"),
  household: openHousehold,
  visit: openVisit,
};
const PLACE_OF = { household: "households", calls: "today", pin: "account" }; // the entry of the bar under which a view lies

const count = async () => {
  const visits = (await all("visits")).filter((one) => ON_THE_PHONE.includes(one.state));
  const waiting = visits.length + (await callRecords()).filter((one) => one.state === "waiting").length;
  fill(bar, { count: waiting ? String(waiting) : "" });
  fill(document.querySelector(".pw-bell"), { waiting: String((await known())?.waiting || "") });
};

const route = async () => {
  if (!isUnlocked()) return; // the PIN comes first, whatever was asked for
  const [name, ...rest] = asked();
  if (name !== "visit") await close();
  const shown = await (VIEWS[name] ?? VIEWS.today)(...rest);
  show(shown);
  for (const one of bar.querySelectorAll("a")) {
    if (one.hash === `#${PLACE_OF[shown] ?? shown}`) one.setAttribute("aria-current", "page");
    else one.removeAttribute("aria-current");
  }
  bar.hidden = false;
  await count();
};

// Draws one view after the other; an error in one is shown and does not stop the next.
const go = () => (routing = routing.then(route).catch(() => announce(say("failed"))));

const renew = async () => {
  if (!isUnlocked()) return;
  await count();
  const [name] = asked();
  if (["outbox", "calls"].includes(name)) await VIEWS[name]();
};

// Draws the list again where one is shown, without moving the reader's place.
const showHouseholds = () => {
  const [name] = asked();
  if (["today", "households", "calls"].includes(name)) routing = routing.then(VIEWS[name]).catch(() => announce(say("failed")));
};

const fetchNews = async () => {
  if (!isUnlocked()) return;
  try {
    if (await refresh()) showHouseholds();
    await fetchComing(showHouseholds);
  } catch (error) {
    if (error instanceof SomebodyElse) await somebodyElse();
  }
};

// Begins once the PIN is right: shows the view asked for, sends waiting visits, fetches the bundle.
export const begin = async (user, onSomebodyElse) => {
  somebodyElse = onSomebodyElse;
  startSending(user);
  await go();
  await isSafe();
  await sendAll();
  await fetchNews();
  dispatchEvent(new Event("pw-settled"));
};

export const leave = async () => {
  await close();
  forget();
  for (const one of document.querySelectorAll("[data-pw-list], [data-pw-group] ul")) one.replaceChildren();
  view("households").querySelector("input").value = "";
  clearHousehold();
};

// Nothing of the household that was looked at stays on a locked phone.
const clearHousehold = () => {
  const where = view("household");
  delete where.querySelector("h1").dataset.pwTitle;
  for (const one of where.querySelectorAll("[data-pw-fill]")) one.textContent = "";
  for (const one of where.querySelectorAll("[data-pw-link]")) one.removeAttribute("href");
};

const rescue = async () => {
  if (!isUnlocked()) return announce(say("pin_enter"));
  const { saveRescueFile } = await import("./rescue.js");
  const { whole, ...counts } = await saveRescueFile();
  announce(whole ? say("rescued", counts) : say("rescued_in_part", counts));
};

const tellHeld = () => {
  heldNote.hidden = !held().length;
};

on("discard", discard);
on("send", () => sendAll());
on("store", storeAgain);
on("rescue", () => rescue().catch(() => announce(say("failed"))));
addEventListener("hashchange", go);
addEventListener("pw-held", tellHeld);
setInterval(storeAgain, AGAIN);
addEventListener("pw-outbox", () => renew().catch(() => {}));
addEventListener("pw-form", () => isUnlocked() && showHouseholds());
addEventListener("online", fetchNews);
document.addEventListener("visibilitychange", () => !document.hidden && fetchNews());
