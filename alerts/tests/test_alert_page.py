"""One alert: everything on one page, each step for those who may, and nothing typed is lost."""

import datetime as dt
import re

import pytest
from django.db import transaction
from django.urls import reverse

from alerts.alert import actions
from alerts.alert.page import STEP_DONE_LABELS
from alerts.alert.workflow import ALERT_WORKFLOW
from alerts.engine import run as risk_run
from alerts.models import Alert
from core.dates import today
from povwatch.tests.factories import case, household, member, person
from visits.tests.told import SUBSTANCE, VERIFIES, visit

HTMX = {"HX-Request": "true"}
NOWHERE = "00000000-0000-4000-8000-000000000000"
CAST = ("lan", "wen", "zhao", "qin", "li", "tan", "su", "ding", "mo")


@pytest.fixture
def family(heyi):
    return household(heyi, income=9_000, day=today())


@pytest.fixture
def alert(family, qin):
    return actions.enter_alert(family, by=qin, channel="hotline", level=1, words="The roof leaks")


def to(alert, step):
    return reverse("alerts:alert-step", args=[alert.pk, step])


def moved(alert):
    alert.refresh_from_db()
    return alert.state


@pytest.fixture
def sent(alert, zhao):
    return actions.take_alert_step(alert, "dispatch", by=zhao)


@pytest.fixture
def accepted(sent, lan):
    return actions.take_alert_step(sent, "accept", by=lan)


def test_the_page_says_who_why_until_when_and_what_was_seen(county, family, qin, lan, client_of):
    member(family, insurance="none", name="Sample Uninsured")
    case(family, identified_on=today() - dt.timedelta(400))
    visit(family, lan, {"people_met": "The head"})
    risk_run.execute_risk_run(county)
    alert = actions.enter_alert(family, by=qin, channel="petition", level=2, words="A child stays at home")
    page = client_of(qin).get(alert.get_absolute_url()).content.decode()
    head = family.members.get(relation="head").name
    assert head not in page and family.number in page
    assert "MED-04" in page and "What would clear it:" in page
    assert "A child stays at home" in page and "Entered by Qin" in page
    assert "2 days left" in page and "15 days left" in page
    assert "12 of 12 months known" in page
    assert "6,000 yuan" in page and "Routine" in page and "Episode 1" in page and "Opened" in page


def test_a_signal_whose_cause_is_gone_is_marked_so(alert, qin, client_of):
    alert.signals.update(vanished_on=today())
    assert "The cause has been gone since" in client_of(qin).get(alert.get_absolute_url()).content.decode()


def test_who_does_not_act_on_it_does_not_read_what_was_reported(alert, su, lan, client_of):
    assert "The roof leaks" in client_of(lan).get(alert.get_absolute_url()).content.decode()
    page = client_of(su).get(alert.get_absolute_url()).content.decode()
    assert "The roof leaks" not in page and "Hidden: your role" in page


def test_the_day_on_which_the_decision_can_no_longer_be_in_time_is_said(alert, qin, client_of):
    words = "can no longer be kept"
    Alert.objects.update(decide_by=today() + dt.timedelta(5))
    assert words not in client_of(qin).get(alert.get_absolute_url()).content.decode()
    Alert.objects.update(decide_by=today() + dt.timedelta(4))
    assert words in client_of(qin).get(alert.get_absolute_url()).content.decode()


def test_buttons_are_what_the_table_allows_this_person_now(alert, zhao, lan, su, client_of):
    offered = {
        who: [form.step.name for form in client_of(who).get(alert.get_absolute_url()).context["forms"]]
        for who in (zhao, lan, su)
    }
    assert offered == {zhao: ["dispatch", "drop"], lan: [], su: []}


