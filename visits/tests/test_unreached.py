"""Nobody is met in a household: the village tries again, and after three days the township decides what follows."""

import datetime as dt

import pytest

from accounts.models import AccessEvent
from accounts.waiting.counts import count_waiting
from accounts.waiting.declare import WAITING_KINDS
from accounts.waiting.digest import waiting_digests
from accounts.waiting.page import waiting_rows
from alerts.engine import run as risk_run
from core.dates import today
from core.workflow import ActionRefused, StaleState
from povwatch.tests.factories import household
from visits.models import UnreachedDecision
from visits.phone.bundle import offline_bundle
from visits.planning.attempts import ATTEMPTS_TO_TELL
from visits.unreached.actions import LONGEST_REST_DAYS, decide_unreached

from .told import visit


@pytest.fixture
def family(heyi):
    return household(heyi)


def in_days(days):
    return today() + dt.timedelta(days)


def tried(family, lan, *ago, **more):
    for days in ago:
        visit(family, lan, {"result": "nobody", "people_met": "", "visited_on": f"{in_days(-days)}", **more})


def waits(user, code):
    return count_waiting(user).get(code, (0, 0))[0]


def where_it_waits(lan, zhao):
    """How many households wait: (to be tried again by Lan, to be decided about by Zhao)."""
    return waits(lan, "visits-again"), waits(zhao, "visits-unreached")


def decided(family, zhao, choice="again", days=None, words="Go in the evening"):
    return decide_unreached(family, by=zhao, choice=choice, words=words, until=days and in_days(days))


@pytest.mark.parametrize(("days", "waiting"), [
    (0, (0, 0)), (1, (1, 0)), (2, (1, 0)), (3, (0, 1)), (4, (0, 1)),
])  # fmt: skip
def test_two_attempts_wait_for_the_village_and_three_for_the_township(days, waiting, family, lan, zhao, wen, qin):
    assert ATTEMPTS_TO_TELL == 3
    tried(family, lan, *range(1, days + 1))
    assert where_it_waits(lan, zhao) == waiting
    assert (waits(wen, "visits-again"), waits(qin, "visits-unreached")) == (waiting[0], 0)


def test_a_visit_on_which_somebody_is_met_ends_it(family, lan, zhao):
    tried(family, lan, 3, 2, 1)
    visit(family, lan, {"visited_on": f"{today()}"})
    assert where_it_waits(lan, zhao) == (0, 0)


@pytest.mark.parametrize(("agreed", "waiting"), [(-1, 1), (0, 1), (1, 0)])
def test_a_day_noted_on_the_attempt_is_waited_for(agreed, waiting, family, lan, zhao):
    visit(family, lan, {"visited_on": f"{in_days(-3)}", "next_visit_on": f"{in_days(20)}"})
    with_day = {"next_visit_on": f"{in_days(agreed)}"} if agreed >= 0 else {}
    tried(family, lan, 1, **with_day)
    assert where_it_waits(lan, zhao) == (waiting, 0)


def test_today_the_phone_and_what_waits_say_the_same(family, lan, county, client_of):
    visit(family, lan, {"visited_on": f"{in_days(-5)}"})
    risk_run.execute_risk_run(county)
    tried(family, lan, 1)
    [brief] = offline_bundle(lan)["households"]
    assert brief["due"]["reasons"][0] == "To be tried again"
    assert "To be tried again" in client_of(lan).get("/visits/").content.decode()
    [row] = waiting_rows(WAITING_KINDS["visits-again"], lan, stop=5)
    assert row.number == family.number and str(row.note).startswith("Tried and met nobody: ")


def test_a_household_past_its_interval_and_tried_waits_once(family, lan, county):
    tried(family, lan, 1)
    risk_run.execute_risk_run(county)
    assert (waits(lan, "visits-again"), waits(lan, "visits-overdue")) == (1, 0)
    tried(family, lan, 2, 3)
    assert (waits(lan, "visits-again"), waits(lan, "visits-overdue")) == (0, 1), "the township decides; it stays late"


def test_the_township_lets_the_village_try_again_and_the_count_begins_anew(family, lan, zhao):
    tried(family, lan, 3, 2, 1)
    decided(family, zhao)
    assert where_it_waits(lan, zhao) == (1, 0)
    assert AccessEvent.objects.filter(action="unreached_decided", user=zhao).count() == 1
    UnreachedDecision.objects.update(decided_on=in_days(-4))
    assert where_it_waits(lan, zhao) == (0, 1), "three later attempts wait for another decision"


@pytest.mark.parametrize(("days", "waiting"), [(1, (0, 0)), (LONGEST_REST_DAYS, (0, 0))])
def test_a_family_is_left_until_its_day(days, waiting, family, lan, zhao):
    tried(family, lan, 3, 2, 1)
    decided(family, zhao, "later", days)
    assert where_it_waits(lan, zhao) == waiting
    UnreachedDecision.objects.update(until=today())
    assert where_it_waits(lan, zhao) == (1, 0)


@pytest.mark.parametrize("days", [None, -1, 0, LONGEST_REST_DAYS + 1])
def test_the_day_lies_after_today_and_within_a_year(days, family, lan, zhao):
    tried(family, lan, 3, 2, 1)
    with pytest.raises(ActionRefused, match="Say until which day"):
        decide_unreached(family, by=zhao, choice="later", words="Away", until=None if days is None else in_days(days))


def test_a_decision_says_why_and_is_made_once(family, lan, zhao):
    tried(family, lan, 3, 2, 1)
    for words, choice in ((" ", "again"), ("Why", "no-such-choice")):
        with pytest.raises(ActionRefused):
            decided(family, zhao, choice, words=words)
    decided(family, zhao)
    with pytest.raises(StaleState):
        decided(family, zhao)


def test_the_page_shows_the_attempts_and_the_decision_reaches_the_village(family, lan, zhao, client_of):
    tried(family, lan, 3, 2, 1)
    desk, page = client_of(zhao), f"/visits/overdue/{family.pk}/"
    shown = desk.get(page).content.decode()
    assert shown.count("Nobody at home") == 3 and f'href="{family.get_absolute_url()}"' in shown
    wrong = desk.post(page, {"choice": "later", "until": "", "words": "They work in Yichang"})
    assert wrong.status_code == 422 and "Say until which day" in wrong.content.decode()
    assert "They work in Yichang" in wrong.content.decode()
    assert page in desk.get(family.get_absolute_url()).content.decode()
    assert desk.post(page, {"choice": "again", "words": "Ask the son"}).url == "/accounts/waiting/"
    assert "Nothing is to be decided here now" in desk.get(page).content.decode()
    assert "Ask the son" in client_of(lan).get(family.get_absolute_url()).content.decode()
    assert "Township: Ask the son" in client_of(lan).get("/visits/").content.decode()


def test_only_the_township_of_the_household_decides(family, lan, wen, su, client_of, shuikou):
    tried(family, lan, 3, 2, 1)
    page = f"/visits/overdue/{family.pk}/"
    assert [client_of(who).get(page).status_code for who in (lan, wen, su)] == [403, 403, 403]


def test_the_e_mail_counts_what_the_page_counts(family, lan, zhao):
    for user in (lan, zhao):
        user.email = f"{user.username}@example.org"
        user.save()
    tried(family, lan, 3, 2, 1)
    tried(household(family.village), lan, 1)
    mailed = {digest.user.username: digest.counts for digest in waiting_digests(today())}
    assert mailed == {"lan": count_waiting(lan), "zhao": count_waiting(zhao)}
    assert (mailed["lan"]["visits-again"].number, mailed["zhao"]["visits-unreached"].number) == (1, 1)
