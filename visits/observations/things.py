"""The things that visits and other sources both speak of: members, work, the phone. Each value is a text, so
that values can be compared whatever they are about."""

import json
from decimal import Decimal

from core.crypto.fields import keyed_hash
from core.folding import folded_text
from visits.questionnaire.declare import DATE, NUMBER, Keeps
from visits.questionnaire.questions import IDLE, MAX_NEWCOMERS, WORKING, questions_that_keep

MEMBER_QUESTIONS = {question.column: question for question in questions_that_keep(Keeps.MEMBER)}
HOUSEHOLD_QUESTIONS = {question.column: question for question in questions_that_keep(Keeps.HOUSEHOLD)}
PROPOSED_OF_HOUSEHOLD = {
    question.column: question for question in questions_that_keep(Keeps.PROPOSAL) if not question.name.startswith("m*-")
}
WORK_ANSWERS = [question.column for question in questions_that_keep(Keeps.WORK)]
NEWCOMER_ANSWERS = {question.column for question in questions_that_keep(Keeps.NEWCOMER)} - {"is"}
BIRTH_DATE = "birth_date"
YES_NO = {True: "yes", False: "no", None: ""}
NOTHING_SAID = ""  # the value of a thing about which nobody has said anything


def things_said(answers: dict, seen: dict) -> dict:
    """Return {thing: (value, value the caseworker was shown)} for everything these cleaned answers say. What was left
    as it was shown says nothing new."""
    found = {}
    for pk in sorted({name[1:].partition("-")[0] for name in answers if name.startswith("m")} - {""}):
        found |= things_said_of_member(f"m{pk}-", answers, seen)
    for name in HOUSEHOLD_QUESTIONS:
        if is_answer_changed(name, answers, seen):
            found[name] = answers[name], seen.get(name, NOTHING_SAID)
    return found | things_said_of_newcomers(answers)


def is_answer_changed(name, answers, seen) -> bool:
    """Whether an answer differs from what was shown; a deleted answer says nothing."""
    return bool(answers.get(name)) and answers[name] != seen.get(name, NOTHING_SAID)


def things_said_of_member(prefix, answers, seen):
    found = {
        prefix + column: (answers[prefix + column], seen.get(prefix + column, NOTHING_SAID))
        for column in MEMBER_QUESTIONS
        if is_answer_changed(prefix + column, answers, seen)
    }
    if any(is_answer_changed(prefix + name, answers, seen) for name in WORK_ANSWERS) and answers.get(prefix + "work"):
        found[prefix + "work"] = packed_work(prefix, answers), packed_work(prefix, seen)
    if is_answer_changed(prefix + "left_reason", answers, seen):
        left = {"on": answers[prefix + "left_on"], "reason": answers[prefix + "left_reason"]}
        found[prefix + "left"] = pack_values(left), NOTHING_SAID
    return found


def packed_work(prefix, answers) -> str:
    """Return as one text whether a member works, where, for how much and since when."""
    state = answers.get(prefix + "work", "")
    if not state:
        return NOTHING_SAID
    place, wage = (answers.get(prefix + name, "") for name in ("work_place", "work_wage"))
    about = {"place": place, "wage": amount_to_cent(wage) if wage else ""} if state == WORKING else {}
    return pack_values({"state": state, "since": answers.get(prefix + "work_since", ""), **about})


def things_said_of_newcomers(answers):
    """Return what is said of people who joined, who are identified by name and year of birth: two visits that report
    one child add one child."""
    found = {}
    for n in range(1, MAX_NEWCOMERS + 1):
        if answers.get(f"new{n}-is"):
            told = {key: answers.get(f"new{n}-{key}", "") for key in NEWCOMER_ANSWERS}
            key = newcomer_key(told["name"], told["birth_date"])
            found[f"newcomer {key}"] = pack_values(told), NOTHING_SAID
    return found


def newcomer_key(name, born) -> str:
    """Return what identifies somebody who joined and whose ID nobody knows yet: the name and the year of birth, because
    one family says the day and another the year alone."""
    return keyed_hash(f"{folded_text(name)} {f'{born}'[:4]}")[:24]


def pack_values(values: dict) -> str:
    return json.dumps(values, sort_keys=True, ensure_ascii=False)


def comparable_value(value: str) -> str:
    """Return the part of a value by which two answers are compared: of work, the day since when does not count, and not
    working equals no work on file; of who joined, the year of birth counts."""
    if not value.startswith('{"'):
        return value
    told = json.loads(value)
    told.pop("since", None)
    if BIRTH_DATE in told:
        told[BIRTH_DATE] = told[BIRTH_DATE][:4]
    return NOTHING_SAID if told.get("state") == IDLE else pack_values(told)


def says_more(value: str, on_file: str) -> bool:
    """Whether a value names the day of birth where only the year is on file."""
    both = [json.loads(one).get(BIRTH_DATE, "") if one.startswith('{"') else "" for one in (value, on_file)]
    return len(both[0]) > len(both[1]) > 0


def amount_to_cent(value) -> str:
    """Write yuan to the cent, so that 1200 and 1200.00 are the same."""
    return f"{Decimal(value):.2f}"


def packed_member(member) -> str:
    told = {name: f"{getattr(member, name)}" for name in NEWCOMER_ANSWERS}
    return pack_values(told | {BIRTH_DATE: member.born})


def column_as_answer(question, value) -> str:
    """Return the value of a column as an answer to its question."""
    if question.is_yes_or_no:
        return YES_NO[value]
    if value is None:
        return NOTHING_SAID
    return amount_to_cent(value) if question.kind == NUMBER else f"{value}"


def answer_as_column(question, answer: str):
    """Return an answer as its column holds it; no answer is empty, or null where the column is no text."""
    if question.is_yes_or_no:
        return {answer: value for value, answer in YES_NO.items()}[answer]
    return None if answer == NOTHING_SAID and question.kind in (NUMBER, DATE) else answer


def is_about_member(thing) -> bool:
    return thing[0] == "m" and "-" in thing


def member_pk_of_thing(thing) -> int:
    return int(thing[1:].partition("-")[0])
