// What this phone keeps, in one IndexedDB for each person: `keep` (keys, the offline bundle), `visits`, `photos`. Every
// record is { id, state, at, sealed }; `sealed` holds what is about people, encrypted with the key that the PIN opens.
// A visit that the storage refuses is held in memory (held.js), and is read and changed like the others.
import { held, heldRecord, hold, holdFor, letGo } from "./held.js";
import { keyFrom, open as unseal, seal, text, utf8 } from "./crypto.js";

export class NoStorage extends Error {}

const STORES = ["keep", "visits", "photos"];
const ESSENTIAL = ["lock", "device", "session"]; // without these of `keep` nobody can open what is stored
let database = null;
let dataKey = null; // in memory only, while the phone is unlocked
let essentials = []; // what a browser that clears its storage under the open page must not take along
let whose = null;

const answered = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const opened = async (user) => {
  const request = indexedDB.open(`pw-${user}`, 1);
  request.onupgradeneeded = () => STORES.forEach((name) => request.result.createObjectStore(name, { keyPath: "id" }));
  return answered(request);
};

// Opens a person's storage. Raises NoStorage where the browser refuses one (a private window, a full phone).
export const openStorage = async (user) => {
  database?.close();
  try {
    database = await opened(user);
  } catch (error) {
    throw new NoStorage(error?.name);
  }
  if (whose !== user) essentials = [];
  whose = user;
  holdFor(user);
  const again = () => whose === user && openStorage(user).catch(() => {});
  database.onversionchange = () => (database.close(), again());
  database.onclose = again; // the browser closed it on its own
};

export const isUnlocked = () => dataKey !== null;
export const useKey = async (raw) => {
  dataKey = await keyFrom(raw);
  essentials = (await Promise.all(ESSENTIAL.map((id) => get("keep", id)))).filter(Boolean);
};
export const forgetKey = () => (dataKey = null);
export const sealed = (bytes) => seal(dataKey, bytes);
export const unsealed = (bytes) => unseal(dataKey, bytes);
export const sealWords = (value) => sealed(utf8(JSON.stringify(value)));

// Works on the storage, and opens it anew where the browser has closed it without a word.
const onOpen = async (work) => {
  try {
    return await work();
  } catch (error) {
    if (error?.name !== "InvalidStateError") throw error;
    await openStorage(whose);
    return work();
  }
};

const reading = (name, ask) => onOpen(() => answered(ask(database.transaction(name).objectStore(name))));
const onDisk = (name, id) => reading(name, (store) => store.get(id));
const spareOf = (name, id) => (name === "keep" ? essentials.find((one) => one.id === id) : undefined);
export const get = async (name, id) => {
  if (name === "visits" && heldRecord(id)) return heldRecord(id);
  const spare = spareOf(name, id);
  const there = await onDisk(name, id).catch((error) => (spare ? undefined : Promise.reject(error)));
  return there ?? spare;
};
export const all = async (name) => {
  const there = await reading(name, (store) => store.getAll());
  return name === "visits" ? [...there.filter((one) => !heldRecord(one.id)), ...held()] : there;
};
export const callRecords = () => reading("keep", (store) => store.getAll(IDBKeyRange.bound("call/", "call/~")));
export const photosOf = (visit) =>
  reading("photos", (store) => store.getAll(IDBKeyRange.bound(`${visit}/`, `${visit}/g`)));

// Puts keys back that were cleared away under the open page: what is stored beside them could never be read again.
const keepEssentials = (work) => {
  const keep = work.objectStore("keep");
  keep.get("lock").onsuccess = ({ target }) => {
    if (target.result || !essentials.length) return;
    for (const one of essentials) keep.put(one);
    localStorage.setItem("pw-user", whose);
  };
};

