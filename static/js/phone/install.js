// Installs the service worker, and new versions of the app without touching what was typed: by itself before the PIN is
// typed, later when the person presses the button. It never touches IndexedDB.
import { holdsAnything } from "./held.js";
import { announce, say } from "./page.js";
import { isUnlocked } from "./storage.js";
import { close } from "./visit.js";

const note = document.querySelector("[data-pw-update]");
let asked = false;

const formIsOpen = async () => (await navigator.locks.query()).held.some((one) => one.name.startsWith("pw-form-"));

const takeOver = (worker) => {
  asked = true;
  worker.postMessage("take over");
};

const pressed = async (worker) => {
  await close(); // saves what was typed
  if (holdsAnything()) announce(say("not_saved")); // a new version is a new page
  else if (await formIsOpen()) announce(say("other_tab"));
  else takeOver(worker);
};

const offer = async (worker) => {
  if (!isUnlocked() && !holdsAnything() && !(await formIsOpen())) return takeOver(worker);
  note.hidden = false;
  note.querySelector("button").onclick = () => pressed(worker);
};

const watch = (worker) => {
  if (!worker) return;
  const ready = () => worker.state === "installed" && navigator.serviceWorker.controller && offer(worker);
  worker.addEventListener("statechange", ready);
  ready();
};

export const install = async () => {
  if (!navigator.serviceWorker) return;
  navigator.serviceWorker.addEventListener("controllerchange", () => asked && location.reload());
  const registration = await navigator.serviceWorker.register("/visits/sw.js", { scope: "/", updateViaCache: "none" });
  watch(registration.waiting);
  registration.addEventListener("updatefound", () => watch(registration.installing));
};
