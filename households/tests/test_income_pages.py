"""What pages and the command `explain` tell of a household's income. Today is 29 November 2026, the
window November 2025 to October 2026."""

import datetime as dt
from decimal import Decimal
from io import StringIO

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from accounts.models import AccessEvent
from households.choices import LeftReason, Teller
from households.income.explain import explain_income
from households.income.questions import settle_income_question
from households.models import IncomeQuestion, IncomeRecord, IncomeStatement
from households.registry.income import income_context
from policy.parameters import parameters_on
from povwatch.tests.factories import household, member, person, told

TODAY = dt.date(2026, 11, 29)
YEAR, OCTOBER = {"first": dt.date(2025, 10, 1), "months": 12, "on": dt.date(2026, 11, 1)}, dt.date(2026, 10, 1)
WORK = "wages_labour"


@pytest.fixture(autouse=True)
def on_that_day():
    with time_machine.travel(dt.datetime(2026, 11, 29, 2, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def family(heyi):
    return household(heyi, people=1)


@pytest.fixture
def son(family):
    return member(family, name="Sample Son")


@pytest.fixture
def question(family, son):
    told(family, {WORK: 5_000, (WORK, son): 8_000}, **YEAR)
    return IncomeQuestion.objects.get(household=family)


def portrait(client, family):
    return client.get(family.get_absolute_url()).content.decode()


def explained(*words, **options):
    """What the command prints, with the checks that run before it on a command line."""
    out = StringIO()
    call_command("explain", *words, stdout=out, skip_checks=False, **options)
    return out.getvalue()


# ------------------------------------------------------------------------------------------------------------ the panel


def test_the_panel_says_how_many_months_are_known_and_what_is_carried(family, lan, client_of):
    told(family, {WORK: 24_000}, **YEAR)
    page = portrait(client_of(lan), family)
    assert "11 of 12 months known" in page
    assert "1 carried forward from earlier statements: 2,000 yuan of the sum" in page


def test_the_panel_of_a_year_that_is_known_says_nothing_of_carrying(family, lan, client_of):
    told(family, {WORK: 24_000}, **YEAR)
    told(family, {WORK: 2_000}, first=OCTOBER, on=TODAY)
    page = portrait(client_of(lan), family)
    assert "12 of 12 months known" in page
    assert "carried forward from earlier statements" not in page


def test_a_group_that_is_known_in_some_of_the_months_has_no_sum(family):
    def wages():
        found = income_context(family, family.income.all(), list(family.members.all()), TODAY)
        return found["groups"][0]["now"]

    told(family, {WORK: 2_000}, first=dt.date(2025, 12, 1), on=TODAY)
    assert wages() is None  # told of December, carried from then on, but not of November
    told(family, {WORK: 2_000}, first=dt.date(2025, 11, 1), on=TODAY)
    assert wages() == 24_000


def test_what_somebody_earned_who_left_stands_beside_the_sum(family, son, lan, client_of):
    told(family, {(WORK, son): 12_000, "pension": 1_200}, **YEAR)
    assert "Earned by people who left" not in portrait(client_of(lan), family)
    son.left_on, son.left_reason = TODAY, LeftReason.MOVED
    son.save()
    page = portrait(client_of(lan), family)
    assert "Earned by people who left" in page
    assert "12,000" in page


def test_the_panel_lists_what_was_told_by_whom_and_of_whom(family, son, lan, client_of):
    told(family, {(WORK, son): 3_500}, first=OCTOBER, on=dt.date(2026, 11, 10), teller=Teller.VISIT)
    page = portrait(client_of(lan), family)
    assert "What was told of income" in page
    assert "2026-10" in page
    assert "(Sample Son): 3,500" in page


def test_a_withdrawn_statement_is_not_listed(family, son, lan, client_of):
    told(family, {(WORK, son): 3_500}, first=OCTOBER, on=TODAY)
    IncomeStatement.objects.update(withdrawn_at=dt.datetime(2026, 11, 29, tzinfo=dt.UTC))
    assert "(Sample Son): 3,500" not in portrait(client_of(lan), family)


# -------------------------------------------------------------------------------------------------------- the questions


def test_a_question_stands_on_the_portrait_and_a_caseworker_settles_it(question, family, lan, client_of):
    client = client_of(lan)
    assert "Told by person and undivided" in portrait(client, family)
    page = client.post(f"/households/income-questions/{question.pk}/", follow=True).content.decode()
    assert "The question is settled." in page
    assert "Told by person and undivided" not in page
    question.refresh_from_db()
    assert question.settled_by == lan
    assert AccessEvent.objects.filter(user=lan, action="income_question_settled").count() == 1


def test_a_question_is_settled_once(question, lan, client_of):
    settle_income_question(question, by=lan)
    page = client_of(lan).post(f"/households/income-questions/{question.pk}/", follow=True).content.decode()
    assert "settled or raised anew meanwhile" in page
    assert AccessEvent.objects.filter(action="income_question_settled").count() == 1


def test_who_logs_no_visits_here_settles_nothing(question, su, shuikou, client_of):
    hu = person("hu", "caseworker", shuikou)
    with pytest.raises(PermissionDenied):
        settle_income_question(question, by=su)
    assert client_of(hu).post(f"/households/income-questions/{question.pk}/").status_code == 404
    question.refresh_from_db()
    assert question.settled_at is None


def test_a_settled_question_comes_back_with_another_statement(question, family, son, lan):
    settle_income_question(question, by=lan)
    told(family, {"pension": 100}, first=OCTOBER, on=TODAY)  # says nothing of it
    question.refresh_from_db()
    assert question.settled_at
    told(family, {WORK: 500, (WORK, son): 800}, first=OCTOBER, on=TODAY)
    question.refresh_from_db()
    assert question.settled_at is None


# -------------------------------------------------------------------------------------------------------------- explain


def test_every_yuan_has_its_statement(family, son):
    year = told(family, {WORK: 24_000, "cost_crops": 1_200}, **YEAR)
    visit = told(family, {(WORK, son): 3_500}, first=OCTOBER, on=TODAY, teller=Teller.VISIT, topics=())
    parts = explain_income(family, parameters_on(TODAY, family.county))
    found = {(part.record.item, part.statement.pk, part.months, part.yuan) for part in parts}
    assert found == {
        (WORK, year.pk, 11, Decimal(22_000)), (WORK, visit.pk, 1, Decimal(3_500)),
        ("cost_crops", year.pk, 11, Decimal(-1_100)), ("cost_crops", year.pk, 1, Decimal(-100)),
    }  # fmt: skip


def test_the_command_explains_one_household_without_naming_people(family, son):
    told(family, {(WORK, son): 24_000, "pension": 1_200}, **YEAR)
    words = explained(family.number)
    assert "Sum 25,200.00 yuan, 2 people, 12,600.00 a head, 11 of 12 months known, 1 carried forward." in words
    assert "Sample Son" not in words


def test_the_command_tells_of_those_who_left_and_of_what_is_unknown(family, son):
    told(family, {(WORK, son): 24_000, "pension": 1_200}, **YEAR)
    son.left_on, son.left_reason = TODAY, LeftReason.MOVED
    son.save()
    assert "Sum 1,200.00 yuan, beside it 24,000.00 of people who left" in explained(family.number)
    assert "not known in full" in explained(family.number, as_of=dt.date(2028, 2, 1))


def test_the_command_knows_no_such_household(family):
    with pytest.raises(CommandError, match="no household 999"):
        explained("999")


def test_all_sums_add_up_and_a_wrong_one_is_named(family, son):
    told(family, {(WORK, son): 24_000, "pension": 1_200}, **YEAR)
    assert "the income of all 1 households adds up" in explained()
    IncomeRecord.objects.filter(item="pension").update(statement=None)
    with pytest.raises(CommandError, match=f"1 households do not add up: {family.number}"):
        explained()