def test_the_whole_way_by_its_pages(alert, family, zhao, lan, client_of):
    client_of(zhao).post(to(alert, "dispatch"), {"seen": "new", "village": family.village_id})
    client_of(lan).post(to(alert, "accept"), {"seen": "dispatched"})
    said = {"seen": "accepted", "outcome": "solved", "answer": "The village mended the roof"}
    client_of(lan).post(to(alert, "answer"), said)
    client_of(zhao).post(to(alert, "return"), {"seen": "answered", "reason": "Who paid?"})
    client_of(lan).post(to(alert, "answer"), said | {"seen": "verifying", "answer": "The village paid"})
    answer = client_of(zhao).post(to(alert, "close"), {"seen": "answered"}, follow=True)
    assert moved(alert) == "closed" and alert.answer == "The village paid"
    page = answer.content.decode()
    assert all(
        str(STEP_DONE_LABELS[step]) in page for step in ("open", "dispatch", "accept", "answer", "return", "close")
    )
    assert "Who paid?" in page


def test_closing_no_risk_with_a_visit_takes_three_interactions(
    sent, family, zhao, lan, client_of, django_capture_on_commit_callbacks
):
    """Guards against: an answer that takes longer than the visit. Each interaction is one form that is sent."""
    interactions = []

    def send(who, address, said):
        interactions.append(address)
        with django_capture_on_commit_callbacks(execute=True):
            answer = client_of(who).post(address, said)
        return client_of(who).get(answer.url)

    form = client_of(lan).get(reverse("visits:new", args=[family.pk]), {"purpose": "verify"})
    page = send(lan, reverse("visits:new", args=[family.pk]), answers_of(form) | SUBSTANCE)
    assert "No risk: the visit shows it" in page.content.decode()
    now = Alert.objects.get(pk=sent.pk)
    send(lan, to(now, "answer"), {"seen": now.state, "visit": now.visit_id, "outcome": "no_risk"})
    send(zhao, "/alerts/", {"step": "close", "alert": [f"{now.pk}:answered"]})
    assert (moved(sent), sent.outcome, len(interactions)) == ("closed", "no_risk", 3)


def answers_of(page) -> dict:
    """A form sent as it stands, like a person who has nothing to change."""
    form = page.context["form"]
    values = {one.html_name: one.value() for one in form if one.value() not in (None, "", [])}
    shown = re.search(r'name="shown" value="([^"]*)"', page.content.decode())[1]
    return {name: f"{value}" if not isinstance(value, list) else value for name, value in values.items()} | {
        "shown": shown
    }


def test_the_way_to_the_visit_has_the_right_purpose(sent, family, lan, client_of):
    page = client_of(lan).get(sent.get_absolute_url()).content.decode()
    assert f"{reverse('visits:new', args=[family.pk])}?purpose=verify" in page


def test_the_verifying_visit_is_chosen_already(accepted, family, lan, client_of):
    visit(family, lan), visit(household(family.village), lan)
    seen = visit(family, lan, VERIFIES)
    visit(family, lan)
    (form,) = [
        one for one in client_of(lan).get(accepted.get_absolute_url()).context["forms"] if one.step.name == "answer"
    ]
    assert form["visit"].value() == seen.pk and form.fields["visit"].queryset.count() == 3


# -------------------------------------------------------------------------------------------------- what goes wrong


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"outcome": "no_risk", "answer": "All is well here"}, "needs a visit"),
        ({"outcome": "", "answer": "All is well here"}, "required"),
        ({"outcome": "solved", "answer": ""}, "write what was found"),
        ({"outcome": "solved", "answer": "All is well here", "visit": NOWHERE}, "valid choice"),
    ],
)
def test_an_incomplete_answer_keeps_what_was_typed(accepted, lan, client_of, said, words):
    page = client_of(lan).post(to(accepted, "answer"), {"seen": "accepted", **said})
    assert page.status_code == 422 and words in page.content.decode()
    assert said["answer"] in page.content.decode() and moved(accepted) == "accepted"


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_stale_page_is_told_who_moved_it_first_and_keeps_the_words(accepted, wen, lan, client_of, headers):
    actions.take_alert_step(accepted, "answer", by=wen, outcome="solved", answer="Done")
    said = {"seen": "accepted", "outcome": "solved", "answer": "They are on our list"}
    page = client_of(lan).post(to(accepted, "answer"), said, headers=headers)
    words = page.content.decode()
    assert page.status_code == 409 and "Somebody else moved this first" in words
    assert "It is now “Answered”, by Wen" in words
    assert "They are on our list" in words and "it was not sent" in words
    assert Alert.objects.get().answer == "Done"


