"""What the database promises about visits; each promise is broken once."""

import pytest
from django.db import IntegrityError, transaction

from povwatch.tests.factories import DAY, household
from visits.models import Visit

BROKEN = {
    "visit_purpose_known": {"purpose": "tea"},
    "visit_way_known": {"way": "letter"},
    "visit_state_known": {"state": "lost"},
    "shocks_known": {"shocks": ["01", "98"]},
}


@pytest.mark.parametrize("promise", BROKEN)
def test_the_database_keeps(promise, heyi):
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        Visit.objects.create(household=household(heyi), visited_on=DAY, **BROKEN[promise])


def test_every_promise_is_broken_once():
    assert {promise.name for promise in Visit._meta.constraints} == set(BROKEN)


def test_a_visit_keeps_the_id_it_was_given_where_it_was_logged(heyi):
    """So that a phone may send it twice."""
    visit = Visit.objects.create(household=household(heyi), visited_on=DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.create(pk=visit.pk, household=visit.household, visited_on=DAY)
