// The PIN and the data key. The data key is random, and encrypted with the PIN (stretched) and with a key that cannot
// leave this browser. The server can open a second copy ("recovery") after a forgotten PIN, for the person's password.
import { keptSession, send } from "./api.js";
import { change, get, put, useKey } from "./storage.js";
import { base64, fromBase64, open, random, seal, sealedBox, utf8 } from "./crypto.js";

const ROUNDS = 600_000;
const MOST_TRIES = 5;

const stretched = async (pin, salt) => {
  const typed = await crypto.subtle.importKey("raw", utf8(pin), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
  return crypto.subtle.deriveKey(how, typed, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
};

const deviceKey = async () => {
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  return (await change("keep", "device", (there) => there ?? { key: made })).key;
};

// Whether a PIN has six digits or more and is not one that everybody tries first.
export const isGoodPin = (pin) =>
  /^[0-9]{6,12}$/.test(pin) && !/^(.)\1*$/.test(pin) && !"01234567890123".includes(pin) && !"98765432109876".includes(pin);

// Returns "new" (no PIN yet), "locked" (five wrong PINs: only the password opens), or "set".
export const stateOfLock = async () => {
  const lock = await get("keep", "lock");
  if (!lock) return "new";
  return lock.tries >= MOST_TRIES ? "locked" : "set";
};

const wrapped = async (raw, pin) => {
  const salt = random(16);
  return { salt, sealed: await seal(await stretched(pin, salt), await seal(await deviceKey(), raw)), tries: 0 };
};

// Sets the first PIN and makes the data key, unless there is a key already.
export const setFirstPin = async (pin) => {
  const raw = random(32);
  const { rescue_key, badge } = await keptSession();
  const recovery = await sealedBox(rescue_key, utf8(JSON.stringify({ badge, key: base64(raw) }))); // for its owner alone
  const lock = { ...(await wrapped(raw, pin)), recovery };
  const kept = await change("keep", "lock", (there) => (there ? undefined : lock));
  if (kept) await useKey(raw);
  return Boolean(kept);
};

const rawKey = async (pin) => {
  const lock = await change("keep", "lock", (there) => ({ ...there, tries: there.tries + 1 })); // before the try
  if (lock.tries > MOST_TRIES) return null;
  try {
    const raw = await open(await deviceKey(), await open(await stretched(pin, lock.salt), lock.sealed));
    await change("keep", "lock", (there) => ({ ...there, tries: 0 }));
    return raw;
  } catch {
    return null;
  }
};

export const unlock = async (pin) => {
  const raw = await rawKey(pin);
  if (raw) await useKey(raw);
  return Boolean(raw);
};

export const triesLeft = async () => Math.max(0, MOST_TRIES - (await get("keep", "lock")).tries);

export const changePin = async (pin, next) => {
  const raw = await rawKey(pin);
  if (raw) await put("keep", { ...(await get("keep", "lock")), ...(await wrapped(raw, next)) });
  return Boolean(raw);
};

// Opens the phone by the signed-in person's password and sets a new PIN. Returns null, or words that say what to do.
export const recover = async (password, next) => {
  const lock = await get("keep", "lock");
  const { status, data } = await send("unlock/", JSON.stringify({ password, sealed: lock.recovery }));
  if (status !== 200) return data.error;
  const raw = fromBase64(data.key);
  await put("keep", { ...lock, ...(await wrapped(raw, next)) });
  await useKey(raw);
  return null;
};

// The phone locks itself after 10 minutes in the background or 15 minutes without a touch.
const HIDDEN = 10 * 60_000;
const IDLE = 15 * 60_000;

export const watch = (onLock) => {
  let touched = Date.now();
  let hiddenSince = null;
  const now = () => {
    const idle = Date.now() - touched > IDLE || (hiddenSince && Date.now() - hiddenSince > HIDDEN);
    if (idle) onLock();
  };
  const touch = () => {
    now(); // a phone taken up again after an hour is locked first
    touched = Date.now();
  };
  for (const kind of ["pointerdown", "keydown", "input"])
    addEventListener(kind, touch, { capture: true, passive: true });
  document.addEventListener("visibilitychange", () => {
    now();
    hiddenSince = document.hidden ? Date.now() : null;
  });
  setInterval(now, 30_000);
};
