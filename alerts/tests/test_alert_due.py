"""An alert is a reason to visit, and the visit it asks for verifies it."""

import pytest

from alerts.alert import actions
from povwatch.tests.factories import household
from visits.phone.bundle import offline_bundle

CALL = {"channel": "hotline", "words": "The roof leaks"}


@pytest.fixture
def dispatched(qin, zhao):
    def sent(home, level):
        return actions.take_alert_step(actions.enter_alert(home, by=qin, level=level, **CALL), "dispatch", by=zhao)

    return sent


def test_alerts_come_first_on_today_and_open_the_form_to_verify(heyi, lan, client_of, dispatched):
    quiet, amber, red = (household(heyi, kind="general") for _ in range(3))
    dispatched(amber, 1), dispatched(red, 2)
    page = client_of(lan).get("/visits/")
    listed = [row["household"] for group in page.context["groups"] for row in group["households"]]
    assert listed == [red, amber] and quiet not in listed
    assert f"/visits/new/{red.pk}/?purpose=verify" in page.text and "Red alert to verify by" in page.text


def test_the_phone_carries_the_alert_too(heyi, lan, dispatched):
    home = household(heyi, kind="general")
    dispatched(home, 2)
    (carried,) = offline_bundle(lan)["households"]
    assert carried["due"]["purpose"] == "verify" and "Red alert" in carried["due"]["reasons"][0]


def test_once_visited_it_is_no_reason_any_more(heyi, lan, dispatched, django_capture_on_commit_callbacks):
    from visits.tests.told import visit

    home = household(heyi, kind="general")
    dispatched(home, 2)
    with django_capture_on_commit_callbacks(execute=True):
        visit(home, lan, {"purpose": "verify"})
    assert offline_bundle(lan)["households"][0]["due"] is None
