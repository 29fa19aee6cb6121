"""An alert was answered by Lan's visit, and the visit is corrected or voided afterwards: the alert shows the version
that holds, and the township is told when it does not carry the answer any more."""

import pytest

from alerts.alert import actions
from alerts.alert.evidence import missing_evidence
from alerts.models import Notification
from core.dates import today
from povwatch.tests.factories import household
from visits.actions import take_second_version, take_visit_step
from visits.models import Delivery, Visit
from visits.tests.told import VERIFIES, receive, told, visit

WEAKER = VERIFIES | {"check_food": ""}
RISK = VERIFIES | {"check_food": "not_met"}


@pytest.fixture
def family(heyi):
    return household(heyi, income=90_000, day=today())


@pytest.fixture
def alert(family, qin, zhao, lan):
    made = actions.enter_alert(family, by=qin, channel="hotline", level=1, words="The roof leaks")
    made = actions.take_alert_step(made, "dispatch", by=zhao)
    made.seen_on = visit(family, lan, VERIFIES)
    actions.attach_verifying_visit(made.seen_on)
    made.refresh_from_db()
    return made


def answer(alert, lan, outcome="no_risk", step=None, by=None):
    alert = actions.take_alert_step(alert, "answer", by=lan, outcome=outcome, answer="The roof is whole")
    Notification.objects.all().delete()
    return actions.take_alert_step(alert, step, by=by) if step else alert


def correct(alert, lan, zhao, answers):
    """Lan proposes another version, and Zhao takes it."""
    key = Visit.objects.get(pk=alert.visit_id).delivery.visit_key
    receive(told(alert.household, answers, id=key, correction="I mixed it up"), lan)
    made = take_second_version(Delivery.objects.get(outcome="second"), by=zhao)
    alert.refresh_from_db()
    return made


def told_of(user):
    return [one.kind for one in Notification.objects.filter(user=user)]


def test_it_shows_the_version_that_holds_and_says_nothing_where_that_carries_the_answer(alert, lan, zhao):
    answer(alert, lan)
    made = correct(alert, lan, zhao, VERIFIES | {"needs": "Seed"})
    assert alert.visit == made and missing_evidence(alert) == "" and told_of(zhao) == []


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (WEAKER, "does not show “no risk” any more. Missing: "),
        (RISK, "found a risk: not met"),
        ({"purpose": "verify", "result": "nobody", "people_met": ""}, "nobody was met on it"),
    ],
)
@pytest.mark.parametrize("closed", [False, True])
def test_the_township_is_told_when_it_does_not_carry_it_any_more(alert, lan, zhao, client_of, answers, words, closed):
    answer(alert, lan, step="close" if closed else None, by=zhao)
    made = correct(alert, lan, zhao, answers)
    assert alert.visit == made and words in missing_evidence(alert)
    assert told_of(zhao) == ["corrected"] and told_of(lan) == []
    page = client_of(zhao).get(alert.get_absolute_url()).content.decode()
    assert words in page and ("Reopen the alert" if closed else "Return it to the village") in page


def test_what_was_answered_with_a_risk_needs_somebody_met_alone(alert, lan, zhao):
    answer(alert, lan, "solved")
    correct(alert, lan, zhao, RISK)
    assert missing_evidence(alert) == "" and told_of(zhao) == []


def test_a_voided_visit_behind_an_answer_is_named(alert, lan, zhao, client_of):
    answer(alert, lan)
    take_visit_step(alert.visit, "void", by=zhao, reason="The wrong family")
    assert "was voided" in client_of(zhao).get(alert.get_absolute_url()).content.decode()


def test_an_alert_that_is_not_answered_waits_for_another_visit(alert, lan, zhao):
    take_visit_step(alert.visit, "void", by=zhao, reason="The wrong family")
    alert.refresh_from_db()
    assert (alert.state, alert.visit, alert.verified_on) == ("verifying", None, None)


def test_or_goes_on_with_the_corrected_one(alert, lan, zhao):
    made = correct(alert, lan, zhao, VERIFIES | {"needs": "Seed"})
    actions.attach_verifying_visit(made)
    alert.refresh_from_db()
    assert alert.visit == made
