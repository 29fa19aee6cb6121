"""What a department is answered when a village has looked, and what it replies."""

import pytest
from django.urls import reverse

from alerts.alert.actions import enter_alert, take_alert_step
from alerts.alert.visit_answers import alerts_to_answer
from alerts.engine import run as risk_run
from alerts.models import Alert
from core.workflow import ActionRefused, StaleState
from departments.answers.actions import reply_to_answer
from departments.models import FeedAnswer
from povwatch.tests.factories import household, person

from .sent import LIU, close_alert

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("july")]


def test_a_closed_alert_answers_the_record_behind_it(alert, zhao, lan, qin):
    close_alert(alert, "identify", zhao, lan)
    answer = FeedAnswer.objects.get()
    assert (answer.reference, answer.outcome, answer.department) == ("A1", "identify", "medical_insurance")
    assert answer.due_on is None


def test_the_page_of_the_alert_says_who_told(alert, zhao, client_of):
    page = client_of(zhao).get(alert.get_absolute_url()).content.decode()
    assert "Told by: Medical insurance" in page.replace("</b>", "").replace("\n", " ")


@pytest.mark.parametrize("outcome", ["solved", "wrong_data"])
def test_what_the_department_must_solve_or_correct_is_a_task(alert, zhao, lan, qin, tan, county, client_of, outcome):
    close_alert(alert, outcome, zhao, lan)
    answer = FeedAnswer.objects.tasks().get()
    assert f"{answer.due_on}" == "2026-07-13"
    task = reverse("departments:answer", args=[answer.pk])
    assert task in client_of(tan).get(reverse("accounts:waiting")).content.decode()
    other = person("hu", "department_liaison", county, department="banks")
    assert task not in client_of(other).get(reverse("accounts:waiting")).content.decode()
    assert client_of(other).get(task).status_code == 404


def test_a_reply_ends_the_task(alert, zhao, lan, qin, tan):
    close_alert(alert, "solved", zhao, lan)
    reply_to_answer(FeedAnswer.objects.get(), by=tan, reply="done")
    alert.refresh_from_db()
    assert alert.state == "closed" and not FeedAnswer.objects.tasks().exists()


def test_not_so_reopens_the_alert_with_the_departments_words(alert, zhao, lan, qin, tan):
    close_alert(alert, "wrong_data", zhao, lan)
    reply_to_answer(FeedAnswer.objects.get(), by=tan, reply="not_done", words="The bill is right")
    alert.refresh_from_db()
    assert alert.state == "verifying" and "The bill is right" in alert.transitions.last().reason


def test_not_so_beside_another_open_alert_says_that_nothing_was_reopened(alert, zhao, lan, tan, client_of):
    """Guards against "the reply is with the village" for words that nobody there reads."""
    close_alert(alert, "wrong_data", zhao, lan)
    enter_alert(alert.household, by=zhao, channel="hotline", level=1, words="The roof leaks")
    reply = {"reply": "not_done", "words": "The bill is right"}
    told = client_of(tan).post(reverse("departments:answer", args=[FeedAnswer.objects.get().pk]), reply, follow=True)
    assert "nothing was reopened: tell the township" in told.content.decode()
    alert.refresh_from_db()
    assert alert.state == "closed" and FeedAnswer.objects.get().words == "The bill is right"


def test_not_so_needs_words(alert, zhao, lan, qin, tan):
    close_alert(alert, "wrong_data", zhao, lan)
    with pytest.raises(ActionRefused, match="Write why"):
        reply_to_answer(FeedAnswer.objects.get(), by=tan, reply="not_done")


def test_a_reply_is_given_once(alert, zhao, lan, qin, tan):
    close_alert(alert, "solved", zhao, lan)
    reply_to_answer(FeedAnswer.objects.get(), by=tan, reply="done")
    with pytest.raises(StaleState):
        reply_to_answer(FeedAnswer.objects.get(), by=tan, reply="done")


def test_nothing_that_was_sent_can_be_wrong_where_no_department_told(heyi, county, zhao, lan):
    home = household(heyi, income=3000)
    risk_run.execute_risk_run(county)
    alert = Alert.objects.get(household=home)
    take_alert_step(alert, "dispatch", by=zhao)
    take_alert_step(alert, "accept", by=lan)
    take_alert_step(alert, "verify", by=lan)
    with pytest.raises(ActionRefused, match="No department told of this"):
        take_alert_step(alert, "answer", by=lan, outcome="wrong_data", answer="Looked")


def test_the_answers_hold_nothing_personal(alert, zhao, lan, qin, tan, client_of):
    close_alert(alert, "identify", zhao, lan)
    page = client_of(tan).get(reverse("departments:answers")).content.decode()
    assert "A1" in page and "Sample Liu" not in page and LIU not in page


def test_the_phone_offers_wrong_data_where_a_department_told(alert, zhao, lan, heyi, county):
    take_alert_step(alert, "dispatch", by=zhao)
    other = household(heyi, income=3000)
    risk_run.execute_risk_run(county)
    take_alert_step(Alert.objects.get(household=other), "dispatch", by=zhao)
    offered = alerts_to_answer([alert.household_id, other.pk], lan)
    codes = {home: [code for code, *_words in one["outcomes"]] for home, one in offered.items()}
    assert "wrong_data" in codes[alert.household_id] and "wrong_data" not in codes[other.pk]


def test_a_liaison_takes_the_answers_along_as_a_file(alert, zhao, lan, tan, client_of):
    close_alert(alert, "identify", zhao, lan)
    file = client_of(tan).get(reverse("departments:answers"), {"file": "csv"})
    told = b"".join(file) if file.streaming else file.content
    assert file.status_code == 200 and b"A1" in told and b"Sample Liu" not in told
