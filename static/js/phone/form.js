// The visit form: prefilled answers, questions that depend on others, answers as a flat dictionary, errors.
import { answersOf, controls, offerLess, place, showAsked } from "./asking.js";
import { day, fill, say } from "./page.js";
import { questionsFor, setting } from "./validate.js";

const names = (members) => Object.fromEntries(members.map((one) => [`m${one.id}-work`, ""]));

// Adds each block of questions about members once for each, with the member's number in the field names.
const addMembers = (form, members, undivided) => {
  for (const template of form.querySelectorAll("template[data-pw-member]")) {
    askWhose(template.content, undivided);
    const asked = (one) => one.earns !== false || !template.content.querySelector('[data-pw-section$="_earner"]');
    template.before(...members.filter(asked).map((one) => blockAbout(template, one)));
  }
};

// Asks whose an amount was of the items alone that were told for all together, and says what was told. The form has the
// question once, as the pattern for each of them.
const askWhose = (content, undivided) => {
  const pattern = content.querySelector("[name*='-whose_']");
  if (!pattern) return;
  const [, name] = pattern.name.split("-");
  const { questions } = setting();
  for (const [item, words] of undivided.filter(([one]) => /^[a-z_]+$/.test(one))) {
    const asked = document.createElement("template");
    asked.innerHTML = pattern.closest(".mb-3").outerHTML.replaceAll(name, `whose_${item}`);
    asked.content.querySelector("label").textContent = questions.find((one) => one.name === `m*-whose_${item}`).label;
    asked.content.firstElementChild.append(Object.assign(document.createElement("div"), { className: "form-text", textContent: words }));
    pattern.closest(".mb-3").before(asked.content);
  }
  pattern.closest(".mb-3").remove();
};

const blockAbout = (template, member) => {
  const block = document.createElement("template");
  block.innerHTML = template.innerHTML.replaceAll("__id__", String(Number(member.id))); // our own markup and a number
  if (member.adult) block.content.querySelector(`#div_id_m${Number(member.id)}-out_of_school_reason`)?.remove();
  return fill(block.content, { member: member.words ? `${member.name} · ${member.words}` : member.name });
};

const setAnswer = (form, name, value) => {
  const given = [value].flat().map(String);
  for (const one of controls(form, name)) {
    if (one.type === "radio" || one.type === "checkbox") one.checked = given.includes(one.value);
    else one.value = given[0] ?? "";
  }
};

// Returns what the form says of a household above its questions.
export const slotsOf = (one) => ({
  ...one,
  last_visit: one.last_visit ? day(one.last_visit) : say("never_visited"),
  to_ask: (one.questions ?? []).join("\n"),
  about: (one.about ?? []).join("\n"),
});

export class VisitForm {
  constructor(form, household) {
    this.form = form;
    addMembers(form, household.members ?? [], household.income?.undivided ?? []);
    fill(form, household);
    this.known = questionsFor(names(household.members ?? []));
    this.people = new Map((household.members ?? []).map((one) => [`m${one.id}`, one.name]));
  }

  set answers(given) {
    for (const [name, value] of Object.entries(given)) if (this.known.has(name)) setAnswer(this.form, name, value);
    this.unfold(given);
    this.refresh();
  }

  get answers() {
    return answersOf(this.form, this.known);
  }

  // Returns the answers that a new visit starts with: the form as it is, and the first choice where one is required.
  get usual() {
    const always = [...this.known.values()].filter((one) => one.kind === "choice" && one.required && !one.when);
    return { ...this.answers, ...Object.fromEntries(always.map((one) => [one.name, one.choices[0]])) };
  }

  refresh() {
    showAsked(this.form, this.known);
  }

  offerLess(shownNow) {
    offerLess(this.form, shownNow);
  }

  unfold(given) {
    for (const part of this.form.querySelectorAll("details[data-pw-section]:not([open])"))
      part.open = [...part.querySelectorAll("[name]")].some((one) => this.wrong?.[one.name]);
    return given;
  }

  label(name) {
    const person = this.people.get(name.split("-")[0]);
    return person ? `${person}: ` : "";
  }

  // Shows beside each field and in a list on top what is wrong and what to do; true when something is.
  showErrors(wrong, summary) {
    this.wrong = wrong;
    this.form.querySelectorAll("[data-pw-error]").forEach((one) => one.remove());
    this.form.querySelectorAll("[aria-invalid]").forEach((one) => this.clear(one));
    const lines = Object.entries(wrong).map(([name, messages]) => this.showError(name, messages));
    summary.querySelector("ul").replaceChildren(...lines);
    summary.hidden = !lines.length;
    this.unfold(wrong);
    if (lines.length) summary.scrollIntoView({ block: "start", behavior: "instant" });
    if (lines.length) summary.focus({ preventScroll: true });
    return lines.length > 0;
  }

  clear(control) {
    control.removeAttribute("aria-invalid");
    control.classList.remove("is-invalid");
    const rest = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => !id.startsWith("wrong-"));
    control.setAttribute("aria-describedby", rest.join(" "));
  }

  showError(name, messages) {
    const words = this.label(name) + messages.join(" ");
    const line = document.createElement("li");
    const found = controls(this.form, name);
    if (!found.length) {
      line.textContent = words;
      return line;
    }
    this.mark(name, found, messages.join(" "));
    const jump = document.createElement("a");
    jump.href = `#${found[0].id}`;
    jump.textContent = words;
    jump.addEventListener("click", (event) => {
      event.preventDefault();
      found[0].closest("details")?.setAttribute("open", "");
      found[0].focus();
    });
    line.append(jump);
    return line;
  }

  mark(name, found, words) {
    const told = document.createElement("p");
    told.className = "pw-wrong";
    told.id = `wrong-${name}`;
    told.dataset.pwError = "";
    told.textContent = words;
    place(this.form, name)?.append(told);
    for (const one of found) {
      one.setAttribute("aria-invalid", "true");
      one.classList.add("is-invalid");
      one.setAttribute("aria-describedby", `${one.getAttribute("aria-describedby") ?? ""} ${told.id}`.trim());
    }
  }
}
