// The phone app: who is here, the PIN, and the views by the address after "#": #today #households #outbox #me #pin
// #visit/<household>?purpose=… #visit/<ID of a visit on this phone>.
import { NoAnswer, SignedOut, SomebodyElse, belongTo, greet, remember } from "./hello.js";
import { forget, refresh } from "./households.js";
import { watch } from "./lock.js";
import { ON_THE_PHONE, sendAll, startSending } from "./outbox.js";
import { announce, fill, on, say, show, view } from "./page.js";
import { askChange, askPin } from "./pin.js";
import { all, forgetKey, isSafe, isUnlocked, openPocket } from "./pocket.js";
import { renderHouseholds, renderToday } from "./today.js";
import { close, discard, open } from "./visit.js";

const SHELL = "/visits/phone/";
const bar = document.querySelector("[data-pw-bar]");
let routing = Promise.resolve();

const parts = () => /^#(\w*)\/?([^?]*)\??(.*)$/.exec(location.hash || "#today").slice(1);

const openVisit = async ([, which, query]) => {
  const refusal = await open(which, new URLSearchParams(query).get("purpose"));
  if (!refusal) return "visit";
  announce(refusal);
  history.replaceState(null, "", "#today");
  return VIEWS.today();
};

const VIEWS = {
  today: async () => (await renderToday(), "today"),
  households: async () => (await renderHouseholds(), "households"),
  outbox: async () => (await (await import("./list.js")).renderOutbox(), "outbox"),
  me: async () => (await (await import("./me.js")).renderMe(), "me"),
  pin: async () => (askChange(() => (location.hash = "#me")), "pin"),
  visit: openVisit,
};

const count = async () => {
  const waiting = (await all("visits")).filter((one) => ON_THE_PHONE.includes(one.state)).length;
  fill(bar, { count: waiting ? String(waiting) : "" });
};

const route = async () => {
  if (!isUnlocked()) return; // the PIN comes first, whatever was asked for
  const [name, ...rest] = parts();
  if (name !== "visit") await close();
  const shown = await (VIEWS[name] ?? VIEWS.today)([name, ...rest]);
  show(shown);
  for (const one of bar.querySelectorAll("a")) {
    if (one.hash === `#${shown}`) one.setAttribute("aria-current", "page");
    else one.removeAttribute("aria-current");
  }
  bar.hidden = false;
  await count();
};

// One view after the other; an error in one is told and does not stop the next.
const go = () => (routing = routing.then(route).catch((error) => (console.error(error.name), announce(say("failed")))));

const renew = async () => {
  await count();
  if (isUnlocked() && parts()[0] === "outbox") await VIEWS.outbox();
};

const fetchNews = async () => {
  try {
    if ((await refresh()) && ["today", "households"].includes(parts()[0])) go();
  } catch (error) {
    if (error instanceof SomebodyElse) await meet();
  }
};

const unlocked = async () => {
  go();
  await isSafe();
  await sendAll();
  await fetchNews();
};

const lock = async () => {
  if (!isUnlocked()) return;
  await close();
  forgetKey();
  forget();
  for (const one of document.querySelectorAll("[data-pw-list], [data-pw-group] ul")) one.replaceChildren();
  view("households").querySelector("input").value = "";
  bar.hidden = true;
  await askPin(unlocked);
};

const enter = async (user) => {
  await openPocket(user);
  belongTo(user);
  startSending(user);
};

const turnedAway = (words) => {
  fill(view("door"), { words: say(words) });
  view("door").querySelector("[data-pw-sign-in]").hidden = words !== "sign_in_first";
  bar.hidden = true;
  show("door");
};

// Somebody new on this phone: who is signed in owns a pocket of their own. Others' pockets stay as they are.
const meet = async () => {
  await close();
  forgetKey();
  forget();
  belongTo(null);
  try {
    const { user } = await greet();
    localStorage.setItem("pw-user", user);
    await enter(user);
    await remember();
    await askPin(unlocked);
  } catch (error) {
    turnedAway(error instanceof SignedOut ? "sign_in_first" : error instanceof NoAnswer ? "needs_network" : "failed");
  }
};

// An address of the site that was opened without a network: the app shows what it has for it.
const fromPath = () => {
  if (location.pathname === SHELL) return;
  const visit = /^\/visits\/new\/([0-9]+)\/$/.exec(location.pathname);
  history.replaceState(null, "", SHELL + (visit ? `#visit/${visit[1]}${location.search}` : "#today"));
};

const start = async () => {
  if (!window.isSecureContext || !window.indexedDB || !navigator.locks) return turnedAway("not_able");
  fromPath();
  const user = Number(localStorage.getItem("pw-user"));
  if (!user) return meet();
  await enter(user);
  await askPin(unlocked);
  greet().catch((error) => error instanceof SomebodyElse && meet());
};

on("lock", lock);
on("discard", discard);
on("send", () => sendAll());
on("again", () => meet());
on("rescue", async () => {
  const { saveRescueFile } = await import("./rescue.js");
  announce(say("rescued", { count: await saveRescueFile() }));
});
addEventListener("hashchange", go);
addEventListener("pw-outbox", () => renew().catch(() => {}));
addEventListener("online", fetchNews);
document.addEventListener("visibilitychange", () => !document.hidden && isUnlocked() && fetchNews());
watch(lock);
start()
  .catch(() => turnedAway("failed"))
  .finally(() => import("./install.js").then(({ install }) => install()).catch(() => {}));
