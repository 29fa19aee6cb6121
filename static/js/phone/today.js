// The views “Today” (whom to visit, the most urgent first, by village group) and “Households” (all, with a search).
import { today } from "./api.js";
import { known } from "./bundle.js";
import { ON_THE_PHONE } from "./outbox.js";
import { callAddress, day, fill, level, link, maskedPhone, moment, piece, say, view } from "./page.js";
import { hasForm } from "./questionnaire.js";
import { isSent } from "./sent.js";
import { matches, wordsOf } from "./search.js";
import { visits } from "./storage.js";

const MOST_SHOWN = 100;

// Says how many households are still on their way, then whether the form is; nothing when all is here.
const comingWords = (bundle) => {
  if (bundle?.coming?.length) return say("coming", { here: bundle.households.length, all: bundle.order.length });
  return !bundle || hasForm() ? "" : say("form_coming");
};

const lastVisit = (one) => (one.last_visit ? say("last_visit", { day: day(one.last_visit) }) : say("never_visited"));

const card = (one, begun) => {
  const row = piece("household");
  row.querySelector("[data-pw-level]").replaceWith(level(one.colour));
  fill(row, {
    head: one.head || say("no_head"),
    why: one.due?.reasons.join(" · ") ?? "",
    last: `${one.number} · ${lastVisit(one)}`,
    update: one.update ?? "",
    whose: ` · ${one.head || one.number}`,
    phone: maskedPhone(one.phone),
    questions: one.questions?.length ? say("questions", { count: one.questions.length }) : "",
    begun: begun ? say("begun") : "",
  });
  const purpose = one.purpose ? `?purpose=${one.purpose}` : "";
  const visit = begun ? `#visit/${begun}` : `#visit/${one.id}${purpose}`;
  link(row, { open: `#household/${one.id}`, visit, call: callAddress(one.phone) });
  return row;
};

const listRow = (one, begun) => {
  const row = piece("row");
  row.querySelector("[data-pw-level]").replaceWith(level(one.colour));
  const where = [one.number, one.place].filter(Boolean).join(" · ");
  fill(row, { head: one.head || say("no_head"), where, why: begun ? say("begun") : one.due?.reasons[0] ?? "" });
  return link(row, { open: `#household/${one.id}` });
};

const drafts = (mine) =>
  new Map(mine.filter((one) => one.state === "draft" && !one.before && one.words).map((one) => [one.words.household.id, one.id]));

// Groups households by place; the group with the most urgent household comes first.
const byGroup = (due) => {
  const groups = new Map();
  for (const one of due) groups.set(one.place, [...(groups.get(one.place) ?? []), one]);
  return [...groups];
};

// An attempt leaves its household to be visited.
const isAttempt = ({ attempt, content }) => attempt ?? (content ? JSON.parse(content).answers.result !== "met" : false);

const doneOn = (mine, date) => {
  const done = mine.filter((one) => one.words && !isAttempt(one.words) && (isSent(one.state) || ON_THE_PHONE.includes(one.state)));
  const on = (one) => one.words.visited_on ?? JSON.parse(one.words.content).answers.visited_on;
  return new Set(done.filter((one) => on(one) === date).map((one) => one.words.household.id));
};

export const renderToday = async () => {
  const where = view("today");
  const [bundle, mine, date] = [await known(), await visits(), await today()];
  const done = doneOn(mine, date);
  const households = bundle?.households ?? [];
  const due = households.filter((one) => one.due && !done.has(one.id)).sort((a, b) => a.due.rank - b.due.rank);
  const seen = households.filter((one) => one.last_visit === date).map((one) => one.id);
  const soFar = (count) => (bundle?.coming?.length ? `${count}+` : String(count)); // the others may add to it
  fill(where, {
    date: day(date),
    due: soFar(due.length),
    done: soFar(new Set([...done, ...seen]).size),
    waiting: String(mine.filter((one) => ON_THE_PHONE.includes(one.state)).length),
    made: bundle ? say("made_at", { moment: moment(bundle.made_at) }) : "",
    more: bundle?.more ? say("more") : "",
    coming: comingWords(bundle),
    nothing: bundle ? (due.length || bundle.coming?.length ? "" : say("nothing_due")) : say("no_households"),
  });
  if (hasForm()) import("./calls_list.js").then(({ showToCall }) => showToCall(where)).catch(() => {});
  const begun = drafts(mine);
  const list = byGroup(due).map(([name, ones]) => {
    const group = piece("group");
    group.querySelector("h2").textContent = name;
    group.querySelector("ul").replaceChildren(...ones.map((one) => card(one, begun.get(one.id))));
    return group;
  });
  where.querySelector("[data-pw-list]").replaceChildren(...list);
};

export const renderHouseholds = async () => {
  const where = view("households");
  const words = wordsOf(where.querySelector("input").value);
  const bundle = await known();
  const found = (bundle?.households ?? []).filter((one) => matches(one, words));
  const begun = drafts(await visits());
  fill(where, {
    found: say("found", { count: found.length }) + (found.length > MOST_SHOWN ? ` ${say("first", { count: MOST_SHOWN })}` : ""),
    coming: comingWords(bundle),
    nothing: bundle ? (found.length ? "" : say("nothing_found")) : say("no_households"),
  });
  const shown = found.slice(0, MOST_SHOWN).map((one) => listRow(one, begun.get(one.id)));
  where.querySelector("[data-pw-list]").replaceChildren(...shown);
};

view("households").querySelector("input").addEventListener("input", renderHouseholds);