const changeOnDisk = (name, id, how) => onOpen(() => changeOnce(name, id, how));
const changeOnce = (name, id, how) =>
  new Promise((resolve, reject) => {
    const work = database.transaction([...new Set([name, "keep"])], "readwrite", { durability: "strict" });
    if (name !== "keep") keepEssentials(work);
    let after, thrown;
    const asked = work.objectStore(name).get(id);
    const write = () => {
      after = how(asked.result ?? spareOf(name, id));
      if (after === null) work.objectStore(name).delete(id);
      else if (after !== undefined) work.objectStore(name).put({ ...after, id });
    };
    asked.onsuccess = () => {
      try {
        write();
      } catch (error) {
        thrown = error;
        work.abort();
      }
    };
    work.oncomplete = () => resolve(after);
    work.onerror = work.onabort = () => reject(thrown ?? work.error ?? asked.error);
  });

// Drops a visit that is in memory only; one that lies in a storage that refuses cannot be removed.
const dropHeld = async (id, error) => {
  if (await onDisk("visits", id)) throw error;
  letGo(id);
  return null;
};

// Changes a visit in memory because the storage refused it; the next change and storeAgain() try the storage again.
const changeHeld = async (id, how, error) => {
  const there = heldRecord(id) ?? (await onDisk("visits", id).catch(() => undefined));
  const after = how(there);
  if (after === null) return dropHeld(id, error);
  if (after !== undefined) hold({ ...after, id }, error);
  return after;
};

// Changes one record in a transaction that is on the disk when this returns. `how` is given the record (undefined when
// there is none) and returns the new one, null to remove it, or undefined to leave it. A visit that the storage refuses
// is held in memory: whyHeld(id) says so.
export const change = async (name, id, how) => {
  const mine = name === "visits" ? heldRecord(id) : undefined;
  try {
    const after = await changeOnDisk(name, id, (there) => how(mine ?? there));
    if (name === "visits" && after !== undefined) letGo(id);
    if (name === "keep" && after) essentials = essentials.map((one) => (one.id === id ? { ...after, id } : one));
    return after;
  } catch (error) {
    if (name !== "visits") throw error;
    return changeHeld(id, how, error);
  }
};

export const put = (name, record) => change(name, record.id, () => record);
export const remove = (name, id) => change(name, id, () => null);

// Whether a visit may still be changed: a draft, or one that the server wants corrected.
export const canBeWritten = (there) => !there || there.state === "draft" || there.state === "refused";

// Returns what is left of a visit that is not to be sent: the version that a correction began with, else nothing.
export const undone = (there) => (there.before ? { ...there, state: there.before.state, sealed: there.before.sealed, before: undefined } : null);

// Removes the photos of a visit that is not to be sent, but for those of the version that was sent.
export const removePhotos = async ({ id, before }) => {
  const photos = (await photosOf(id)).filter((one) => !before?.photos.includes(one.id.split("/")[1]));
  for (const photo of photos) await remove("photos", photo.id);
};

// Tries again to store what is held in memory, never over what another tab has finished meanwhile.
export const storeAgain = async () => {
  for (const record of held()) {
    const newer = (there) => (canBeWritten(there) || !canBeWritten(record) ? record : undefined);
    try {
      await changeOnDisk("visits", record.id, newer);
      if (heldRecord(record.id) === record) letGo(record.id); // not when it was changed meanwhile
    } catch (error) {
      hold(heldRecord(record.id) ?? record, error);
    }
  }
};

// Decrypts a record; null when this key does not open it. Such a record is kept, and shown as unreadable.
export const read = async (record) => {
  try {
    return JSON.parse(text(await unsealed(record.sealed)));
  } catch {
    return null;
  }
};

// Returns every visit on this phone, oldest first: { id, state, at, words }; `words` is null when it cannot be read.
export const visits = async () => {
  const records = await all("visits");
  const told = await Promise.all(records.map(async (one) => ({ ...one, words: await read(one) })));
  return told.sort((a, b) => a.at - b.at);
};

// Asks the browser not to clear this phone's storage on its own; false when it refuses.
export const isSafe = async () => {
  if (!navigator.storage?.persist) return false;
  return (await navigator.storage.persisted()) || navigator.storage.persist();
};
