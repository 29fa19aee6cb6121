// What this phone keeps, in one IndexedDB for each person: `keep` (keys, the offline bundle), `visits`, `photos`. Every
// record is { id, state, at, sealed }; `sealed` holds what is about people, encrypted with the key that the PIN opens.
import { keyFrom, open as unseal, seal, text, utf8 } from "./crypto.js";

const STORES = ["keep", "visits", "photos"];
let database = null;
let dataKey = null; // in memory only, while the phone is unlocked

const answered = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

export const openStorage = async (user) => {
  database?.close();
  const request = indexedDB.open(`pw-${user}`, 1);
  request.onupgradeneeded = () => STORES.forEach((name) => request.result.createObjectStore(name, { keyPath: "id" }));
  database = await answered(request);
  database.onversionchange = () => database.close();
  database.onclose = () => openStorage(user); // the browser closed it on its own
};

export const isUnlocked = () => dataKey !== null;
export const useKey = async (raw) => (dataKey = await keyFrom(raw));
export const forgetKey = () => (dataKey = null);
export const sealed = (bytes) => seal(dataKey, bytes);
export const unsealed = (bytes) => unseal(dataKey, bytes);
export const sealWords = (value) => sealed(utf8(JSON.stringify(value)));

const store = (name) => database.transaction(name).objectStore(name);
export const get = (name, id) => answered(store(name).get(id));
export const all = (name) => answered(store(name).getAll());
export const photosOf = (visit) => answered(store("photos").getAll(IDBKeyRange.bound(`${visit}/`, `${visit}/g`)));

// Changes one record in a transaction that is on the disk when this returns. `how` is given the record (undefined when
// there is none) and returns the new one, null to remove it, or undefined to leave it.
export const change = (name, id, how) =>
  new Promise((resolve, reject) => {
    const work = database.transaction(name, "readwrite", { durability: "strict" });
    let after;
    const asked = work.objectStore(name).get(id);
    asked.onsuccess = () => {
      after = how(asked.result);
      if (after === null) work.objectStore(name).delete(id);
      else if (after !== undefined) work.objectStore(name).put({ ...after, id });
    };
    work.oncomplete = () => resolve(after);
    work.onerror = work.onabort = () => reject(work.error ?? asked.error);
  });

export const put = (name, record) => change(name, record.id, () => record);
export const remove = (name, id) => change(name, id, () => null);

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
