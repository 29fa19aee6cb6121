"""What departments said of a person follows to where the person is."""

import pytest

from alerts.engine import run as risk_run
from alerts.models import HouseholdFacts
from core.outbox.models import OutboxRow
from departments.models import FeedRow
from households.changes import actions as changes
from households.unknown.actions import find_unknown_person
from povwatch.tests.factories import household, member

from .sent import LIU, row, send
from .test_unknown import stranger

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("july")]


@pytest.fixture
def liu(heyi):
    """Liu, in household H1."""
    return member(household(heyi, number="H1", people=1), name="Sample Liu", id_number=LIU)


@pytest.fixture
def other(heyi):
    return household(heyi, number="H2", people=1)


def house(**said):
    return {
        "reference": "D1",
        "name": "Sample Liu",
        "id_number": LIU,
        "鉴定等级": "D级",
        "鉴定日期": "2026-06-10",
    } | said


def change(kind, person, by, **values):
    home = person.household
    about = {"village": home.village, "household": home, "member": person, "reason": "Looked", "accepted": True}
    made = changes.change_at_desk(kind, by=by, values=values, **about)
    assert made.state == "confirmed"


def move(person, to, by):
    values = {"to": to.pk, "to_words": "H2", "relation": "other", "on": "2026-07-01", "left_reason": "married"}
    change("move", person, by, **values)


def told(home, fact="insured_self_paid"):
    """A fact of the household as the next night knows it."""
    risk_run.execute_risk_run(home.county)
    return getattr(HouseholdFacts.objects.get(household=home), fact)


def test_somebody_who_left_one_household_is_matched_where_they_are(liu, other, tan, county):
    liu.left_on, liu.left_reason = "2026-06-01", "married"
    liu.save()
    here = member(other, name="Sample Liu", id_number=LIU)
    send([row()], "medical_insurance", tan, county)
    assert FeedRow.objects.get().member == here
    assert (told(liu.household), told(other)) == (None, 6200)


def test_somebody_who_left_both_is_matched_where_they_were_last(liu, other, tan, county):
    here = member(other, name="Sample Liu", id_number=LIU, left_on="2026-06-02", left_reason="moved")
    liu.left_on, liu.left_reason = "2026-06-01", "married"
    liu.save()
    send([row()], "medical_insurance", tan, county)
    assert FeedRow.objects.get().member == here


def test_what_was_said_of_a_person_goes_along(liu, other, tan, county, zhao):
    send([row()], "medical_insurance", tan, county)
    move(liu, other, zhao)
    assert (told(liu.household), told(other)) == (None, 6200)


def test_what_was_said_of_the_home_stays(liu, other, qin, county, zhao):
    send([house()], "housing", qin, county)
    move(liu, other, zhao)
    assert told(liu.household, "unsafe_houses_told") == 1
    assert told(other, "unsafe_houses_told") is None


@pytest.mark.parametrize("feed", ["medical_insurance", "housing"])
def test_of_two_entries_the_one_that_stands_takes_all(liu, other, qin, county, zhao, feed):
    keep = member(other, name="Sample Liu", birth_date=liu.birth_date)
    send([row() if feed == "medical_insurance" else house()], feed, qin, county)
    OutboxRow.objects.all().delete()
    change("twice", liu, zhao, keep=keep.pk, keep_words="H2")
    assert FeedRow.objects.get().member == keep
    judged = {str(key) for key in OutboxRow.objects.values_list("key", flat=True)}
    assert {f"{liu.household_id}", f"{other.pk}"} <= judged
    fact = "insured_self_paid" if feed == "medical_insurance" else "unsafe_houses_told"
    assert told(liu.household, fact) is None and told(other, fact) in (6200, 1)


def test_a_decision_about_somebody_unknown_follows_too(liu, other, heyi, tan, county, zhao):
    from households.models import UnknownPerson

    send([stranger()], "medical_insurance", tan, county)
    find_unknown_person(UnknownPerson.objects.get(), liu, by=zhao)
    move(liu, other, zhao)
    send([stranger("S2")], "medical_insurance", tan, county)
    assert set(FeedRow.objects.values_list("member__household__number", flat=True)) == {"H2"}


def test_who_was_entered_by_mistake_tells_nothing(liu, tan, county):
    send([row()], "medical_insurance", tan, county)
    home = liu.household
    assert told(home) == 6200
    liu.left_on, liu.left_reason = "2026-07-01", "error"
    liu.save()
    assert told(home) is None
