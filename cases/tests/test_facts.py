"""Where a household's monitoring stands on a day, from the moves of its cases."""

import datetime as dt

import pytest

from cases.choices import CaseState, CaseStep
from households.tests.known import known
from povwatch.tests.factories import DAY, case, household, move


@pytest.fixture
def family(heyi):
    return household(heyi, people=0)


def day(text):
    return dt.date.fromisoformat(text)


def stands(state, cleared_on=None):
    return {"case_state": state, "cleared_on": cleared_on}


def test_a_household_never_monitored_has_no_case(family):
    assert known("cases", family) == {}


def test_a_case_begins_on_the_day_of_its_identification(family):
    case(family, identified_on=DAY)
    assert known("cases", family) == stands("active")
    assert known("cases", family, DAY - dt.timedelta(1)) == {}


def test_a_cleared_case_tells_since_when(family):
    case(family, cleared_on=day("2026-02-01"))
    assert known("cases", family) == stands("cleared", day("2026-02-01"))
    assert known("cases", family, day("2026-01-31")) == stands("active")


def test_a_rollback_makes_the_same_episode_active_again(family):
    episode = case(family, cleared_on=day("2026-02-01"))
    move(episode, CaseStep.ROLL_BACK, CaseState.CLEARED, CaseState.ACTIVE, day("2026-05-01"))
    assert known("cases", family) == stands("active")
    assert known("cases", family, day("2026-04-30")) == stands("cleared", day("2026-02-01"))


def test_the_last_clearing_counts(family):
    episode = case(family, cleared_on=day("2025-06-01"))
    move(episode, CaseStep.ROLL_BACK, CaseState.CLEARED, CaseState.ACTIVE, day("2025-09-01"))
    move(episode, CaseStep.CLEAR, CaseState.CLEARING, CaseState.CLEARED, day("2026-03-01"))
    assert known("cases", family) == stands("cleared", day("2026-03-01"))


def test_moving_to_another_village_clears_nothing_anew(family):
    episode = case(family, cleared_on=day("2026-02-01"))
    move(episode, CaseStep.MOVE, CaseState.CLEARED, CaseState.CLEARED, day("2026-05-01"))
    assert known("cases", family) == stands("cleared", day("2026-02-01"))


def test_of_two_moves_on_one_day_the_later_recorded_holds(family):
    episode = case(family)
    move(episode, CaseStep.START_CLEARING, CaseState.ACTIVE, CaseState.CLEARING, DAY)
    move(episode, CaseStep.CLEAR, CaseState.CLEARING, CaseState.CLEARED, DAY)
    assert known("cases", family) == stands("cleared", DAY)


def test_marked_again_the_new_episode_holds(family):
    case(family, cleared_on=day("2025-06-01"))
    case(family, episode_no=2, identified_on=day("2026-06-01"))
    assert known("cases", family) == stands("active")
    assert known("cases", family, day("2026-05-31")) == stands("cleared", day("2025-06-01"))


@pytest.mark.parametrize("target", [CaseState.CANDIDATE, CaseState.REFUSED])
def test_candidates_and_refusals_say_nothing_about_monitoring(family, target):
    case(family, cleared_on=day("2025-06-01"))
    proposed = case(family, episode_no=2, identified_on=DAY + dt.timedelta(30))
    move(proposed, CaseStep.PROPOSE, "", target, day("2026-06-01"))
    assert known("cases", family) == stands("cleared", day("2025-06-01"))


def test_an_ended_case_is_no_longer_followed(family):
    move(case(family), CaseStep.END, CaseState.ACTIVE, CaseState.ENDED, DAY)
    assert known("cases", family) == stands("ended")
