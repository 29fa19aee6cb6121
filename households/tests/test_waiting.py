"""Registry changes wait for the clerk and the township, never for who proposed them."""

import pytest

from accounts.waiting.counts import count_waiting
from accounts.waiting.declare import WAITING_KINDS
from accounts.waiting.page import waiting_rows
from core.dates import today
from households.changes import actions as changes
from povwatch.tests.factories import household, member, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def family(heyi):
    family = household(heyi, people=0)
    member(family, name="赵建国", relation="head")
    return family


def propose(family, by, name="赵建华"):
    about = {"household": family, "village": family.village, "reason": "Read on the card"}
    return changes.propose_change("person", member=family.members.get(), values={"name": name}, by=by, **about)


def waits(user) -> int:
    user.__dict__.pop("grants_today", None)
    found = count_waiting(user).get("registry-changes")
    return found.number if found else 0


def test_a_proposal_waits_for_the_clerk_and_the_township_until_one_decides(family, lan, wen, zhao, qin, mo):
    change = propose(family, lan)
    assert [waits(one) for one in (wen, zhao, lan, qin, mo)] == [1, 1, 0, 0, 0]
    changes.take_change_step(change, "confirm", by=wen)
    assert waits(zhao) == 0


def test_nobody_is_told_to_confirm_what_they_proposed(family, wen, zhao, heyi):
    propose(family, wen)
    assert (waits(wen), waits(zhao), waits(person("hu", "village_clerk", heyi))) == (0, 1, 1)


def test_a_row_says_of_whom_what_and_since_when(family, lan, wen):
    change = propose(family, lan)
    (row,) = waiting_rows(WAITING_KINDS["registry-changes"], wen, stop=50)
    assert (row.name, row.number, row.place) == ("赵*国", family.number, "Heyi Village")
    assert (row.note, row.since, row.until) == ("Correct a person", today(), None)
    assert row.url == change.get_absolute_url()
