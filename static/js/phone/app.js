// The start of the phone app: who uses it, their storage, the PIN. The views (views.js) are fetched while the PIN is
// typed, so that the app opens soon on a slow connection.
import { NoAnswer, SignedOut, SomebodyElse, belongTo, fetchSession, keepSession } from "./api.js";
import { watch } from "./lock.js";
import { announce, fill, on, say, show, view } from "./page.js";
import { askPin } from "./pin.js";
import { NoStorage, forgetKey, isUnlocked, openStorage } from "./storage.js";

const PHONE_APP = "/visits/phone/";
const LATER = ["views", "today", "bundle", "search", "visit", "draft", "form", "validate", "outbox", "household"];
const bar = document.querySelector("[data-pw-bar]");
// What the app cannot do without, by the name of its function. docs/visits.md says which browsers have them.
const NEEDED = {
  "crypto.subtle": () => crypto.subtle,
  "crypto.randomUUID": () => crypto.randomUUID,
  IndexedDB: () => window.indexedDB,
  "navigator.locks": () => navigator.locks,
  BroadcastChannel: () => window.BroadcastChannel,
  createImageBitmap: () => window.createImageBitmap,
};
const lacking = Object.keys(NEEDED).filter((name) => !NEEDED[name]());
const able = window.isSecureContext && !lacking.length;
const PAUSE = 1500; // milliseconds in which a PIN may be typed
const PATIENCE = 120_000; // and in which the households may come
let views = null; // views.js, once the PIN was right

const fetchLater = () => Promise.all(LATER.map((name) => import(`./${name}.js`).catch(() => {})));

// Waits, on the first use of this phone, until the line is free: the households come before the copy of the app.
const lineIsFree = async () => {
  if (navigator.serviceWorker?.controller) return;
  const settled = new Promise((resolve) => addEventListener("pw-settled", resolve, { once: true }));
  const orAfter = (milliseconds) => Promise.race([settled, new Promise((resolve) => setTimeout(resolve, milliseconds))]);
  await orAfter(PAUSE);
  if (isUnlocked()) await orAfter(PATIENCE);
};

const unlocked = async () => {
  try {
    views = await import("./views.js");
  } catch (error) {
    return announce(say(error instanceof SyntaxError ? "failed" : "needs_network"));
  }
  sessionStorage.removeItem("pw-page");
  localStorage.setItem("pw-app-of", user()); // from now on the bar of the pages leads into the app: static/js/bar.js
  await views.begin(user(), meet).catch(() => announce(say("failed")));
};

const user = () => Number(localStorage.getItem("pw-user"));

const leave = async () => {
  bar.hidden = true;
  try {
    await views?.leave();
  } finally {
    forgetKey();
  }
};

const lock = async () => {
  if (!isUnlocked()) return;
  await leave();
  await askPin(unlocked);
};

const enter = async (whose) => {
  await openStorage(whose);
  belongTo(whose);
};

const cannotOpen = (words, more) => {
  fill(view("sign-in"), { words: say(words, more) });
  view("sign-in").querySelector("[data-pw-sign-in]").hidden = words !== "sign_in_first";
  bar.hidden = true;
  show("sign-in");
};

// Opens the app for the person who is signed in, in their own storage. Other people's storage stays as it is.
const meet = async () => {
  await leave();
  belongTo(null);
  try {
    const met = (await fetchSession()).user;
    localStorage.setItem("pw-user", met);
    await enter(met);
    await keepSession();
    await askPin(unlocked);
  } catch (error) {
    cannotOpen(wordsFor(error));
  }
};

const wordsFor = (error) => {
  if (error instanceof SignedOut) return "sign_in_first";
  if (error instanceof NoAnswer) return "needs_network";
  return error instanceof NoStorage ? "no_storage" : "failed";
};

// Returns the language chosen on the site when the app has another; the service worker cannot always know it.
const inOtherLanguage = () => {
  const { pwCookie, pwLanguages } = document.body.dataset;
  const chosen = document.cookie.match(new RegExp(`(?:^|; )${pwCookie}=([^;]+)`))?.[1];
  const asked = new URLSearchParams(location.search).has("language"); // never twice
  return !asked && pwLanguages.split(" ").includes(chosen) && chosen !== document.documentElement.lang ? chosen : "";
};

const start = async () => {
  if (!window.isSecureContext) return cannotOpen("not_secure");
  if (!able) return cannotOpen("not_able", { missing: lacking.join(say("comma")) });
  const other = inOtherLanguage();
  if (other) return location.replace(`${PHONE_APP}?language=${other}${location.hash}`);
  if (!user()) return meet();
  await enter(user());
  await askPin(unlocked);
  fetchSession().catch((error) => error instanceof SomebodyElse && meet());
};

const settle = async () => {
  await fetchLater();
  await lineIsFree();
  const { loadForm } = await import("./questionnaire.js"); // whoever opens a visit sooner has it come sooner
  await loadForm().catch(() => {});
  const { install } = await import("./install.js");
  await install();
};

document.querySelector("[data-pw-skip]").addEventListener("click", (event) => {
  event.preventDefault(); // the address after "#" names the view
  document.querySelector("main").focus();
});
addEventListener("pw-revoked", () => announce(say("revoked")));
on("lock", lock);
on("page", () => sessionStorage.setItem("pw-page", "1")); // the bar of the pages does not lead back here: bar.js
on("again", meet);
watch(lock);
start()
  .catch((error) => cannotOpen(wordsFor(error)))
  .finally(() => able && settle().catch(() => {}));
