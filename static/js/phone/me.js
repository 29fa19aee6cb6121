// One's own corner of the app: language, PIN, storage, households on this phone.
import { known } from "./households.js";
import { fill, moment, say, view } from "./page.js";
import { isSafe } from "./pocket.js";

const where = view("me");

where.querySelectorAll("[data-pw-language]").forEach((button) =>
  button.addEventListener("click", () => {
    document.cookie = `${document.body.dataset.pwCookie}=${button.dataset.pwLanguage};path=/;max-age=31536000;samesite=lax`;
    location.assign(`/visits/phone/?language=${button.dataset.pwLanguage}#me`);
  }),
);

export const renderMe = async () => {
  const pocket = await known();
  fill(where, {
    made: pocket ? say("made_at", { moment: moment(pocket.made_at) }) : say("no_households"),
    households: pocket ? say("found", { count: pocket.households.length }) : "",
    safe: say((await isSafe()) ? "safe" : "not_safe"),
  });
};
