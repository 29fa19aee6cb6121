// The visit form on a page: shows the questions that are asked. Without this script all of them are shown.
import { offerLess, showAsked } from "./phone/asking.js";
import { questionsFor } from "./phone/validate.js";

const form = document.querySelector("form[data-pw-visit-page]");
const known = questionsFor(Object.fromEntries(new FormData(form)));
const refresh = () => showAsked(form, known);

offerLess(form, JSON.parse(document.getElementById("pw-seen").textContent));
form.addEventListener("input", refresh);
form.addEventListener("change", refresh);
refresh();
