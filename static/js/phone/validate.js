// Checks the answers of a visit as visits/questionnaire/answers.py does on the server; a test compares the two.
const BLANKS = /^[ \t\r\n\u00a0\u3000]+|[ \t\r\n\u00a0\u3000]+$/g;
const DAY = 24 * 3_600_000;

export const setting = () => JSON.parse(document.getElementById("pw-questions").textContent);

const trim = (value) => {
  if (Array.isArray(value)) return value.filter((one) => typeof one === "string" && one);
  return typeof value === "string" ? value.replace(BLANKS, "") : "";
};
const isEmpty = (value) => !value || value.length === 0;

const about = (question, prefix) => ({
  ...question,
  name: question.name.replace("m*-", prefix),
  when: question.when && { ...question.when, name: question.when.name.replace("m*-", prefix) },
});

// Returns the questions by name: those asked once, and those about each member that the answers name.
export const questionsFor = (answers, { questions } = setting()) => {
  const found = Object.keys(answers).map((name) => /^m([0-9]{1,18})-[\p{L}\p{N}_]+$/u.exec(name)?.[1]);
  const members = new Set(found.filter(Boolean).map((pk) => BigInt(pk).toString()));
  const asked = questions.filter((one) => !one.name.startsWith("m*-"));
  for (const pk of members)
    asked.push(...questions.filter((one) => one.name.startsWith("m*-")).map((one) => about(one, `m${pk}-`)));
  return new Map(asked.map((one) => [one.name, one]));
};

const holds = (when, answers) => {
  const answer = answers[when.name] ?? "";
  return when.is[0] === "*" ? !isEmpty(answer) : [answer].flat().some((one) => when.is.includes(one));
};
export const isAsked = (question, known, answers) =>
  [question.when, question.and_when].every(
    (when) => !when || (holds(when, answers) && isAsked(known.get(when.name), known, answers)),
  );

const clean = (answers, known) => {
  const trimmed = Object.fromEntries([...known.keys()].map((name) => [name, trim(answers[name])]));
  const counts = ([name, value]) => !isEmpty(value) && isAsked(known.get(name), known, trimmed);
  return Object.fromEntries(Object.entries(trimmed).filter(counts));
};

const shifted = (day, by) => new Date(Date.parse(`${day}T00:00:00Z`) + by * DAY).toISOString().slice(0, 10);
const yearOf = (day) => Number(day.slice(0, 4));
const monthOf = (day) => Number(day.slice(5, 7));
export const monthFrom = (day, by) => new Date(Date.UTC(yearOf(day), monthOf(day) - 1 + by)).toISOString().slice(0, 7);
export const yearFrom = (day, by) => String(yearOf(day) - (monthOf(day) < 10 ? 1 : 0) + by); // the last accounting year
const isDay = (value) => {
  const time = Date.parse(`${value}T00:00:00Z`);
  return !value.startsWith("0000") && !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
};

const outside = (value, { earliest, latest }, from, [early, late]) => {
  if (earliest !== undefined && value < from(earliest)) return [early, { day: from(earliest) }];
  return latest !== undefined && value > from(latest) ? [late, { day: from(latest) }] : null;
};

const isBirth = (value) => value.length === 4 || isDay(value);

// The last character that the first seventeen digits of an ID number ask for (ISO 7064 MOD 11-2).
const POWERS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const idCheck = (value) => "10X98765432"[POWERS.reduce((sum, one, place) => sum + one * Number(value[place]), 0) % 11];
const isId = (value) => idCheck(value) === value[17].toUpperCase();
const ALSO = { date: isDay, birth: isBirth, id_number: isId }; // what a pattern cannot say

