// The visit form on a page: shows the questions that are asked. Without this script all of them are shown.
import { follow, periodsOf, showHints } from "./phone/amounts.js";
import { askAboutLeavers, offerBill, offerLess, offerPeople, showAsked } from "./phone/asking.js";
import { questionsFor } from "./phone/validate.js";

const form = document.querySelector("form[data-pw-visit-page]");
const known = questionsFor(Object.fromEntries(new FormData(form)));
const refresh = () => showAsked(form, known);

const { income, people, ...drawn } = JSON.parse(document.getElementById("pw-shown").textContent);
let { seen } = drawn;

// Lets the amounts follow the month or the year that was chosen, and says so to the site.
const followPeriod = ({ target }) => {
  if (!["income_month", "income_year"].includes(target.name)) return;
  seen = follow(form, seen, income);
  form.elements.amounts_month.value = seen.income_month;
  form.elements.amounts_year.value = seen.income_year;
};

offerLess(form, () => seen);
offerBill(form);
offerPeople(form, people);
askAboutLeavers(form, () => seen);
showHints(form, income, periodsOf(form));
form.addEventListener("change", followPeriod);
form.addEventListener("input", refresh);
form.addEventListener("change", refresh);
refresh();
