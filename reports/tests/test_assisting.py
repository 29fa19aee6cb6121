"""How monitored households are helped and how fast the county decides: golden numbers of a small county, on the day
itself and on days that have passed."""

import datetime as dt
from decimal import Decimal

import pytest

from cases.choices import CaseStep
from cases.models import Case, MeasureTransition
from povwatch.tests import factories
from povwatch.tests.factories import case, household
from reports.indicators.figures import Indicators

JUNE_15 = dt.date(2026, 6, 15)
pytestmark = pytest.mark.usefixtures("today")


def told(areas, day=JUNE_15):
    return Indicators(areas, day).total["assistance"]


def decided(areas, day=JUNE_15):
    return Indicators(areas, day).total["decisions"]


@pytest.fixture
def measure(wen):
    """measure(case, group, plan=1, deliver=10): planned on 1 and delivered on 10 June; zero and below are days of
    May."""

    def give(of, group, risk="01", **days):
        days = {step: dt.date(2026, 5, 31) + dt.timedelta(day) for step, day in days.items()}
        state = {"plan": "planned", "deliver": "delivered", "cancel": "cancelled", "end": "ended"}
        made = of.measures.create(
            group=group,
            title="A measure",
            risk=risk,
            state=state[list(days)[-1]],
            planned_on=days["plan"],
            delivered_on=days.get("deliver"),
            ended_on=days.get("end"),
            by=wen,
        )
        source = ""
        for step, on in days.items():
            MeasureTransition.objects.create(
                measure=made, step=step, source=source, target=state[step], effective_on=on
            )
            source = state[step]
        return made

    return give


def unable(village):
    """A household in which nobody is able to work."""
    family = household(village)
    family.members.update(labour="lost")
    return family


def test_a_household_is_helped_once_a_measure_was_delivered(heyi, measure):
    measure(case(household(heyi)), "health", plan=1, deliver=10)
    measure(case(household(heyi)), "health", plan=1)
    told_now = told([heyi])
    assert (told_now["uncleared"], told_now["delivered"], told_now["delivered_share"]) == (2, 1, Decimal("0.5"))


@pytest.mark.parametrize(("day", "delivered", "matched"), [(0, 0, 0), (1, 0, 1), (9, 0, 1), (10, 1, 1), (15, 1, 1)])
def test_a_past_day_tells_what_was_true_then(heyi, measure, day, delivered, matched):
    measure(case(household(heyi)), "health", plan=1, deliver=10, end=12)
    then = told([heyi], dt.date(2026, 5, 31) + dt.timedelta(day))
    assert (then["uncleared"], then["delivered"], then["matched"]) == (1, delivered, matched)


def test_a_cancelled_measure_met_its_risk_until_it_was_cancelled(heyi, measure):
    measure(case(household(heyi)), "health", plan=1, cancel=8)
    assert [told([heyi], dt.date(2026, 6, day))["matched"] for day in (7, 8)] == [1, 0]


def test_only_those_able_to_work_need_help_to_earn(heyi, measure):
    """A family able to work with social security alone is not covered; one that is not able needs no such measure."""
    measure(case(household(heyi)), "social_security", plan=1, deliver=2)
    measure(case(household(heyi)), "industry", plan=1, deliver=2)
    measure(case(household(heyi)), "public_post", plan=1)  # not delivered yet
    measure(case(unable(heyi)), "employment", plan=1, deliver=2)
    now = told([heyi])
    assert (now["uncleared"], now["able"], now["developed"]) == (4, 3, 1)


def test_who_left_the_household_does_not_make_it_able(heyi):
    family = unable(heyi)
    factories.member(family, left_on=dt.date(2026, 6, 10), left_reason="married_out")
    case(family)
    assert [told([heyi], dt.date(2026, 6, day))["able"] for day in (9, 10)] == [1, 0]


@pytest.mark.parametrize(
    ("risks", "groups", "matched"),
    [
        (["01"], ["health"], 1),
        (["01"], ["industry"], 0),
        (["01", "11"], ["health"], 0),
        (["01", "11"], ["health", "water"], 1),
        (["0201"], ["housing"], 1),  # a flood is a natural disaster
        (["99"], ["infrastructure"], 1),
        (["99"], [], 0),
    ],
)
def test_every_risk_asks_for_a_measure_that_fits(heyi, measure, risks, groups, matched):
    monitored = case(household(heyi), risks=risks)
    for group in groups:
        measure(monitored, group, plan=1)
    assert (told([heyi])["matched"], told([heyi])["unmatched"]) == (matched, 1 - matched)


