"""The form offers what stands on file of the month or year asked about, and nothing of another. Today is 29 November
2026; the last full month is October."""

import datetime as dt

import pytest
import time_machine

from households.choices import Teller
from households.models import IncomeStatement
from povwatch.tests.factories import household, member, told
from visits.observations.prefill import prefilled_forms
from visits.questionnaire.answers import check_answers

from .test_pages_form import opened, url
from .told import visit

TODAY = dt.date(2026, 11, 29)
HARVEST = {"crops": 6110, "cost_crops": 900, "business_other": 200, "pension": 120}
MONTHS = {month: dt.date(2026, month, 1) for month in range(1, 12)} | {0: dt.date(2025, 10, 1)}


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel(dt.datetime(2026, 11, 29, 2, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def wang(heyi):
    return member(household(heyi, people=0), name="Sample Wang", relation="head")


@pytest.fixture
def family(wang):
    return wang.household


def form_of(family, month="2026-10", year="2026"):
    """Return (what the form shows about a month and a year, the words beside its fields)."""
    seen, income = prefilled_forms([family], TODAY)[family.pk]
    return income.seen_about(seen, month, year), income.hints_about(month, year)


def amounts(seen):
    return {
        name: one for name, one in seen.items() if name[:7] == "income_" and name not in ("income_month", "income_year")
    }


def of_month(family, month, topics=(1, 2, 4, 5)):
    """{item: yuan} of one month as the records have it, known and carried."""
    number = month.year * 12 + month.month - 1
    rows = family.income.amounts().filter(start__lte=number, end__gt=number, topic__in=topics)
    return {row.item: float(row.amount) for row in rows if row.amount}


def confirm(family, by, month="2026-10", **changed):
    seen, _hints = form_of(family, month)
    return visit(family, by, {**seen, "income_asked": "yes", **changed}, seen=seen)


def faults(family, month="2026-10", **changed):
    seen, _hints = form_of(family, month)
    given = {
        **seen,
        "result": "met",
        "people_met": "The head",
        "purpose": "routine",
        "way": "phone",
        "visited_on": f"{TODAY}",
        "income_asked": "yes",
        **changed,
    }
    return check_answers(given, TODAY, seen)


# ---------------------------------------------------------------------------------------------- what the form offers


@pytest.mark.parametrize(
    ("month", "offered"),
    [
        ("2026-09", {}),
        ("2026-10", {"crops": "6110.00", "cost_crops": "900.00", "business_other": "200.00", "pension": "120.00"}),
        ("2026-11", {"business_other": "200.00", "pension": "120.00"}),
        ("2026-12", {"business_other": "200.00", "pension": "120.00"}),
    ],
)
def test_each_month_is_offered_its_own_and_what_goes_on_from_the_month_before(family, month, offered):
    """Guards against a harvest of October offered in November, and amounts of October told of September."""
    told(family, HARVEST, first=MONTHS[10], on=dt.date(2026, 11, 2), teller=Teller.VISIT)
    seen, _hints = form_of(family, month)
    assert amounts(seen) == {f"income_{item}": yuan for item, yuan in offered.items()}


def test_beside_each_field_stands_where_its_amount_came_from(family):
    told(family, HARVEST, first=MONTHS[10], on=dt.date(2026, 11, 2), teller=Teller.VISIT)
    _seen, october = form_of(family)
    _seen, november = form_of(family, "2026-11")
    assert october["income_crops"] == "Source: Visit, 2 Nov 2026."
    assert november["income_pension"] == "As in October 2026. Source: Visit, 2 Nov 2026."
    assert november["income_crops"] == "October 2026: 6,110 yuan (Visit)", "shown with its month, and not filled in"


def test_a_yearly_total_is_named_as_one(family):
    told(family, {"crops": 12_000}, first=MONTHS[0], months=12, on=dt.date(2026, 10, 20))
    seen, hints = form_of(family, "2026-11")
    assert "income_crops" not in seen
    assert hints["income_crops"] == "October 2025 to September 2026: 12,000 yuan in total (Registry)"


@pytest.mark.parametrize(("year", "offered"), [("2025", None), ("2026", "24000.00")])
def test_a_year_is_offered_its_own(family, year, offered):
    """Guards against the amounts of 2026 told of the year before."""
    told(family, {"wages_labour": 24_000}, first=MONTHS[0], months=12, on=dt.date(2026, 10, 20))
    assert form_of(family, year=year)[0].get("year_wages_labour") == offered


@pytest.mark.parametrize(("month", "offered"), [("2026-11", True), ("2026-12", False)])
def test_what_goes_on_is_filled_in_for_three_months(family, wang, month, offered):
    """September is the last month of the year that was told: October, November and, on a phone that is offline,
    December."""
    told(family, {("wages_labour", wang): 24_000}, first=MONTHS[0], months=12, on=dt.date(2026, 10, 20))
    seen, hints = form_of(family, month)
    name = f"m{wang.pk}-income_wages_labour"
    assert (name in seen) == offered and name in hints


# ------------------------------------------------------------------------------ what comes in its season and is carried


def last_years_harvest(family):
    """Crops and a pension told of October 2025, and of every month since but for this October."""
    told(family, {"crops": 6110, "business_other": 200}, first=MONTHS[0], on=dt.date(2025, 11, 2))
    rest = {"business_other": 200 * 11}
    told(family, rest, first=dt.date(2025, 11, 1), months=11, on=dt.date(2026, 10, 1))


def test_one_press_does_not_make_last_years_harvest_nothing(family, lan):
    """Guards against 6,110 yuan that vanish because a visit confirmed the rest of the month."""
    last_years_harvest(family)
    before = of_month(family, MONTHS[10])
    assert before == {"crops": 6110, "business_other": 200}
    seen, hints = form_of(family)
    assert "income_crops" not in seen and seen["expected"] == ["income_crops"]
    assert hints["income_crops"] == "October 2025: 6,110 yuan (Registry)"
    confirm(family, lan)
    assert of_month(family, MONTHS[10]) == before


def test_who_tells_the_rest_anew_is_asked_for_the_harvest(family, lan):
    last_years_harvest(family)
    assert faults(family) == {}
    fault = faults(family, income_business_other="300")
    assert list(fault) == ["income_crops"] and "came in this month before" in fault["income_crops"][0]
    assert faults(family, income_business_other="300", income_crops="0") == {}
    confirm(family, lan, income_business_other="300", income_crops="5000")
    assert of_month(family, MONTHS[10]) == {"crops": 5000, "business_other": 300}


def test_in_a_month_without_a_harvest_last_year_nobody_is_asked_for_one(family):
    last_years_harvest(family)
    assert faults(family, month="2026-11", income_business_other="300") == {}


# ---------------------------------------------------------------------------------------------------- whose it stays


def test_what_is_on_file_of_one_person_stays_theirs_when_it_is_left_as_shown(family, wang, lan):
    """Guards against a pension of one person that becomes everybody's, and is lost by a form that does not show it."""
    li = member(family, name="Sample Li")
    lines = {("pension", wang): 120, ("pension", li): 100, "pension": 250, "allowance": 300}
    told(family, lines, first=MONTHS[10], on=dt.date(2026, 11, 2))
    assert form_of(family)[0]["income_pension"] == "250.00"
    confirm(family, lan)
    lines = IncomeStatement.objects.get(source_visit__isnull=False).lines
    pensions = {line.get("member"): line["amount"] for line in lines if line["item"] == "pension"}
    assert pensions == {wang.pk: "120.00", li.pk: "100.00", None: "30.00"}


def test_the_pension_of_somebody_who_left_on_this_visit_is_not_told_again(family, wang, lan):
    li = member(family, name="Sample Li")
    told(family, {("pension", wang): 120, ("pension", li): 100}, first=MONTHS[10], on=dt.date(2026, 11, 2))
    confirm(family, lan, **{f"m{li.pk}-left_reason": "died", f"m{li.pk}-left_on": "2026-11-20"})
    [line] = IncomeStatement.objects.get(source_visit__isnull=False).lines
    assert (line["member"], line["amount"]) == (wang.pk, "120.00")
    assert form_of(family, "2026-11")[0]["income_pension"] == "120.00", "nor offered again"


# ------------------------------------------------------------------------------------------- a bill of this very month


def test_a_bill_that_is_on_file_is_shown_and_not_told_twice(family, lan):
    told(family, {"out_of_pocket": 5000}, first=MONTHS[10], on=dt.date(2026, 11, 2), topics=())
    assert form_of(family)[0]["income_out_of_pocket"] == "5000.00"
    assert "income_out_of_pocket" not in form_of(family, "2026-11")[0]
    confirm(family, lan)
    assert of_month(family, MONTHS[10], topics=[62]) == {"out_of_pocket": 5000}
    assert not IncomeStatement.objects.exclude(source_visit=None).exists()
    confirm(family, lan, income_out_of_pocket="5800")
    assert of_month(family, MONTHS[10], topics=[62]) == {"out_of_pocket": 5800}


# ------------------------------------------------------------------------------------------------- without a script


def test_without_a_script_a_month_that_was_changed_is_shown_with_its_own_amounts_first(family, lan, client_of):
    """Guards against amounts of October that are told of September because nobody looked again."""
    told(family, {"pension": 120, "allowance": 50}, first=MONTHS[10], on=dt.date(2026, 11, 2))
    told(family, {"pension": 110}, first=MONTHS[9], on=dt.date(2026, 11, 2))
    client = client_of(lan)
    held = {"amounts_month": "2026-10", "amounts_year": "2026"}
    answers = opened(client, family) | held | {"income_asked": "yes", "income_month": "2026-09", "needs": "Seed"}
    page = client.post(url(family), answers | {"income_allowance": "70"})
    form = page.context["form"]
    assert page.status_code == 422 and "the month or year that you chose" in page.content.decode()
    assert (form["income_pension"].value(), form["income_allowance"].value()) == ("110.00", "70"), "typed, it stays"
    assert form["needs"].value() == "Seed" and 'name="amounts_month" value="2026-09"' in page.content.decode()
    again = opened_from(page) | {"amounts_month": "2026-09", "amounts_year": "2026"}
    assert client.post(url(family), again).status_code == 302
    assert of_month(family, MONTHS[9]) == {"pension": 110, "allowance": 70}
    assert of_month(family, MONTHS[10]) == {"pension": 120, "allowance": 50}


def opened_from(page):
    form = page.context["form"]
    found = {name: form[name].value() or "" for name in form.fields if name != "shocks"}
    return found | {"shown": page.context["shown"].signed}


def test_the_amounts_of_another_month_can_be_looked_at_without_a_script(family, lan, client_of):
    told(family, {"pension": 110}, first=MONTHS[9], on=dt.date(2026, 11, 2))
    client = client_of(lan)
    page = client.post(url(family), opened(client, family) | {"income_month": "2026-09", "follow": "1"})
    assert page.context["form"]["income_pension"].value() == "110.00" and "Show the amounts" in page.content.decode()
