// The page of the phone app: its texts, its templates (<template data-pw-part>), its views (<section data-pw-view>).
export const said = JSON.parse(document.getElementById("pw-words").textContent);
const language = document.documentElement.lang.replace(/^en$/, "en-GB"); // 3 Oct 2026, as on the site

// Returns a text in the person's language: say("found", { count: 3 }).
export const say = (name, more = {}) => (said[name] ?? "").replace(/{(\w+)}/g, (_whole, key) => more[key] ?? "");

// Returns a day (2026-03-31) or a moment as the language writes it.
export const day = (value) =>
  value ? new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "Asia/Shanghai" }).format(new Date(value)) : "";
export const moment = (value) =>
  new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short", timeZone: "Asia/Shanghai" }).format(value);

export const piece = (name) =>
  document.querySelector(`template[data-pw-part="${name}"]`).content.firstElementChild.cloneNode(true);

// Fills the slots of a template with texts, never with markup, and hides a slot that has none.
export const fill = (root, texts) => {
  for (const slot of root.querySelectorAll("[data-pw-fill]")) {
    const words = texts[slot.dataset.pwFill];
    if (words === undefined) continue;
    slot.textContent = words ?? "";
    slot.hidden = !words && words !== 0;
  }
  return root;
};

// Sets the links of a template by name, and hides one without an address.
export const link = (root, addresses) => {
  for (const one of root.querySelectorAll("[data-pw-link]")) {
    const address = addresses[one.dataset.pwLink];
    if (address === undefined) continue;
    if (address) one.href = address;
    one.hidden = !address;
  }
  return root;
};

export const callAddress = (phone) => (phone ? `tel:${phone.replace(/[^0-9+]/g, "")}` : "");

// Mask a name and a phone as the site does (core/masks.py).
export const masked = (name) => {
  const [first, ...rest] = name;
  if (!rest.length) return "*";
  return first + "*".repeat(Math.max(1, rest.length - 1)) + (rest.length > 1 ? rest.at(-1) : "");
};

export const maskedPhone = (phone) =>
  phone?.length === 11 ? `${phone.slice(0, 3)}****${phone.slice(-4)}` : "*".repeat(phone?.length ?? 0);

export const level = (colour) => piece(`level-${["red", "amber", "green"].includes(colour) ? colour : "unknown"}`);

export const view = (name) => document.querySelector(`[data-pw-view="${name}"]`);

// Shows one view and puts the focus on its heading, for keyboard and screen reader.
export const show = (name) => {
  const wanted = view(name);
  const changed = wanted.hidden;
  for (const one of document.querySelectorAll("[data-pw-view]")) one.hidden = one !== wanted;
  const heading = wanted.querySelector("h1");
  document.title = `${heading.dataset.pwTitle ?? heading.textContent} · ${document.body.dataset.pwSite}`;
  if (!changed) return;
  scrollTo({ top: 0, behavior: "instant" });
  heading.focus({ preventScroll: true });
};

// Shows a message for five seconds, a long one for longer, and lets screen readers read it, without taking the focus.
let fading = 0;
export const announce = (words) => {
  const status = document.querySelector("[data-pw-status]");
  status.textContent = words;
  clearTimeout(fading);
  fading = setTimeout(() => (status.textContent = ""), Math.max(5000, words.length * 100));
};

export const on = (name, work) =>
  document.querySelectorAll(`[data-pw-do="${name}"]`).forEach((one) => one.addEventListener("click", work));
