"""An alert answered with the visit, on the phone and offline: given by the caseworker once the visit is filed."""

import pytest
from django.utils import timezone

from alerts.alert import actions
from alerts.models import Alert
from core.dates import today
from core.outbox.actions import deliver_outbox
from core.outbox.models import OutboxRow
from povwatch.tests.factories import household, led_to
from visits.models import Visit
from visits.phone.bundle import offline_bundle
from visits.tests.told import VERIFIES, receive, told

FOUND = {"kind": "alert", "outcome": "no_risk", "words": ""}


@pytest.fixture
def family(heyi):
    return household(heyi)


@pytest.fixture
def alert(family, qin, zhao):
    made = actions.enter_alert(family, by=qin, channel="hotline", level=1, words="The roof leaks")
    return actions.take_alert_step(made, "dispatch", by=zhao)


@pytest.fixture
def send(family, lan, django_capture_on_commit_callbacks):
    """send(alert, outcome="identify") sends a visit that verifies the alert, with an answer, and returns the visit."""

    def sent(alert, answers=None, **answer):
        with django_capture_on_commit_callbacks(execute=True):
            body = told(family, VERIFIES | (answers or {}), answer={**FOUND, "key": alert.pk, **answer})
            assert receive(body, lan).status == 201
        return Visit.objects.latest("received_at")

    return sent


def offered(lan, family):
    [brief] = [one for one in offline_bundle(lan)["households"] if one["id"] == family.pk]
    return brief["answer"]


def state(client, made):
    answer = client.post("/visits/phone/states/", {"ids": [str(made.pk)]}, content_type="application/json")
    return answer.json()["states"][str(made.pk)]


def test_the_phone_carries_the_alert_with_what_can_be_true(alert, family, lan, heyi):
    told_of = offered(lan, family)
    assert (told_of["kind"], told_of["key"]) == ("alert", alert.pk) and "Sent to the village" in told_of["words"]
    assert [code for code, *_rest in told_of["outcomes"]] == ["identify", "solved", "no_risk"]
    assert offered(lan, household(heyi)) is None


def test_the_number_of_questions_does_not_grow_with_the_alerts(
    alert, heyi, lan, qin, zhao, django_assert_max_num_queries
):
    with django_assert_max_num_queries(60) as before:
        offline_bundle(lan)
    for _ in range(3):
        other = actions.enter_alert(household(heyi), by=qin, channel="hotline", level=1, words="Roof")
        actions.take_alert_step(other, "dispatch", by=zhao)
    with django_assert_max_num_queries(len(before)):
        offline_bundle(lan)


def test_it_is_given_by_the_caseworker_after_the_visit_is_filed(alert, lan, send, client_of):
    made = send(alert)
    alert.refresh_from_db()
    assert (alert.state, alert.outcome, alert.visit) == ("answered", "no_risk", made)
    assert alert.transitions.get(step="answer").by == lan
    assert state(client_of(lan), made)["answer"] == "The alert was answered: No risk"
    assert "The alert was answered" in client_of(lan).get(made.get_absolute_url()).content.decode()


def test_where_somebody_answered_meanwhile_the_visit_is_kept_and_says_so(alert, lan, send, client_of):
    other = actions.take_alert_step(alert, "accept", by=lan)
    actions.take_alert_step(other, "answer", by=lan, outcome="solved", answer="The bureau paid")
    made = send(alert)
    alert.refresh_from_db()
    assert alert.outcome == "solved" and made.answer_fate == "not_given"
    assert "It is now “Answered”" in state(client_of(lan), made)["answer"]


def test_whoever_dies_between_the_answer_and_the_word_of_it_leaves_neither(alert, county, send, monkeypatch):
    """Guards against "the alert was not answered: it is now answered, by you", once it is delivered again."""
    with monkeypatch.context() as patch:
        patch.setattr("alerts.alert.visit_answers.tell_answer_fate", dies)
        made = send(alert)
    alert.refresh_from_db()
    assert (alert.state, made.answer_fate) == ("dispatched", "waiting")
    OutboxRow.objects.update(not_before=timezone.now())
    deliver_outbox("attach_visit", county.code)
    made.refresh_from_db()
    assert made.answer_fate == "given" and alert.transitions.filter(step="answer").count() == 1


def dies(*_given):
    raise OSError


@pytest.mark.parametrize(
    ("outcome", "words", "why"),
    [
        ("monitored", "", "cannot be the result"),
        ("duplicate", "", "choose the result"),
        ("nonsense", "", "choose the result"),
    ],
)
def test_an_answer_that_cannot_be_true_is_told_and_the_visit_is_kept(alert, send, outcome, words, why):
    made = send(alert, outcome=outcome, words=words)
    alert.refresh_from_db()
    assert (made.answer_fate, alert.state) == ("not_given", "verifying") and why in made.answer_words


def test_no_risk_against_findings_needs_a_reason(alert, send):
    made = send(alert, {"shocks": ["01"]})
    assert made.answer_fate == "not_given" and "Signs speak against" in made.answer_words
    again = send(alert, {"shocks": ["01"]}, words="Healed since")
    alert.refresh_from_db()
    assert again.answer_fate == "given" and alert.is_against_signs


def test_an_alert_of_another_household_is_not_answered(alert, heyi, send):
    told = {"level": 1, "state": "verifying", "opened_on": today(), "decide_by": today()}
    other = led_to(Alert.objects.create(household=household(heyi), village=heyi, channel="rules", **told))
    made = send(other)
    other.refresh_from_db()
    assert (other.state, made.answer_fate) == ("verifying", "not_given")


def test_an_attempt_carries_no_answer(alert, send):
    made = send(alert, {"result": "nobody"})
    alert.refresh_from_db()
    assert (alert.state, made.answer_fate) == ("dispatched", "")
