// The view “To send”: every visit on this phone with its state, and what to do about it.
import { whyHeld } from "./held.js";
import { reopen, withdraw } from "./mend.js";
import { ON_THE_PHONE, now } from "./outbox.js";
import { announce, day, fill, level, link, moment, piece, say, view } from "./page.js";
import { canBeCorrected, isSent } from "./sent.js";
import { all, callRecords, isSafe, visits } from "./storage.js";

const PARTS = ["todo", "tosend", "sent"];
const partOf = ({ state }) =>
  ["draft", "refused", "sent_back"].includes(state) ? "todo" : isSent(state) ? "sent" : "tosend";

const stateOf = (one) => {
  if (!one.words) return "unreadable";
  return one.id === now.sending ? "sending" : one.state;
};

const details = (one, photos) => {
  const { receipt, note, answer, errors } = one.words ?? {};
  const left = photos.filter((photo) => photo.id.startsWith(`${one.id}/`));
  const refused = left.filter((photo) => photo.state === "refused").length;
  return [
    one.before && say("is_correction"),
    receipt && say("receipt", { number: receipt.number, moment: moment(Date.parse(receipt.received_at)) }),
    note && say("note", { note }),
    isSent(one.state) && answer,
    one.state === "refused" && errors && say("correct", { count: Object.keys(errors).length }),
    left.length - refused > 0 && say("photos_left", { count: left.length - refused }),
    refused > 0 && say("photos_refused", { count: refused }),
  ].filter(Boolean);
};

const whenOf = (one) => {
  const on = one.words?.visited_on ?? one.words?.answers?.visited_on;
  return on ? day(on) : moment(one.at);
};

// Returns what a state means; of a visit that the storage refuses, that it is on this page only.
const helpFor = ({ id, state: kept }, state) => {
  const held = whyHeld(id) && !isSent(kept) ? say("help_held") : "";
  return kept === "draft" && held ? held : [say(`help_${state}`), held].filter(Boolean).join(" ");
};

const card = (one, photos) => {
  const row = piece("visit");
  const state = stateOf(one);
  row.dataset.pwState = state;
  const { household, colour, url } = one.words ?? {};
  fill(row, {
    head: household ? household.head : say("unreadable_head"),
    number: household?.number ?? "",
    when: whenOf(one),
    state: say(`state_${state}`),
    help: helpFor(one, state),
  });
  const lines = details(one, photos).map((words) => Object.assign(document.createElement("li"), { textContent: words }));
  row.querySelector("[data-pw-details]").replaceChildren(...lines);
  const shade = row.querySelector("[data-pw-level]");
  if (["red", "amber", "green", "unknown"].includes(colour)) shade.replaceWith(level(colour));
  const writable = one.words && ["draft", "refused"].includes(one.state);
  const page = isSent(one.state) && url ? url : "";
  const onPage = page && one.state !== "voided" ? `${page}correct/` : "";
  const correct = one.words && canBeCorrected(one) ? `#visit/${one.id}` : onPage;
  link(row, { open: writable ? `#visit/${one.id}` : "", page, correct });
  offer(row, "[data-pw-reopen]", one.words && state === "waiting", () => openAgain(one.id));
  offer(row, "[data-pw-withdraw]", one.words && ON_THE_PHONE.includes(one.state), () => withdrawVisit(one.id));
  return row;
};

const offer = (row, which, possible, work) => {
  const button = row.querySelector(which);
  button.hidden = !possible;
  button.addEventListener("click", () => work().catch(() => announce(say("failed"))));
};

const openAgain = async (id) => {
  if (await reopen(id)) location.hash = `#visit/${id}`;
  else announce(say("not_reopened"));
};

const withdrawVisit = async (id) => {
  if (!confirm(say("withdraw"))) return;
  const refusal = await withdraw(id);
  announce(refusal ? say(refusal) : say("withdrawn"));
  await renderOutbox();
  dispatchEvent(new Event("pw-outbox")); // the count of the bar
};

const notes = async (where, left) => {
  fill(where, { safe: !left || (await isSafe()) ? "" : say("not_safe") });
  where.querySelector("[data-pw-signed-out]").hidden = !left || now.trouble !== "signed out";
  where.querySelector("[data-pw-network]").hidden = !left || now.trouble !== "network";
  where.querySelector("[data-pw-trouble]").hidden = !left || now.trouble !== "other";
};

export const renderOutbox = async () => {
  const where = view("outbox");
  const [mine, photos] = [await visits(), await all("photos")];
  const unsent = (await callRecords()).filter((one) => one.state !== "sent").length;
  if (unsent || where.querySelector("[data-pw-calls]")) import("./calls_list.js").then((it) => it.showUnsent(where, unsent)).catch(() => {});
  for (const part of PARTS) {
    const place = where.querySelector(`[data-pw-group="${part}"]`);
    const ones = mine.filter((one) => partOf(one) === part);
    place.hidden = !ones.length;
    const ordered = part === "sent" ? ones.reverse() : ones;
    place.querySelector("ul").replaceChildren(...ordered.map((one) => card(one, photos)));
  }
  fill(where, { nothing: mine.length || unsent ? "" : say("nothing_here") });
  await notes(where, mine.some((one) => !isSent(one.state)) || photos.length > 0 || unsent > 0);
};
