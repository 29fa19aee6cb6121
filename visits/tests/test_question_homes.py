"""Every answer has a place: what is asked is kept where the question says."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from core.dates import accounting_months, accounting_year, add_months, month_number, today
from households.models import GuaranteeCheck, IncomeRecord, Member, RegistryChange, WorkSpell
from povwatch.tests.factories import household, member
from visits.observations.things import column_as_answer
from visits.questionnaire.declare import (
    BIRTH,
    CHOICE,
    CHOICES,
    DATE,
    ID_NUMBER,
    MONTH,
    NUMBER,
    PAST_YEAR,
    PHONE,
    TEXT,
    TIME,
    YEAR,
    Keeps,
    Question,
)
from visits.questionnaire.homes import check_question_homes
from visits.questionnaire.questions import ALL_QUESTIONS

from .told import visit

LAST_MONTH = add_months(today(), -1)
MONTH_ASKED = f"{LAST_MONTH:%Y-%m}"
LAST_YEAR = f"{accounting_year(today())}"
FIXED = {  # answers on which others hang, or that no visit can give at will
    "result": "met",
    "purpose": "routine", "way": "in_person", "visited_on": f"{today()}", "shocks": ["99"], "income_asked": "yes",
    "income_month": MONTH_ASKED, "check_water": "not_met", "water_problem": "out", "m*-work": "working",
    "m*-school_stage": "none", "m*-left_reason": "", "m*-income_post": "yes", "m*-year_post": "yes",
    "m*-has_allowance": "yes",
}  # fmt: skip
LIKELY = {
    TEXT: "Said so",
    NUMBER: "1200.00",
    MONTH: MONTH_ASKED,
    YEAR: LAST_YEAR,
    PAST_YEAR: "2003",
    PHONE: "13800000009",
    BIRTH: "1956",
    ID_NUMBER: "420527195603020018",
    TIME: "14:30",
}


def answer_to(question):
    """Return a valid answer: of a choice the last one, so that no default passes for an answer."""
    if question.name in FIXED:
        return FIXED[question.name]
    if question.kind == DATE:
        return f"{today()}"  # of the moment: the tests may run over midnight
    last = [code for code, _label in question.choices][-1:]
    return (
        last
        if question.kind == CHOICES
        else last[0]
        if question.kind == CHOICE
        else LIKELY.get(question.kind, "Said so")
    )


@pytest.fixture(params=["yes", "year"])
def answered(request, heyi, lan):
    """(visit, member, newcomer): everything was asked and answered, income of a month or of a year."""
    home = household(heyi, people=0, house_grade="")
    somebody = member(home, name="Sample Chen", labour="", insurance="", school_stage="", sex="male", relation="head")
    given = {one.name.replace("m*", f"m{somebody.pk}"): answer_to(one) for one in ALL_QUESTIONS}
    given["income_asked"] = request.param
    made = visit(home, lan, {name: answer for name, answer in given.items() if answer})
    somebody.refresh_from_db()
    newcomers = Member.objects.exclude(pk=somebody.pk)
    return made, somebody, newcomers.first()


def kept_answer(question, made, somebody, newcomer):
    """Return the answer as it was stored."""
    if question.keeps == Keeps.VISIT:
        held = getattr(made, question.column)
        return held if question.kind == CHOICES else f"{held:%H:%M}" if question.kind == TIME else f"{held}"
    if question.keeps == Keeps.CHECK:
        held = getattr(GuaranteeCheck.objects.get(), question.column.removeprefix("check_"))
        return {True: "met", False: "not_met"}.get(held, f"{held}")
    if question.keeps == Keeps.INCOME:
        period, item = question.column.split("_", 1)
        start = {"income": LAST_MONTH, "year": accounting_months(int(LAST_YEAR)).start}[period]
        whose = somebody if question.name.startswith("m") else None
        told = IncomeRecord.objects.filter(item=item, told_until=None, start=month_number(start), member=whose).first()
        return told and f"{told.amount * (12 if period == 'year' else 1)}"
    if question.keeps == Keeps.WORK:
        spell = WorkSpell.objects.get(member=somebody)
        return {"work": "working", "work_place": spell.place, "work_wage": f"{spell.monthly_wage}",
                "work_since": f"{spell.started_on}"}[question.column]  # fmt: skip
    if question.keeps == Keeps.FAMILY:
        family = RegistryChange.objects.get(kind="home")
        if question.name == "fam-note":
            return family.reason
        n = int(question.name.partition("-")[0][3:] or 0)
        return f"{(family.values['people'][n - 1] if n else family.values).get(question.column)}"
    if question.keeps == Keeps.PROPOSAL:
        about = {"member": somebody} if question.name.startswith("m*-") else {"kind": "household"}
        proposed = RegistryChange.objects.get(**about).values.get(question.column)
        return {True: "yes", False: "no"}.get(proposed, f"{proposed}")
    about = {Keeps.MEMBER: somebody, Keeps.HOUSEHOLD: made.household, Keeps.NEWCOMER: newcomer}[question.keeps]
    about.refresh_from_db()
    return about.born if question.kind == BIRTH else column_as_answer(question, getattr(about, question.column))


LEAVING = {Keeps.LEAVING, Keeps.WHOSE}  # asked of those who left
ASKED = [one for one in ALL_QUESTIONS if one.keeps not in {Keeps.ASKING, *LEAVING} and one.column != "is"]


def test_every_answer_is_found_again_where_its_question_says(answered, request):
    other_period = {"yes": "year_", "year": "income_"}[request.node.callspec.params["answered"]]
    lost = {
        one.name: (kept_answer(one, *answered), answer_to(one))
        for one in ASKED
        if one.name.partition("-")[0] not in ("new2", "new3")
        and not one.name.removeprefix("m*-").startswith(other_period)
        and kept_answer(one, *answered) != answer_to(one)
    }
    assert lost == {} and len(ASKED) > 50


def test_who_left_is_kept_with_the_day_and_the_reason(heyi, lan):
    somebody = member(household(heyi, people=0), name="Sample Chen")
    visit(somebody.household, lan, {f"m{somebody.pk}-left_reason": "married", f"m{somebody.pk}-left_on": f"{today()}"})
    somebody.refresh_from_db()
    assert (somebody.left_reason, somebody.left_on) == ("married", today())


def test_a_question_says_where_its_answer_goes():
    with pytest.raises(TypeError, match="keeps"):
        Question("pets", TEXT, "Pets")


@pytest.mark.parametrize("home", list(Keeps))
def test_a_question_whose_answer_would_be_thrown_away_stops_the_start(home):
    name = {Keeps.MEMBER: "m*-pets", Keeps.WORK: "m*-pets", Keeps.LEAVING: "m*-pets", Keeps.NEWCOMER: "new1-pets"}
    with pytest.raises(ImproperlyConfigured, match="'.*pets' would be thrown away"):
        check_question_homes([Question(name.get(home, "pets"), TEXT, "Pets", keeps=home)])


def test_a_choice_of_a_visit_needs_a_column_that_holds_its_code():
    with pytest.raises(ImproperlyConfigured, match="no 'visited_on' that holds such an answer"):
        check_question_homes([Question("visited_on", CHOICE, "Late", (("yes", "Yes"),), keeps=Keeps.VISIT)])
