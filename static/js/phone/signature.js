// A signature drawn on the screen, kept like a photo. It is never required: a form must be possible by keyboard alone.
import { piece } from "./page.js";
import { bytesOf, drop, keep, kept } from "./photos.js";

const draw = async (canvas, bytes) => {
  const picture = await createImageBitmap(new Blob([bytes]));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
};

export const signatureIn = async (form, draft, complain) => {
  const canvas = form.querySelector("canvas[data-pw-signature]");
  if (!canvas) return;
  const pen = canvas.getContext("2d");
  pen.lineWidth = 2.5;
  pen.lineCap = pen.lineJoin = "round";
  let hash = draft.words.photos.find((one) => one.kind === "signature")?.sha256;
  let drawing = false;

  const point = (event) => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * canvas.width) / box.width, ((event.clientY - box.top) * canvas.height) / box.height];
  };
  const store = async () => {
    try {
      const before = hash;
      hash = await keep(draft, await bytesOf(canvas, "image/png"), "signature");
      if (before && before !== hash) await drop(draft, before);
    } catch (error) {
      complain(error, "picture_not_kept");
    }
  };
  const begin = (event) => {
    drawing = true;
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...point(event));
  };
  const move = (event) => {
    if (!drawing) return;
    pen.lineTo(...point(event));
    pen.stroke();
  };
  const end = () => {
    if (!drawing) return;
    drawing = false;
    draft.during(store);
  };
  canvas.addEventListener("pointerdown", begin);
  canvas.addEventListener("pointermove", move);
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);

  const wipe = piece("wipe");
  wipe.addEventListener("click", () =>
    draft.during(async () => {
      pen.clearRect(0, 0, canvas.width, canvas.height);
      if (hash) await drop(draft, hash);
      hash = undefined;
    }),
  );
  canvas.after(wipe);
  const bytes = hash && (await kept(draft, hash));
  if (bytes) await draw(canvas, bytes);
};
