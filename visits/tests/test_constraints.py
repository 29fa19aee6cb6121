"""What the database guarantees about visits, deliveries and observations; each constraint is violated once."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from povwatch.tests.factories import DAY, household
from visits.models import Delivery, Observation, Photo, Visit

NOW = timezone.now()
BROKEN = {
    Visit: {
        "visit_purpose_known": {"purpose": "tea"},
        "visit_way_known": {"way": "letter"},
        "visit_state_known": {"state": "lost"},
        "shocks_known": {"shocks": ["01", "98"]},
        "visit_position_complete": {"longitude": 110},
        "accuracy_not_negative": {"accuracy": -1},
        "lacks_known": {"lacks": ["patience"]},
        "visit_result_known": {"result": "perhaps"},
        "visit_road_known": {"road": "river"},
        "deeds_known": {"deeds": ["sang"]},
        "house_known": {"house": ["tower"]},
        "answer_fate_known": {"answer_fate": "lost"},
        "an_hour_has_its_day": {"next_visit_time": "14:30"},
    },
    Delivery: {
        "delivery_outcome_known": {"outcome": "lost"},
        "delivery_road_known": {"road": "river"},
        "delivery_settled_completely": {"settled_at": NOW, "settlement": "assigned"},
        "a_settlement_says_how": {"settlement": "assigned"},
        "only_the_stranded_have_a_reason_to_be": {"stranding": "merged"},
    },
    Photo: {"photo_kind_known": {"kind": "drawing"}},
    Observation: {
        "observation_standing_known": {"standing": "perhaps"},
        "observation_settled_completely": {"settled_at": NOW, "decision": "visit"},
        "a_decision_is_known": {"decision": "visit"},
        "an_observation_says_something": {"value": ""},
    },
}
TWICE = {
    "one_first_delivery_a_visit": (Delivery, {"sha256": "b" * 64, "outcome": "stranded", "stranding": "merged"}),
    "a_body_is_kept_once": (Delivery, {"outcome": "second"}),
    "a_photo_once_a_visit": (Photo, {}),
    "a_visit_says_a_thing_once": (Observation, {"value": "lost"}),
}


@pytest.fixture
def make(heyi, lan):
    """make(Photo, kind="drawing") creates one that is valid but for what is named."""
    home = household(heyi)
    visit = Visit.objects.create(household=home, visited_on=DAY)
    sound = {
        Visit: {"household": home, "visited_on": DAY},
        Delivery: {
            "visit_key": uuid.uuid4(),
            "sha256": "a" * 64,
            "content": "{}",
            "by": lan,
            "received_at": NOW,
            "outcome": "filed",
            "area": heyi,
        },
        Photo: {"visit": visit, "sha256": "a" * 64},
        Observation: {"visit": visit, "household": home, "thing": "phone", "value": "1", "observed_at": NOW},
    }
    return lambda model, **broken: model.objects.create(**{**sound[model], **broken})


@pytest.mark.parametrize(("model", "promise"), [(model, one) for model, broken in BROKEN.items() for one in broken])
def test_the_database_keeps(make, model, promise):
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        make(model, **BROKEN[model][promise])


@pytest.mark.parametrize("promise", TWICE)
def test_nothing_is_there_twice(make, promise):
    model, other = TWICE[promise]
    make(model)
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        make(model, **other)


def test_every_promise_is_broken_once():
    promised = {promise.name for model in BROKEN for promise in model._meta.constraints}
    elsewhere = {"visit_where_its_household_lies"}  # cases/tests/test_where_they_lie.py
    assert promised == {one for broken in BROKEN.values() for one in broken} | set(TWICE) | elsewhere


def test_a_visit_keeps_the_id_it_was_given_where_it_was_logged(heyi):
    """So that a phone may send it twice."""
    visit = Visit.objects.create(household=household(heyi), visited_on=DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.create(pk=visit.pk, household=visit.household, visited_on=DAY)
