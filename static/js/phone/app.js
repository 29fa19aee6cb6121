// The door of the phone app: who is here, their pocket, the PIN. What is behind it (views.js) is fetched while the PIN
// is typed, so that the door opens soon on a slow line.
import { NoAnswer, SignedOut, SomebodyElse, belongTo, greet, remember } from "./hello.js";
import { watch } from "./lock.js";
import { announce, fill, on, say, show, view } from "./page.js";
import { askPin } from "./pin.js";
import { forgetKey, isUnlocked, openPocket } from "./pocket.js";

const SHELL = "/visits/phone/";
const BEHIND = ["views", "today", "households", "visit", "draft", "form", "validate", "outbox"];
const bar = document.querySelector("[data-pw-bar]");
const able = window.isSecureContext && window.indexedDB && navigator.locks;
let inside = null; // views.js, once somebody is in

const fetchBehind = () => BEHIND.forEach((name) => import(`./${name}.js`).catch(() => {}));

const unlocked = async () => {
  try {
    inside = await import("./views.js");
    await inside.begin(user(), meet);
  } catch {
    announce(say("needs_network"));
  }
};

const user = () => Number(localStorage.getItem("pw-user"));

// Nothing personal stays in memory or on the page; what was typed is saved first.
const leave = async () => {
  bar.hidden = true;
  await inside?.leave();
  forgetKey();
};

const lock = async () => {
  if (!isUnlocked()) return;
  await leave();
  await askPin(unlocked);
};

const enter = async (whose) => {
  await openPocket(whose);
  belongTo(whose);
};

const turnedAway = (words) => {
  fill(view("door"), { words: say(words) });
  view("door").querySelector("[data-pw-sign-in]").hidden = words !== "sign_in_first";
  bar.hidden = true;
  show("door");
};

// Somebody new on this phone: who is signed in owns a pocket of their own. Others' pockets stay as they are.
const meet = async () => {
  await leave();
  belongTo(null);
  try {
    const met = (await greet()).user;
    localStorage.setItem("pw-user", met);
    await enter(met);
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
  if (!able) return turnedAway("not_able");
  fromPath();
  if (!user()) return meet();
  await enter(user());
  await askPin(unlocked);
  greet().catch((error) => error instanceof SomebodyElse && meet());
};

const settle = async () => {
  fetchBehind();
  const { install } = await import("./install.js");
  await install();
};

on("lock", lock);
on("again", meet);
watch(lock);
start()
  .catch(() => turnedAway("failed"))
  .finally(() => able && settle().catch(() => {}));
