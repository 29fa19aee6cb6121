"""Whose an undivided amount was, when somebody has left: the family says so, and it leaves with them. Wu died in July;
his widow Lin stays."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from accounts.models import AccessEvent
from core.dates import add_months
from households.choices import IncomeQuestionReason
from households.income.leavers import ask_about_leavers
from households.income.statements import income_line, tell_income
from households.income.whose import give_income_to_leaver, questions_with_leavers
from households.models import IncomeQuestion, IncomeRecord, IncomeStatement
from povwatch.tests.factories import household, member, person

pytestmark = pytest.mark.django_db
TODAY, DIED = dt.date(2026, 11, 29), dt.date(2026, 7, 15)


@pytest.fixture(autouse=True)
def on_that_sunday():
    with time_machine.travel("2026-11-29T10:00+08:00", tick=False):
        yield


@pytest.fixture
def family(heyi):
    family = household(heyi, people=0)
    family.wu = member(family, name="Wu", relation="head")
    family.lin = member(family, name="Lin", relation="spouse")
    return family


def told(family, lines, *, first=dt.date(2025, 11, 1), months=1, teller="registry", on=None):
    lines = [income_line(item, yuan, **whose) for item, yuan, whose in lines]
    return tell_income(
        family, teller=teller, told_on=on or add_months(first, months), first_month=first, months=months, lines=lines
    )


def monthly(family, *lines):
    """Twelve months, November to October, each told for itself."""
    return [told(family, lines, first=add_months(dt.date(2025, 11, 1), n)) for n in range(12)]


def leave(family, on=DIED):
    family.wu.left_on, family.wu.left_reason = on, "died"
    family.wu.save()
    ask_about_leavers([family.pk])


def asked(family, item):
    return IncomeQuestion.objects.open().get(household=family, item=item, reason=IncomeQuestionReason.LEFT)


def amount_of(family, item, *, month, of=None) -> int:
    """What counts of an item in a month: of a person, or of nobody by name."""
    rows = IncomeRecord.objects.filter(household=family, item=item, member=of).between(month, add_months(month, 1))
    return sum(row.amount for row in rows)


def test_the_pension_of_the_dead_leaves_with_him_and_the_wages_stay(family, lan):
    monthly(family, ("wages_labour", 3000, {}), ("pension", 100, {}))
    leave(family)
    assert give_income_to_leaver(asked(family, "pension"), family.wu, by=lan) == 9  # November to July
    june, august = dt.date(2026, 6, 1), dt.date(2026, 8, 1)
    assert amount_of(family, "pension", month=june) == 0
    assert amount_of(family, "pension", month=june, of=family.wu) == 100
    assert amount_of(family, "pension", month=august) == 100  # told after his death: somebody else's
    assert amount_of(family, "wages_labour", month=june) == 3000
    assert not IncomeQuestion.objects.open().filter(household=family, item="pension").exists()
    assert asked(family, "wages_labour")


def test_each_statement_keeps_its_day_and_teller_and_what_it_says_besides(family, lan):
    told(family, [("pension", 1200, {}), ("crops", 6110, {})], months=12, teller="update")
    leave(family)
    before = IncomeStatement.objects.get(household=family)
    give_income_to_leaver(asked(family, "pension"), family.wu, by=lan)
    before.refresh_from_db()
    after = IncomeStatement.objects.standing().get(household=family)
    assert before.withdrawn_at and before.lines[0] == income_line("pension", 1200)
    assert (after.told_on, after.teller, after.months, after.asked) == (before.told_on, "update", 12, before.asked)
    assert after.lines == [income_line("crops", 6110), income_line("pension", 1200, member=family.wu)]


def test_of_an_undivided_amount_only_what_is_beyond_the_named_is_his(family, lan):
    named, others = {"member": family.lin}, {"others": True}
    told(family, [("wages_labour", 5000, {}), ("wages_labour", 2000, named), ("wages_labour", 500, others)])
    leave(family, on=dt.date(2026, 1, 1))
    give_income_to_leaver(asked(family, "wages_labour"), family.wu, by=lan)
    november = dt.date(2025, 11, 1)
    assert amount_of(family, "wages_labour", month=november, of=family.lin) == 2000
    assert amount_of(family, "wages_labour", month=november, of=family.wu) == 3000  # 2,500 undivided, 500 of the others
    assert amount_of(family, "wages_labour", month=november) == 0
    assert not IncomeQuestion.objects.open().filter(household=family).exists()


@pytest.mark.parametrize(
    ("left_on", "divided"),
    [(dt.date(2026, 2, 1), 3), (dt.date(2026, 2, 2), 4), (dt.date(2026, 1, 31), 3), (dt.date(2025, 11, 2), 1)],
)
def test_only_months_in_which_he_still_belonged_are_divided(family, lan, left_on, divided):
    monthly(family, ("pension", 100, {}))
    leave(family, on=left_on)
    assert give_income_to_leaver(asked(family, "pension"), family.wu, by=lan) == divided


def test_the_portrait_offers_those_who_left_and_the_income_goes(family, lan, client_of):
    monthly(family, ("pension", 100, {}))
    leave(family)
    client, question = client_of(lan), asked(family, "pension")
    address = reverse("households:income-question-give", args=[question.pk, family.wu.pk])
    assert address in client.get(family.get_absolute_url()).content.decode()
    page = client.post(address, follow=True).content.decode()
    assert "Pension is now told of Wu" in page and address not in page
    assert AccessEvent.objects.get(action="income_given_to_leaver").details == {"statements": 9}


def test_who_stayed_is_not_offered_nor_somebody_entered_by_mistake(family, lan):
    monthly(family, ("pension", 100, {}))
    member(family, name="Wrong", left_on=DIED, left_reason="error")
    leave(family)
    [question] = questions_with_leavers(IncomeQuestion.objects.open().filter(household=family), family)
    assert question.leavers == [family.wu]


def test_others_may_not_and_a_second_press_changes_nothing(family, lan, su, shuikou, client_of):
    monthly(family, ("pension", 100, {}))
    leave(family)
    question = asked(family, "pension")
    address = reverse("households:income-question-give", args=[question.pk, family.wu.pk])
    assert client_of(su).post(address).status_code == 403
    assert client_of(person("hu", "caseworker", shuikou)).post(address).status_code == 404
    assert give_income_to_leaver(question, family.wu, by=lan) == 9
    assert give_income_to_leaver(question, family.wu, by=lan) == 0
    lin = reverse("households:income-question-give", args=[question.pk, family.lin.pk])
    assert client_of(lan).post(lin).status_code == 404  # she did not leave


def test_a_household_that_was_closed_is_not_changed_any_more(family, lan, client_of):
    monthly(family, ("pension", 100, {}))
    leave(family)
    family.state = "extinct"
    family.save()
    question = asked(family, "pension")
    page = client_of(lan).post(
        reverse("households:income-question-give", args=[question.pk, family.wu.pk]), follow=True
    )
    assert "no longer on file" in page.content.decode()
    page = client_of(lan).post(reverse("households:income-question", args=[question.pk]), follow=True)
    assert "no longer on file" in page.content.decode()
    assert asked(family, "pension") and amount_of(family, "pension", month=dt.date(2026, 6, 1)) == 100