// Returns the first thing wrong with one answer, [code, values for the message], or null.
const problem = (question, value, { patterns }, day) => {
  const { kind, least, below, most, length, choices } = question;
  const fits = () => typeof value === "string" && new RegExp(patterns[kind]).test(value);
  if (kind === "choice" || kind === "choices") {
    const right = Array.isArray(value) === (kind === "choices") && [value].flat().every((one) => choices.includes(one));
    return right ? null : ["choice"];
  }
  if (kind === "text" || kind === "long")
    return typeof value === "string" && !(length && [...value].length > length) ? null : ["length"];
  if (!fits() || (ALSO[kind] && !ALSO[kind](value))) return [kind];
  if (kind === "birth") return value > day.slice(0, value.length) ? ["late", { day }] : null;
  if (kind === "past_year") {
    if (least !== null && Number(value) < least) return ["too_early", { day: least }];
    return value > day.slice(0, 4) ? ["too_late", { day: day.slice(0, 4) }] : null;
  }
  if (kind === "number") {
    if (least !== undefined && Number(value) < least) return [below];
    return most !== undefined && Number(value) > most ? ["most"] : null;
  }
  if (kind === "month") return outside(value, question, (by) => monthFrom(day, by), ["too_early", "too_late"]);
  if (kind === "year") return outside(value, question, (by) => yearFrom(day, by), ["too_early", "too_late"]);
  return kind === "date" ? outside(value, question, (by) => shifted(day, by), ["early", "late"]) : null;
};

const say = (code, question, messages, more) =>
  messages[code].replace(/{(\w+)}/g, (_whole, name) => ({ ...question, ...more })[name]);

// Returns what is wrong with a question left open. An answer that was shown and is gone is asked for again once others
// of its group are given, and what comes in this season once another one is told anew: nobody knows whether there is
// nothing now, or whether it was not asked.
const missing = (question, given, seen, { told, waiting }) => {
  if (question.required || (question.required_when && holds(question.required_when, given))) return ["required"];
  if (given[`${question.name.split("-")[0]}-left_reason`]) return null;
  if (told.has(question.group) && !isEmpty(trim(seen[question.name]))) return ["emptied"];
  return waiting.has(question.name) ? ["expected"] : null;
};

// Returns the groups of which something is told, and the fields that are expected in a group where something is new.
const groupsOf = (given, seen, known) => {
  const group = (name) => known.get(name).group;
  const told = new Set(Object.keys(given).map(group).filter(Boolean));
  const isNew = (name) => JSON.stringify(given[name]) !== JSON.stringify(seen[name]);
  const changed = new Set(Object.keys(given).filter(isNew).map(group));
  const expected = (Array.isArray(seen.expected) ? seen.expected : []).filter((name) => known.get(name)?.kind === "number");
  return { told, waiting: new Set(expected.filter((name) => group(name) && changed.has(group(name)))) };
};

const AMOUNT = /^(m[0-9]+-)?(income|year)_/;
const hasAmount = (given, known) =>
  Object.keys(given).some((name) => known.get(name).kind === "number" && AMOUNT.test(name));

// Returns { field: [what to do] } for what a visit lacks to verify an alert, as visits/questionnaire/substance.py has it;
// nothing when it says itself that the alert stays open, and nothing for an attempt.
export const lacking = (answers, seen = {}, data = setting()) => {
  const known = questionsFor(answers, data);
  const given = clean(answers, known);
  if (given.result !== "met" || given.purpose !== "verify" || given.not_verified) return {};
  const checks = data.questions.filter((one) => one.name.startsWith("check_"));
  const asBefore = given.guarantees_as_before && seen.guarantees_met_on;
  const found = {
    people: !given.people_met,
    guarantees: !asBefore && !checks.every((one) => given[one.name]),
    income: !(given.income_asked && hasAmount(given, known)),
  };
  const lacks = Object.keys(found).filter((code) => found[code]);
  return Object.fromEntries(lacks.map((code) => [data.lacks[code][0], [data.lacks[code][1]]]));
};

// Returns { field: [what to do] } for everything wrong with these answers on `day` (2026-03-31); `seen` are those that
// the form was shown with.
export const check = (answers, day, seen = {}, data = setting()) => {
  const known = questionsFor(answers, data);
  const given = clean(answers, known);
  const groups = groupsOf(given, seen, known);
  const wrong = {};
  for (const [name, question] of known) {
    if (!isAsked(question, known, given)) continue;
    const open = isEmpty(given[name]);
    const found = open ? missing(question, given, seen, groups) : problem(question, given[name], data, day);
    if (found) wrong[name] = [say(found[0], question, data.messages, found[1])];
  }
  return wrong;
};
