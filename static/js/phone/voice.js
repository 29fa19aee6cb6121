// A voice note: recorded in the app, at most three minutes, sealed and sent like a photo. The visit needs none, and nothing
// else of the form waits for the microphone.
import { say } from "./page.js";
import { drop, keep, kept } from "./photos.js";

const LONGEST = 3 * 60_000;
const SPEECH = 24_000; // bits a second
const KINDS = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"]; // the first that the browser can record

const kindOf = () => KINDS.find((one) => globalThis.MediaRecorder?.isTypeSupported(one));

// Records until stop() is called or three minutes are over; `done` is given the bytes.
const record = async (done) => {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(stream, { mimeType: kindOf(), audioBitsPerSecond: SPEECH });
  const parts = [];
  const ended = new Promise((resolve) => {
    recorder.addEventListener("dataavailable", ({ data }) => data.size && parts.push(data));
    recorder.addEventListener("stop", async () => {
      stream.getTracks().forEach((one) => one.stop());
      await done(new Uint8Array(await new Blob(parts).arrayBuffer()));
      resolve();
    });
  });
  recorder.start();
  const timer = setTimeout(() => recorder.state === "recording" && recorder.stop(), LONGEST);
  return async () => {
    clearTimeout(timer);
    if (recorder.state === "recording") recorder.stop();
    await ended;
  };
};

const silence = (player) => {
  player.pause();
  player.hidden = true;
  if (player.src) URL.revokeObjectURL(player.src);
  player.removeAttribute("src");
};

// Builds the part of the form; returns a function that ends a recording, waits until it is kept, and ends the playing.
export const voiceIn = (form, draft, complain) => {
  const part = form.querySelector("[data-pw-voice]");
  const [button, remove, told] = ["[data-pw-record]", "[data-pw-unvoice]", "[data-pw-voice-told]"].map((one) => part.querySelector(one));
  const player = part.querySelector("audio");
  let stop = null;
  const note = () => draft.words.photos.find((one) => one.kind === "voice");
  const show = (words) => {
    button.setAttribute("aria-pressed", String(Boolean(stop)));
    button.textContent = say(stop ? "voice_stop" : note() ? "voice_again" : "voice_record");
    remove.hidden = !note() || Boolean(stop);
    offer(stop ? null : note());
    if (words || note()) told.textContent = words || say("voice_kept");
  };
  // Lets the note be listened to before it is sent. Its address is given up with the note, and with the form.
  const offer = async (one) => {
    if (player.dataset.pwHash === (one?.sha256 ?? "")) return;
    player.dataset.pwHash = one?.sha256 ?? "";
    silence(player);
    const bytes = one && (await kept(draft, one.sha256));
    if (!bytes || player.dataset.pwHash !== one.sha256 || !player.isConnected) return;
    player.src = URL.createObjectURL(new Blob([bytes], { type: kindOf() ?? "" }));
    player.hidden = false;
  };
  const store = async (bytes) => {
    const before = note()?.sha256;
    try {
      const hash = bytes.length ? await keep(draft, bytes, "voice") : before;
      if (before && before !== hash) await drop(draft, before);
      await draft.save();
    } catch (error) {
      complain(error, "picture_not_kept");
    }
    stop = null;
    show();
  };
  const begin = async () => {
    if (!kindOf() || !navigator.mediaDevices) return show(say("voice_unable"));
    try {
      stop = await record((bytes) => draft.during(() => store(bytes)));
      show(say("voice_recording"));
    } catch {
      show(say("voice_refused"));
    }
  };
  button.disabled = false; // from here on a tap is heard
  button.addEventListener("click", () => (stop ? stop() : begin()));
  remove.addEventListener("click", () =>
    draft.during(async () => {
      if (note()) await drop(draft, note().sha256);
      show(say("voice_removed"));
    }),
  );
  show();
  return async () => {
    await stop?.();
    silence(player);
  };
};
