// Photos of a visit: redrawn with 1280 pixels at most, so that nothing the camera wrote (place, time, owner) stays in
// them, then kept encrypted under their hash.
import { piece, say } from "./page.js";
import { get, put, remove, sealed, unsealed } from "./storage.js";
import { sha256 } from "./crypto.js";

const LONGEST = 1280;
const QUALITY = 0.75;
const SMALL = 240;
const MOST = 11; // and a signature: the server takes 12 pictures of a visit

// Decodes a picture. Where the browser refuses it (too large for its memory), an <img> decodes it smaller.
const decoded = async (blob) => {
  try {
    return await createImageBitmap(blob);
  } catch {
    const picture = new Image();
    picture.src = await addressOf(blob);
    await picture.decode();
    return picture;
  }
};

const addressOf = (blob) =>
  new Promise((resolve, reject) => {
    const reader = new FileReader(); // the site's policy allows data: and no blob:
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });

const shrunk = async (blob, longest = LONGEST) => {
  const picture = await decoded(blob);
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close?.();
  return canvas;
};

export const bytesOf = async (canvas, type) => {
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, type, QUALITY));
  return new Uint8Array(await blob.arrayBuffer());
};

// Keeps a picture on this phone and names it in the visit.
export const keep = async (draft, bytes, kind) => {
  const hash = await sha256(bytes);
  await put("photos", { id: `${draft.id}/${hash}`, state: "kept", at: Date.now(), sealed: await sealed(bytes) });
  const others = draft.words.photos.filter((one) => one.sha256 !== hash);
  draft.touch({ photos: [...others, { sha256: hash, kind, bytes: bytes.length }] });
  return hash;
};

export const drop = async (draft, hash) => {
  draft.touch({ photos: draft.words.photos.filter((one) => one.sha256 !== hash) });
  await draft.save(); // a crash between the two must not leave a visit that names a missing photo
  await remove("photos", `${draft.id}/${hash}`);
};

export const kept = async (draft, hash) => {
  const record = await get("photos", `${draft.id}/${hash}`);
  return record ? unsealed(record.sealed).catch(() => null) : null;
};

// Lets a photo say what it shows; the words go with the photo.
const captionIn = (row, draft, hash) => {
  const [input] = row.getElementsByTagName("input");
  input.value = draft.words.photos.find((one) => one.sha256 === hash)?.caption ?? "";
  input.addEventListener("input", () => {
    const told = (one) => (one.sha256 === hash ? { ...one, caption: input.value } : one);
    draft.touch({ photos: draft.words.photos.map(told) });
  });
};

const addRow = async (draft, list, hash) => {
  const bytes = await kept(draft, hash);
  const row = piece("photo");
  if (bytes) row.prepend(await shrunk(new Blob([bytes]), SMALL));
  row.querySelector("canvas")?.setAttribute("aria-hidden", "true");
  row.querySelector("[data-pw-fill=name]").textContent = say("photo", { count: list.children.length + 1 });
  captionIn(row, draft, hash);
  row.querySelector("button").addEventListener("click", () =>
    draft.during(async () => {
      await drop(draft, hash);
      row.remove();
      list.previousElementSibling?.focus();
    }),
  );
  list.append(row);
};

export const photosIn = async (form, draft, complain) => {
  const input = form.querySelector("[data-pw-photos]");
  if (!input) return;
  const list = document.createElement("ul");
  list.className = "pw-photos";
  input.after(list);
  const take = async (file) => {
    if (draft.words.photos.filter((one) => one.kind === "photo").length >= MOST) return complain(null, "photos_full");
    let bytes;
    try {
      bytes = await bytesOf(await shrunk(file), "image/jpeg");
    } catch (error) {
      return complain(error, "photo_unreadable");
    }
    try {
      await addRow(draft, list, await keep(draft, bytes, "photo"));
    } catch (error) {
      complain(error, "picture_not_kept");
    }
  };
  const takeAll = () => {
    for (const file of input.files) draft.during(() => take(file));
    input.value = "";
  };
  input.addEventListener("change", takeAll);
  takeAll(); // what was chosen before this script was here
  for (const one of draft.words.photos.filter((photo) => photo.kind === "photo")) await addRow(draft, list, one.sha256);
};
