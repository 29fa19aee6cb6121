// The view of one household, as the phone knows it: who lives there, how it stands, what was found; from here the visit.
import { wholeHousehold } from "./bundle.js";
import { draftOf } from "./draft.js";
import { callAddress, fill, level, link, masked, piece, say, view } from "./page.js";

const where = view("household");
const list = where.querySelector("[data-pw-list]");

const part = ([heading, lines]) => {
  const made = fill(piece("part"), { heading });
  const items = lines.map((words) => Object.assign(document.createElement("li"), { textContent: words }));
  made.querySelector("ul").replaceChildren(...items);
  return made;
};

const personLine = (one) => [one.name, one.words, one.health].filter(Boolean).join(" · ");

// Draws a household; false when neither the phone nor the site has it.
export const openHousehold = async (id) => {
  const one = await wholeHousehold(id);
  if (!one) return false;
  const begun = await draftOf(id);
  const heading = where.querySelector("h1");
  heading.dataset.pwTitle = one.head ? masked(one.head) : one.number; // the name of the window stays in the history
  const shade = level(one.colour);
  shade.dataset.pwLevel = "";
  where.querySelector("[data-pw-level]").replaceWith(shade);
  fill(where, {
    head: one.head || say("no_head"),
    where: [...new Set([one.number, one.place, one.address])].filter(Boolean).join(" · "),
    why: (one.about ?? [])[0] ?? "",
    update: one.update ?? "",
    begun: begun ? say("begun") : "",
    brief: one.parts ? "" : say("in_brief"),
  });
  const purpose = one.purpose ? `?purpose=${one.purpose}` : "";
  link(where, {
    visit: begun ? `#visit/${begun.id}` : `#visit/${id}${purpose}`,
    call: callAddress(one.phone),
    page: `/households/${id}/`,
  });
  list.replaceChildren(...[[say("people"), one.members.map(personLine)], ...(one.parts ?? [])].map(part));
  return true;
};