def test_cleared_and_refused_households_are_not_asked_about(heyi, measure):
    measure(case(household(heyi), cleared_on=dt.date(2026, 6, 10)), "health", plan=1, deliver=2)
    Case.objects.create(household=household(heyi), case_type="marginal", risks=["01"])
    assert told([heyi])["uncleared"] == 0 and told([heyi])["delivered_share"] is None
    assert told([heyi], dt.date(2026, 6, 9))["uncleared"] == 1


def test_a_household_counts_where_it_lived_and_places_add_up(heyi, shuikou, county, measure):
    monitored = case(household(heyi))
    measure(monitored, "health", plan=1, deliver=2)
    measure(case(household(shuikou)), "industry", plan=1, deliver=2)
    monitored.household.village = shuikou
    monitored.household.save()
    factories.move(monitored, CaseStep.MOVE, "active", "active", dt.date(2026, 6, 7))
    for day, here, there in ((6, 1, 1), (7, 0, 2)):
        indicators = Indicators([county], dt.date(2026, 6, day))
        villages = {area: numbers["assistance"]["delivered"] for area, numbers in indicators.at("village")}
        assert villages == {heyi: here, shuikou: there} and indicators.total["assistance"]["delivered"] == 2
        assert indicators.total["assistance"]["uncleared"] == indicators.total["uncleared"]["households"]


# ----------------------------------------------------------------------------------------------- from clue to approval


def approved(village, clue_on, on, due=15, step=CaseStep.IDENTIFY):
    made = Case.objects.create(
        household=household(village),
        state="active",
        case_type="unstable",
        risks=["01"],
        clue_on=clue_on,
        decide_by=clue_on + dt.timedelta(due),
        identified_on=on,
        line_at_identification=8800,
    )
    factories.move(made, step, "endorsed", "active", on)
    return made


def test_approvals_of_the_month_and_their_median(heyi, shuikou, county):
    """Guards against: a mean of medians."""
    for village, days in ((heyi, 9), (heyi, 15), (shuikou, 16)):
        approved(village, dt.date(2026, 6, 14) - dt.timedelta(days), dt.date(2026, 6, 14))
    approved(heyi, dt.date(2026, 5, 20), dt.date(2026, 5, 30))
    assert decided([county]) == {"approved": 3, "in_time": 2, "in_time_share": Decimal(2) / 3, "median_days": 15}
    assert decided([heyi])["median_days"] == 12 and decided([shuikou])["in_time_share"] == 0
    assert decided([county], dt.date(2026, 5, 31))["approved"] == 1
    assert decided([county], dt.date(2026, 6, 13))["approved"] == 0


def test_in_time_is_what_the_county_had_promised_for_the_case(heyi):
    approved(heyi, dt.date(2026, 6, 1), dt.date(2026, 6, 15), due=10, step=CaseStep.REMARK)
    assert (decided([heyi])["approved"], decided([heyi])["in_time"]) == (1, 0)


def test_rollbacks_and_cases_without_a_clue_are_no_approvals_to_time(heyi):
    again = approved(heyi, dt.date(2026, 1, 1), dt.date(2026, 1, 10))
    factories.move(again, CaseStep.ROLL_BACK, "rollback", "active", dt.date(2026, 6, 3))
    case(household(heyi), identified_on=dt.date(2026, 6, 9))
    assert decided([heyi])["approved"] == 0 and decided([heyi])["median_days"] is None


# ---------------------------------------------------------------------------------------------------------- on the page


def test_the_page_tells_it_and_leads_to_the_list(qin, client_of, heyi, measure):
    measure(case(household(heyi)), "health", plan=1, deliver=2)
    case(household(heyi))
    page = client_of(qin).get("/dashboard/")
    assert "Every risk met" in page.content.decode()
    behind = client_of(qin).get(page.context["page"].links["unmatched"]).context["page"]
    assert behind.paginator.count == page.context["page"].total["assistance"]["unmatched"] == 1


def test_a_past_day_leads_to_no_list_of_today(qin, client_of, heyi):
    case(household(heyi))
    assert "shortfall=WRK-05" not in client_of(qin).get("/dashboard/", {"on": "2026-06-10"}).content.decode()