def test_a_step_that_is_still_possible_can_be_sent_again_at_once(accepted, wen, lan, client_of):
    actions.take_alert_step(accepted, "verify", by=wen)
    said = {"seen": "accepted", "outcome": "solved", "answer": "They are on our list"}
    page = client_of(lan).post(to(accepted, "answer"), said)
    (form,) = [one for one in page.context["forms"] if one.step.name == "answer"]
    assert form["seen"].value() == "verifying" and form["answer"].value() == "They are on our list"


def test_beside_the_list_the_answer_is_the_alert_and_the_list_is_told(alert, zhao, client_of):
    page = client_of(zhao).post(to(alert, "dispatch"), {"seen": "new"}, headers=HTMX)
    assert page.status_code == 200 and page.headers["HX-Trigger"] == "alerts-changed"
    assert "<html" not in page.content.decode() and moved(alert) == "dispatched"


def test_an_alert_sent_to_another_village_goes_there(alert, zhao, anping, shuikou, client_of):
    other = type(anping).objects.create(
        code="999001101202", name="Hekou Village", official_name="Hekou", level="village", parent=anping
    )
    page = client_of(zhao).post(to(alert, "dispatch"), {"seen": "new", "village": shuikou.pk})
    assert page.status_code == 422 and moved(alert) == "new"
    client_of(zhao).post(to(alert, "dispatch"), {"seen": "new", "village": other.pk})
    moved(alert)
    assert alert.village == other


# ------------------------------------------------------------------------------------------ every step, every role


ALLOWED = {
    "dispatch": {"zhao", "qin"},
    "misplace": {"lan", "wen", "zhao"},
    "accept": {"lan", "wen", "zhao"},
    "verify": {"lan", "wen", "zhao"},
    "answer": {"lan", "wen", "zhao"},
    "return": {"zhao", "qin"},
    "close": {"zhao", "qin"},
    "drop": {"zhao", "qin"},
    "reopen": {"qin"},
}
SAID = {"outcome": "duplicate", "answer": "Looked into", "reason": "For a reason"}


@pytest.mark.parametrize("name", ALERT_WORKFLOW.by_name)
def test_everybody_tries_every_step(alert, name, request, client_of):
    for who in CAST:
        with transaction.atomic():
            one_tries_a_step(alert, who, name, request.getfixturevalue(who), client_of)
            transaction.set_rollback(True)


def one_tries_a_step(alert, who, name, user, client_of):
    step = ALERT_WORKFLOW[name]
    dated = {"outcome": "solved", "answered_on": today()} if step.sources[0] in ("answered", "closed") else {}
    dated |= {"closed_on": today(), "due_on": None} if step.sources[0] == "closed" else {}
    Alert.objects.update(state=step.sources[0], **dated)
    outcome = "solved" if name == "answer" else "duplicate"
    answer = client_of(user).post(to(alert, name), SAID | {"seen": step.sources[0], "outcome": outcome})
    if who == "mo":
        assert answer.status_code == 404
    elif who in ALLOWED[name]:
        assert answer.status_code == 302 and moved(alert) == step.target
    else:
        assert answer.status_code == 403 and moved(alert) == step.sources[0]


def test_a_township_next_door_finds_nothing_to_step_on(alert, shuikou, client_of):
    wang = client_of(person("wang", "township_official", shuikou.parent))
    assert wang.get(alert.get_absolute_url()).status_code == 404
    assert wang.post(to(alert, "dispatch"), {"seen": "new"}).status_code == 404


def test_a_step_that_does_not_exist_is_not_found(alert, zhao, client_of):
    assert client_of(zhao).post(to(alert, "vanish"), {"seen": "new"}).status_code == 404
    assert client_of(zhao).post(to(alert, "dispatch"), {}).status_code == 422


def test_the_page_asks_the_same_number_of_questions_however_much_happened(
    accepted, family, qin, lan, zhao, client_of, django_assert_max_num_queries
):
    for _ in range(4):
        actions.enter_alert(family, by=qin, channel="petition", level=2, words="Again"), visit(family, lan)
    client = client_of(lan)
    client.get(accepted.get_absolute_url())
    with django_assert_max_num_queries(25):
        client.get(accepted.get_absolute_url())
