"""The phone and the server find the same faults in the same answers."""

import datetime as dt
import json
import random

import pytest
from django.utils import translation

from visits.questionnaire import answers, questions

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 31)
HOUSE = "\U0001f3e0"  # one character that JavaScript counts as two
ODD = [
    "", " ", "  x ", "\u3000", "yes", "no", "1200", "1200.5", "1200.505", "-1", "1e3", "999999999", "01", "١٢",
    "2026-03-31", "2026-02-30", "2026-13-01", "0000-01-01", "0001-01-01", "2028-02-29", "2026-3-1", "2026-04-01",
    "2026-01-29", "2026-01-30", "2026-03", "2026-00", "2026-04", "2023-02",
    "2023-03", "2025", "2026", "2022", "2021", "year", "13912345678", "1391234", "139-1234", "x" * 121, HOUSE * 120,
    HOUSE * 121, "x" * 301, "x" * 2001, "line\nline", "2026-03-31\n", "\ufeff2026-03-31", "constructor", "__proto__",
    "1956", "1899", "1948", "1949", "2027", "1956-03-02", "1956-02-30", "2026-04",
    "420527195603020018", "420527195603020019", "11010519491231002X", "11010519491231002x", "11010519491231002Y",
    ["flood"], [], ["", "x"], None, 7, True, {"a": 1},
]  # fmt: skip
EXPECTED = [None, "income_crops", [], ["income_crops", "m5-income_wages_labour", "year_pension", "note", "m5-x", 7]]
CHECK = """async ([cases, day, data]) => {
  const { check } = await import("/static/js/phone/validate.js");
  return cases.map(([one, seen]) => check(one, day, seen, data));
}"""


def value_for(question, chance):
    codes = [str(code) for code, _label in question.choices]
    if chance.random() < 0.35:
        return chance.choice(ODD)
    if question.kind == "choices":
        return chance.sample(codes, chance.randint(0, min(3, len(codes)))) + chance.choice([[], ["nothing"]])
    return chance.choice(codes or ODD)


def case(chance):
    members = ["5", "17", "007", "99999999999999999999"][: chance.randint(0, 4)]
    asked = [*questions.QUESTIONS, *(one for pk in members for one in questions.member_questions(pk))]
    chosen = chance.sample(asked, chance.randint(0, len(asked)))
    strange = {"unknown": "x", "m5-nothing": "y", "m-labour": "z", "mx-labour": "z"}
    return {one.name: value_for(one, chance) for one in chosen} | (strange if chance.random() < 0.2 else {})


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_phone_and_server_find_the_same_faults(page_of, lan, settings, language):
    """Guards against a visit that the phone calls finished and the server refuses, or the other way round."""
    chance = random.Random(20260331)
    cases = [(case(chance), case(chance) | {"expected": chance.choice(EXPECTED)}) for _ in range(400)]
    with translation.override(language):
        expected = [answers.check_answers(one, DAY, seen) for one, seen in cases]
        data = json.loads(json.dumps(questions.questionnaire_data()))
    page = page_of(lan, "/visits/phone/", width=360)
    found = page.evaluate(CHECK, [cases, f"{DAY}", data])
    assert sum(map(len, expected)) > 400
    for given, ours, theirs in zip(cases, expected, found, strict=True):
        assert ours == theirs, given
