"""How early: from the event to the clue, from the clue to the answer, from the approval to the first measure."""

import datetime as dt

import pytest
from django.db import transaction

from alerts.models import Signal
from cases.models import Measure, MeasureTransition
from departments.models import FeedBatch, FeedRow
from povwatch.tests.factories import DAY, case, household
from reports.indicators.early_figures import EARLY_DAYS, approval_to_measure, clue_to_answer, event_to_clue

pytestmark = pytest.mark.usefixtures("today")
SINCE = DAY - dt.timedelta(EARLY_DAYS)
PAGE = "/dashboard/early/"


def days(early, *areas):
    return sorted(early(list(areas), SINCE, DAY).values_list("days", flat=True), key=lambda one: (one is None, one))


@pytest.fixture
def told(county, qin):
    """told(home, feed, on) is a record of a department about the head of a family."""
    batch = FeedBatch.objects.create(
        county=county, feed="medical_insurance", department="medical_insurance", month=DAY.replace(day=1), by=qin,
        digest="0", language="en",
    )  # fmt: skip

    def record(home, feed, on):
        return FeedRow.objects.create(
            county=county, feed=feed, department="medical_insurance", reference=f"{home.pk}-{on}", version=1,
            batch=batch, month=DAY.replace(day=1), is_current=True, content_hash="0", happened_on=on, person_key="1",
            member=home.members.first(),
        )  # fmt: skip

    return record


@pytest.fixture
def clue(alert, heyi):
    """An alert of 10 June about self-paid treatment (MED-01)."""
    made = alert(heyi, ("open", 10))
    Signal.objects.create(
        alert=made, household=made.household, channel="department", rule="MED-01", level=1, raised_on=made.opened_on
    )
    return made


@pytest.mark.parametrize(
    ("event", "found"),
    [(dt.date(2026, 6, 10), [0]), (dt.date(2026, 6, 1), [9]), (dt.date(2026, 6, 11), []), (dt.date(2025, 6, 9), []),
     (dt.date(2025, 6, 10), [365])],
)  # fmt: skip
def test_the_day_of_the_event_is_the_departments(told, clue, heyi, event, found):
    told(clue.household, "medical_insurance", event)
    assert days(event_to_clue, heyi) == found


def test_of_two_events_the_later_before_the_clue_counts_and_other_feeds_do_not(told, clue, heyi):
    for on in (dt.date(2026, 5, 1), dt.date(2026, 6, 8)):
        told(clue.household, "medical_insurance", on)
    told(clue.household, "dropouts", dt.date(2026, 6, 10))
    assert days(event_to_clue, heyi) == [2]


def test_a_clue_without_a_day_of_its_event_is_left_out(clue, heyi):
    assert days(event_to_clue, heyi) == []


def test_the_last_answer_counts_from_the_clue(heyi, shuikou, queue):
    assert days(clue_to_answer, heyi) == [3, 10] and days(clue_to_answer, shuikou) == [8]


@pytest.mark.parametrize(("approved", "is_in"), [(SINCE - dt.timedelta(1), False), (SINCE, True), (DAY, True)])
def test_approvals_of_ninety_days_and_those_without_a_measure_are_told(heyi, approved, is_in):
    case(household(heyi), identified_on=approved)
    assert days(approval_to_measure, heyi) == ([None] if is_in else [])


def test_the_first_delivered_measure_counts(heyi, zhao):
    approved = DAY - dt.timedelta(40)
    made = case(household(heyi), identified_on=approved)
    for after in (12, 5):
        on = approved + dt.timedelta(after)
        planned = {"group": "health", "title": "Treatment", "risk": "01", "planned_on": approved, "by": zhao}
        with transaction.atomic():
            measure = Measure.objects.create(case=made, state="delivered", delivered_on=on, **planned)
            MeasureTransition.objects.create(
                measure=measure, step="deliver", source="started", target="delivered", effective_on=on
            )
    assert days(approval_to_measure, heyi) == [5]


def test_the_page_has_medians_of_its_own_and_the_slowest_households(qin, tan, lan, queue, anping, client_of):
    page = client_of(qin).get(PAGE)
    medians = {row["area"].name: row["medians"][1] for row in page.context["rows"]}
    assert (medians["Anping Township"]["median"], medians["Anping Township"]["number"]) == (6.5, 2)
    assert page.context["total"][1]["median"] == 8  # of 3, 8 and 10, never a mean of medians
    assert [row["days"] for row in page.context["slowest"][1]["rows"]] == [10, 8, 3]
    assert client_of(tan).get(PAGE).context["slowest"] == []  # a liaison sees no household
    assert client_of(lan).get(PAGE, {"area": anping.code}).status_code == 404


def test_nothing_known_is_a_dash(qin, heyi, client_of):
    household(heyi)
    assert "–" in client_of(qin).get(PAGE).content.decode()
