"""What was answered, and what is wrong with it. The phone does the same in static/js/phone/validate.js; a test gives
both the same answers and compares."""

import datetime as dt
import re
from decimal import Decimal

from django.utils.translation import gettext

from .questions import (
    CHOICE,
    CHOICES,
    DATE,
    LONG,
    MESSAGES,
    MONTH,
    NUMBER,
    PATTERNS,
    PHONE,
    QUESTIONS,
    TEXT,
    about_member,
)  # fmt: skip

BLANKS = " \t\r\n\u00a0\u3000"  # what phone and server both take off the ends of an answer


def questions_for(answers) -> list:
    """Every question that these answers may answer: those asked once, and those about each member they name."""
    members = sorted({int(name[1]) for answer in answers if (name := re.fullmatch(r"m([0-9]{1,18})-\w+", answer))})
    return [*QUESTIONS, *(question for pk in members for question in about_member(pk))]


def clean(answers: dict) -> dict:
    """What was really answered: known questions that were asked, without blanks around the answer."""
    known = {question.name: question for question in questions_for(answers)}
    trimmed = {name: trim(answers.get(name)) for name in known}
    return {name: value for name, value in trimmed.items() if value and is_asked(known[name], known, trimmed)}


def trim(value):
    """A text without blanks around it; a list as a list of texts; anything else is no answer."""
    if isinstance(value, list):
        return [one for one in value if isinstance(one, str) and one]
    return value.strip(BLANKS) if isinstance(value, str) else ""


def holds(when, answers) -> bool:
    answer = answers.get(when.name) or ""
    return bool(set(answer if isinstance(answer, list) else [answer]) & set(when.values))


def is_asked(question, known, answers) -> bool:
    """Whether the answer it hangs on was given, and that one was asked itself."""
    if question.when is None:
        return True
    return holds(question.when, answers) and is_asked(known[question.when.name], known, answers)


def check(answers: dict, day: dt.date) -> dict:
    """{field: [what to do]} for everything wrong with these answers on `day`; empty when all is well. The phone checks
    the same before it lets a visit wait (static/js/phone/validate.js)."""
    known = {question.name: question for question in questions_for(answers)}
    cleaned, wrong = clean(answers), {}
    for question in known.values():
        if is_asked(question, known, cleaned) and (message := problem(question, cleaned, day)):
            wrong[question.name] = [message]
    return wrong


def problem(question, answers, day) -> str:
    """The first thing wrong with the answer to one question, in words; empty when nothing is."""
    value = answers.get(question.name)
    if not value:
        needed = question.required or (question.required_when and holds(question.required_when, answers))
        return say("required", question) if needed else ""
    return CHECKS[question.kind](question, value, day)


def say(code, question, **more) -> str:
    words = {"label": question.label, "least": question.least, "most": question.most, "length": question.length, **more}
    return gettext(MESSAGES[code]).format(**words)


def check_text(question, value, day):
    if not isinstance(value, str) or (question.length and len(value) > question.length):
        return say("length", question)
    return ""


def check_pattern(question, value, day):
    return "" if matches(question.kind, value) else say(question.kind, question)


def matches(kind, value) -> bool:
    return isinstance(value, str) and PATTERNS[kind].fullmatch(value) is not None


def check_number(question, value, day):
    if not matches(NUMBER, value):
        return say("number", question)
    if question.least is not None and Decimal(value) < question.least:
        return say("least", question)
    return say("most", question) if question.most is not None and Decimal(value) > question.most else ""


def check_date(question, value, day):
    given = as_day(value)
    if given is None:
        return say("date", question)
    if question.earliest is not None and given < (limit := day + dt.timedelta(question.earliest)):
        return say("early", question, day=limit.isoformat())
    if question.latest is not None and given > (limit := day + dt.timedelta(question.latest)):
        return say("late", question, day=limit.isoformat())
    return ""


def as_day(value) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value) if matches(DATE, value) else None
    except ValueError:
        return None


def check_choice(question, value, day):
    codes = {str(code) for code, _label in question.choices}
    given = value if isinstance(value, list) else [value]
    fits = isinstance(value, list) == (question.kind == CHOICES)
    return "" if fits and set(given) <= codes else say("choice", question)


CHECKS = {
    TEXT: check_text, LONG: check_text, DATE: check_date, MONTH: check_pattern, PHONE: check_pattern,
    NUMBER: check_number, CHOICE: check_choice, CHOICES: check_choice,
}  # fmt: skip
