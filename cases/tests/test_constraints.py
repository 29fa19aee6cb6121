"""What the database promises about cases and their moves; each promise is broken once."""

import datetime as dt

import pytest
from django.db import IntegrityError, InternalError, transaction

from cases.models import Case, CaseTransition
from povwatch.tests.factories import case, household, move

DAY = dt.date(2025, 3, 1)
LATER = dt.date(2025, 12, 1)


@pytest.fixture
def active(heyi):
    return case(household(heyi), identified_on=DAY)


def change(active, **fields):
    Case.objects.filter(pk=active.pk).update(**fields)


BROKEN = {
    "one_case_an_episode": lambda active: case(active.household, cleared_on=LATER),
    "one_open_episode_a_household": lambda active: case(active.household, episode_no=2),
    "case_type_known": lambda active: change(active, case_type="poor"),
    "case_state_known": lambda active: change(active, state="lost"),
    "one_to_five_known_risks": lambda active: change(active, risks=[]),
    "identified_with_its_line": lambda active: change(active, line_at_identification=None),
    "cleared_with_its_line": lambda active: change(active, line_at_clearing=8800),
    "cleared_with_its_method": lambda active: change(active, clear_method="natural"),
    "approved_cases_are_dated": lambda active: change(active, identified_on=None, line_at_identification=None),
    "cleared_means_dated": lambda active: change(active, state="cleared"),
    "only_ended_cases_say_why": lambda active: change(active, end_reason="moved"),
    "line_at_identification_positive": lambda active: change(active, line_at_identification=-1),
    "case_step_known": lambda active: move(active, "jump", "active", "cleared", DAY),
    "case_target_known": lambda active: move(active, "clear", "active", "gone", DAY),
}


@pytest.mark.parametrize("promise", BROKEN)
def test_the_database_keeps(promise, active):
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        BROKEN[promise](active)


def test_every_promise_is_broken_once():
    assert {promise.name for model in (Case, CaseTransition) for promise in model._meta.constraints} == set(BROKEN)


@pytest.mark.parametrize("risks", [["01", "02", "03", "04", "05", "06"], ["98"]])
def test_a_case_has_one_to_five_known_risks(active, risks):
    with pytest.raises(IntegrityError, match="one_to_five_known_risks"), transaction.atomic():
        change(active, risks=risks)


def test_an_active_case_carries_no_day_of_clearing(active):
    with pytest.raises(IntegrityError, match="cleared_means_dated"), transaction.atomic():
        change(active, cleared_on=LATER, line_at_clearing=8800, clear_method="natural")


def test_a_new_episode_may_follow_a_cleared_one(heyi):
    family = household(heyi)
    case(family, cleared_on=LATER)
    assert case(family, episode_no=2, identified_on=dt.date(2026, 2, 1)).pk


def test_a_move_is_never_changed_nor_deleted(active):
    for undo in (lambda: CaseTransition.objects.update(target="ended"), active.transitions.first().delete):
        with pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
            undo()
