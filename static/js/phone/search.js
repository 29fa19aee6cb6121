// The search among the households of this phone: by name, by the initials of its pinyin, by number, place, or part of the
// phone. ID numbers are not on the phone; the page “Households” of the site searches by them.
const FEWEST_DIGITS = 4; // of a phone: fewer fit everybody

// Returns a text in the form in which it is compared, as core/folding.py has it: without what nobody sees, one kind of dot.
const folded = (text) =>
  text.normalize("NFKC").replace(/[\p{Cf}\s]/gu, "").replace(/[•‧∙⋅・◦●.]/g, "·").toLowerCase();

export const wordsOf = (typed) => typed.split(/\s+/).map(folded).filter(Boolean);

const isIn = (one, word) => {
  const said = [one.head, one.number, one.place, one.address, ...one.members.map((person) => person.name)];
  if (said.some((text) => folded(text ?? "").includes(word))) return true;
  if (one.members.some((person) => word.length > 1 && person.initials?.startsWith(word))) return true;
  return /^[0-9]+$/.test(word) && word.length >= FEWEST_DIGITS && (one.phone ?? "").includes(word);
};

export const matches = (one, words) => words.every((word) => isIn(one, word));
