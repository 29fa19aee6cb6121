"""Two posts at once, or other work that overlaps, are found by whoever keeps the account, on the day and beside it."""

import pytest
import time_machine

from .account import bring_up, spell, words, worker

pytestmark = pytest.mark.django_db
POST = {"place": "village", "channel": "public_post"}


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel("2026-06-15T10:00+08:00", tick=False):
        yield


@pytest.fixture
def tian(heyi):
    return worker(heyi)


def found(tian, client, word) -> bool:
    bring_up(tian.household.county)
    number = tian.household.number
    return number in words(client.get("/work/", {"contradicts": word, "state": "any"}))


@pytest.mark.parametrize(("first_until", "is_found"), [(51, False), (50, True), (49, True), (None, True)])
def test_two_posts_that_share_a_day_are_found(tian, lan, client_of, first_until, is_found):
    """The second began fifty days ago."""
    spell(tian, since=100, until=first_until, **POST)
    spell(tian, since=50, **POST)
    client = client_of(lan)
    assert found(tian, client, "posts") is is_found and not found(tian, client, "jobs")
    page = words(client.get(f"/work/people/{tian.pk}/"))
    assert ("Two public-welfare posts at the same time" in page) is is_found


def test_a_post_beside_a_job_is_no_contradiction_and_two_jobs_are(tian, lan, client_of):
    spell(tian, since=100, **POST)
    spell(tian, since=50)
    client = client_of(lan)
    assert not found(tian, client, "posts") and not found(tian, client, "jobs")
    spell(tian, since=40, place="county")
    assert found(tian, client, "jobs") and not found(tian, client, "posts")
