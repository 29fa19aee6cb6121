// What the storage of this phone refused: visits, sealed, in the memory of this page until the storage takes them. They
// are gone with the page, so every view says that they are here, and the browser asks before it closes the page.
const shelves = new Map(); // whose → Map of ID → { record, error }
let shelf = new Map();

const tell = () => dispatchEvent(new Event("pw-held"));

export const holdFor = (user) => {
  if (!shelves.has(user)) shelves.set(user, new Map());
  shelf = shelves.get(user);
  tell();
};

export const held = () => [...shelf.values()].map((one) => one.record);
export const heldRecord = (id) => shelf.get(id)?.record;
export const holdsAnything = () => [...shelves.values()].some((one) => one.size > 0);

// Returns why a visit is only here: the error of the storage; null for one that the storage has.
export const whyHeld = (id) => shelf.get(id)?.error ?? null;

export const hold = (record, error) => {
  shelf.set(record.id, { record, error: error ?? new Error("refused") });
  tell();
};

export const letGo = (id) => {
  if (shelf.delete(id)) tell();
};

addEventListener("beforeunload", (event) => {
  if (!holdsAnything()) return;
  event.preventDefault();
  event.returnValue = ""; // browsers of before 2023 ask for this one
});
