"""Cleaning and checking the answers of a visit. The phone does the same in static/js/phone/validate.js; a test gives
both the same answers and compares."""

import datetime as dt
import re
from decimal import Decimal

from core.dates import accounting_year, add_months

from .declare import (
    ANSWER_MESSAGES,
    ANSWER_PATTERNS,
    BIRTH,
    CHOICE,
    CHOICES,
    DATE,
    GIVEN,
    ID_NUMBER,
    LONG,
    MONTH,
    NUMBER,
    PAST_YEAR,
    PHONE,
    TEXT,
    TIME,
    YEAR,
)
from .income import expected_items
from .questions import QUESTIONS, member_questions

BLANK_CHARACTERS = " \t\r\n\u00a0\u3000"  # removed from both ends of an answer, on phone and server


def questions_for_answers(answers) -> list:
    """Return every question that these answers may answer: those asked once, and those about each member they name."""
    members = sorted({int(name[1]) for answer in answers if (name := re.fullmatch(r"m([0-9]{1,18})-\w+", answer))})
    return [*QUESTIONS, *(question for pk in members for question in member_questions(pk))]


def clean_answers(answers: dict) -> dict:
    """Return the known questions that were asked, with their answers without surrounding blanks."""
    known = {question.name: question for question in questions_for_answers(answers)}
    trimmed = {name: trim_answer(answers.get(name)) for name in known}
    return {name: value for name, value in trimmed.items() if value and is_question_asked(known[name], known, trimmed)}


def trim_answer(value):
    """Return a text without surrounding blanks, a list as a list of texts; anything else is no answer."""
    if isinstance(value, list):
        return [one for one in value if isinstance(one, str) and one]
    return value.strip(BLANK_CHARACTERS) if isinstance(value, str) else ""


def condition_holds(when, answers) -> bool:
    answer = answers.get(when.name) or ""
    if when.values == GIVEN:
        return bool(answer)
    return bool(set(answer if isinstance(answer, list) else [answer]) & set(when.values))


def is_question_asked(question, known, answers) -> bool:
    """Whether the answer that a question depends on was given, and that question was asked itself."""
    return all(
        condition_holds(when, answers) and is_question_asked(known[when.name], known, answers)
        for when in (question.when, question.and_when)
        if when
    )


def check_answers(answers: dict, day: dt.date, seen: dict | None = None) -> dict:
    """Return {field: [what to do]} for everything wrong with these answers on `day`; empty when all is well. `seen` are
    the answers that the form was shown with. The phone checks the same before a visit is finished
    (static/js/phone/validate.js)."""
    known = {question.name: question for question in questions_for_answers(answers)}
    cleaned, wrong = clean_answers(answers), {}
    seen = seen or {}
    told = {question.group for name, question in known.items() if name in cleaned} - {""}
    changed = {known[name].group for name, answer in cleaned.items() if answer != seen.get(name)} - {""}
    waiting = {name for name, _item in expected_items(seen) if name in known and known[name].group in changed}
    for question in known.values():
        if is_question_asked(question, known, cleaned):
            emptied = question.group in told and bool(trim_answer(seen.get(question.name)))
            left_out = "emptied" if emptied else "expected" if question.name in waiting else ""
            if message := answer_problem(question, cleaned, day, left_out=left_out):
                wrong[question.name] = [message]
    return wrong


def answer_problem(question, answers, day, *, left_out="") -> str:
    """Return the first thing wrong with the answer to one question, in words; empty when nothing is.

    `left_out` says why no answer is wrong, because nobody knows whether it is nothing now or was not asked: "emptied",
    one that was shown is gone, or "expected", it comes in this season, and something else of its group is told."""
    value = answers.get(question.name)
    if not value:
        needed = question.required or (question.required_when and condition_holds(question.required_when, answers))
        if needed:
            return answer_message("required", question)
        return answer_message(left_out, question) if left_out and not has_left(question, answers) else ""
    return ANSWER_CHECKS[question.kind](question, value, day)


def has_left(question, answers) -> bool:
    """Whether a question is about a member of whom these answers say that they left."""
    return bool(answers.get(f"{question.name.partition('-')[0]}-left_reason"))


