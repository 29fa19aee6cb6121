// Correcting a visit that was sent, without a network too: the form as it was sent, with a reason. What is sent is another
// version of the same visit; the township sees both, and until it has decided the first one counts.
import { Draft } from "./draft.js";
import { piece, say } from "./page.js";
import { canBeCorrected } from "./sent.js";
import { canBeWritten, get, read } from "./storage.js";

class Correction extends Draft {
  // The sent visit becomes a draft with the first change; it is put back when the correction is discarded.
  over(there) {
    if (canBeWritten(there)) return there;
    const photos = this.words.corrects.photos.map((one) => one.sha256);
    return canBeCorrected(there) ? { ...there, tried: false, before: { state: there.state, sealed: there.sealed, photos } } : undefined;
  }
}

// Opens a sent visit of which the phone still has the content; null when it has not.
export const openSent = async (id) => {
  const record = await get("visits", id);
  const copy = canBeCorrected(record) && (await read({ sealed: record.copy }));
  if (!copy) return null;
  const { answers, seen, photos, position, day_touched, made_at } = JSON.parse(copy.content);
  const household = { ...copy.household, seen, answer: null };
  return new Correction(id, { household, answers, photos: [], position, day_touched, corrects: { made_at, photos }, reason: "" });
};

// Asks for the reason, and keeps it with the draft.
export const reasonIn = (form, draft) => {
  const part = piece("reason");
  const input = part.querySelector("textarea");
  input.value = draft.words.reason;
  input.addEventListener("input", () => draft.touch({ reason: input.value }));
  const button = form.querySelector("[type=submit]");
  button.before(part);
  button.textContent = say("propose");
};

export const reasonFaults = ({ reason }) => (reason.trim() ? {} : { correction: [say("correct_reason")] });
