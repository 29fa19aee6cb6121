// The view “Me”: language, PIN, storage, households on this phone.
import { known } from "./bundle.js";
import { fill, moment, say, view } from "./page.js";
import { isSafe } from "./storage.js";

const where = view("account");

where.querySelectorAll("[data-pw-language]").forEach((button) =>
  button.addEventListener("click", () => {
    document.cookie = `${document.body.dataset.pwCookie}=${button.dataset.pwLanguage};path=/;max-age=31536000;samesite=lax`;
    location.assign(`/visits/phone/?language=${button.dataset.pwLanguage}#account`);
  }),
);

export const renderAccount = async () => {
  const bundle = await known();
  fill(where, {
    made: bundle ? say("made_at", { moment: moment(bundle.made_at) }) : say("no_households"),
    households: bundle ? say("found", { count: bundle.households.length }) : "",
    safe: say((await isSafe()) ? "safe" : "not_safe"),
  });
};