def answer_message(code, question, **more) -> str:
    words = {"label": question.label, "least": question.least, "most": question.most, "length": question.length, **more}
    return str(ANSWER_MESSAGES[code]).format(**words)


def check_text_answer(question, value, day):
    if not isinstance(value, str) or (question.length and len(value) > question.length):
        return answer_message("length", question)
    return ""


def check_pattern_answer(question, value, day):
    return "" if matches_answer_pattern(question.kind, value) else answer_message(question.kind, question)


def matches_answer_pattern(kind, value) -> bool:
    return isinstance(value, str) and ANSWER_PATTERNS[kind].fullmatch(value) is not None


def check_number_answer(question, value, day):
    if not matches_answer_pattern(NUMBER, value):
        return answer_message("number", question)
    if question.least is not None and Decimal(value) < question.least:
        return answer_message(question.below, question)
    return answer_message("most", question) if question.most is not None and Decimal(value) > question.most else ""


def check_date_answer(question, value, day):
    given = parse_answer_day(value)
    if given is None:
        return answer_message("date", question)
    if question.earliest is not None and given < (limit := day + dt.timedelta(question.earliest)):
        return answer_message("early", question, day=limit.isoformat())
    if question.latest is not None and given > (limit := day + dt.timedelta(question.latest)):
        return answer_message("late", question, day=limit.isoformat())
    return ""


def check_month_answer(question, value, day):
    return check_period_answer(question, value, lambda shift: f"{add_months(day, shift):%Y-%m}")


def check_year_answer(question, value, day):
    return check_period_answer(question, value, lambda shift: f"{accounting_year(day) + shift}")


def check_period_answer(question, value, shifted):
    """Check a month or a year; `shifted` returns the one that lies so many months or years from the usual one."""
    if not matches_answer_pattern(question.kind, value):
        return answer_message(question.kind, question)
    if question.earliest is not None and value < (limit := shifted(question.earliest)):
        return answer_message("too_early", question, day=limit)
    if question.latest is not None and value > (limit := shifted(question.latest)):
        return answer_message("too_late", question, day=limit)
    return ""


def check_past_year_answer(question, value, day):
    """Check a year of the calendar that is not over, or earlier."""
    if not matches_answer_pattern(PAST_YEAR, value):
        return answer_message(PAST_YEAR, question)
    if question.least is not None and int(value) < question.least:
        return answer_message("too_early", question, day=question.least)
    return answer_message("too_late", question, day=day.year) if int(value) > day.year else ""


def check_birth_answer(question, value, day):
    """Check a birth date, or a year alone; neither lies ahead."""
    if not matches_answer_pattern(BIRTH, value) or (len(value) > 4 and parse_answer_day(value) is None):
        return answer_message(BIRTH, question)
    limit = day.isoformat()
    return answer_message("late", question, day=limit) if value > limit[: len(value)] else ""


def check_id_number_answer(question, value, day):
    fits = matches_answer_pattern(ID_NUMBER, value) and id_check_character(value) == value[-1].upper()
    return "" if fits else answer_message(ID_NUMBER, question)


def id_check_character(number) -> str:
    """Return the last character that the first seventeen digits of an ID number ask for (ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(number[:17]))
    return "10X98765432"[total % 11]


def parse_answer_day(value) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value) if matches_answer_pattern(DATE, value) else None
    except ValueError:
        return None


def check_choice_answer(question, value, day):
    codes = {str(code) for code, _label in question.choices}
    given = value if isinstance(value, list) else [value]
    fits = isinstance(value, list) == (question.kind == CHOICES)
    return "" if fits and set(given) <= codes else answer_message("choice", question)


ANSWER_CHECKS = {
    TEXT: check_text_answer,
    LONG: check_text_answer,
    DATE: check_date_answer,
    MONTH: check_month_answer,
    YEAR: check_year_answer,
    PAST_YEAR: check_past_year_answer,
    PHONE: check_pattern_answer,
    BIRTH: check_birth_answer,
    ID_NUMBER: check_id_number_answer,
    TIME: check_pattern_answer,
    NUMBER: check_number_answer,
    CHOICE: check_choice_answer,
    CHOICES: check_choice_answer,
}
