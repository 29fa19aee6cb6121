// The view of the PIN: sets the first one, asks for it, replaces a forgotten one, changes it.
import { NoAnswer, SignedOut } from "./api.js";
import { changePin, isGoodPin, recover, setFirstPin, stateOfLock, triesLeft, unlock } from "./lock.js";
import { announce, fill, say, show, view } from "./page.js";

const where = view("pin");
const forms = Object.fromEntries([...where.querySelectorAll("form")].map((form) => [form.dataset.pwPin, form]));
let opened = () => {};

const complain = (words) => {
  fill(where, { wrong: words });
  const first = where.querySelector("form:not([hidden]) input");
  first?.setAttribute("aria-invalid", words ? "true" : "false");
  if (words) first?.focus();
};

const choose = (name) => {
  for (const [other, form] of Object.entries(forms)) {
    form.hidden = other !== name;
    form.reset();
  }
  complain("");
  fill(where, { lead: say(`pin_${name}`), heading: say(`heading_${name}`) });
};

// Shows what is needed to open this phone; `then` is called once it is open.
export const askPin = async (then) => {
  opened = then;
  const state = await stateOfLock();
  choose({ new: "first", set: "enter", locked: "recover" }[state]);
  show("pin");
  if (state === "locked") fill(where, { wrong: say("pin_locked") });
};

export const askChange = (then) => {
  opened = then;
  choose("change");
  show("pin");
};

// Returns the new PIN of a form when it is good and was typed twice the same.
const chosen = ({ elements }) => {
  if (!isGoodPin(elements.next.value)) return complain(say("pin_weak"));
  if (elements.next.value !== elements.again.value) return complain(say("pin_differs"));
  return elements.next.value;
};

const wrongPin = async () => {
  const left = await triesLeft();
  if (left) return complain(say("pin_wrong", { count: left }));
  choose("recover");
  complain(say("pin_locked"));
};

const WORK = {
  async first(form) {
    const pin = chosen(form);
    if (!pin) return false;
    return (await setFirstPin(pin)) || askPin(opened); // another tab was quicker: its PIN holds
  },
  async enter({ elements }) {
    return (await unlock(elements.pin.value)) || wrongPin();
  },
  async change(form) {
    const pin = chosen(form);
    return pin && ((await changePin(form.elements.pin.value, pin)) || wrongPin());
  },
  async recover(form) {
    const pin = chosen(form);
    if (!pin) return false;
    const refusal = await recover(form.elements.password.value, pin);
    return refusal === null || complain(refusal);
  },
};

const submitted = async (event, name) => {
  event.preventDefault();
  const button = event.target.querySelector("[type=submit]");
  if (button.disabled) return;
  button.disabled = true;
  announce(say("opening"));
  try {
    if ((await WORK[name](event.target)) === true) {
      event.target.reset();
      opened();
    }
  } catch (error) {
    where.querySelector("[data-pw-sign-in]").hidden = !(error instanceof SignedOut);
    complain(say(error instanceof SignedOut ? "sign_in_first" : error instanceof NoAnswer ? "needs_network" : "failed"));
  } finally {
    button.disabled = false;
    announce("");
  }
};

for (const [name, form] of Object.entries(forms)) form.addEventListener("submit", (event) => submitted(event, name));
where.querySelector("[data-pw-forgot]").addEventListener("click", () => choose("recover"));
