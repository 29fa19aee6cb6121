"""Entering an alert by hand, the bell, and alerts on the portrait."""

import pytest
from django.urls import reverse

from alerts.alert import actions
from alerts.models import Alert, Notification
from core.listing.search import seal_search_text
from povwatch.tests.factories import household

WORDS = {"channel": "hotline", "level": 2, "words": "The roof leaks"}


@pytest.fixture
def family(heyi):
    return household(heyi)


def enter(family):
    return reverse("alerts:enter", args=[family.pk])


def channels(page):
    return [value for value, _label in page.context["form"].fields["channel"].choices]


# ----------------------------------------------------------------------------------------------------------- entering


def test_a_call_becomes_an_alert_with_its_channel(family, qin, client_of):
    answer = client_of(qin).post(enter(family), WORDS)
    alert = Alert.objects.get()
    assert answer.url == alert.get_absolute_url()
    assert (alert.channel, alert.level, alert.signals.get().words) == ("hotline", 2, "The roof leaks")


def test_a_caseworker_reports_the_same_way(family, lan, zhao, client_of):
    assert channels(client_of(lan).get(enter(family))) == ["report", "declaration"]
    assert "petition" in channels(client_of(zhao).get(enter(family)))
    client_of(lan).post(enter(family), WORDS | {"channel": "report"})
    assert Alert.objects.get().channel == "report"
    assert client_of(lan).post(enter(family), WORDS).status_code == 422


def test_what_is_missing_is_named_and_the_rest_stays(family, qin, client_of):
    page = client_of(qin).post(enter(family), WORDS | {"channel": ""})
    assert page.status_code == 422 and "The roof leaks" in page.content.decode()
    assert not Alert.objects.exists()


def test_a_household_with_an_open_alert_says_so(family, qin, client_of):
    alert = actions.enter_alert(family, by=qin, channel="petition", level=1, words="Before")
    assert alert.get_absolute_url() in client_of(qin).get(enter(family)).content.decode()
    client_of(qin).post(enter(family), WORDS)
    assert Alert.objects.get().signals.count() == 2


def test_a_household_no_longer_on_file_is_refused_with_the_reason(family, qin, client_of):
    type(family).objects.update(state="moved")
    page = client_of(qin).post(enter(family), WORDS)
    assert page.status_code == 422 and "no longer on file" in page.content.decode()


def test_only_where_the_role_allows(family, shuikou, lan, su, mo, client_of):
    assert client_of(lan).get(enter(household(shuikou))).status_code == 404
    assert client_of(mo).get(enter(family)).status_code == 404
    assert client_of(su).get(enter(family)).status_code == 403


def test_a_household_is_found_first(family, heyi, shuikou, lan, client_of):
    client, find = client_of(lan), reverse("alerts:find")
    assert client.post(find, {"text": family.number}).url == enter(family)
    other = household(heyi)
    answer = client.post(find, {"text": "Sample"})
    assert "Sample" not in answer.url
    page = client.get(answer.url).content.decode()
    assert enter(family) in page and enter(other) in page
    assert client.post(find, {"text": household(shuikou).number}).url != enter(family)
    assert (
        "No household of your territory" in client.get(find, {"text": seal_search_text("nobody", lan)}).content.decode()
    )
    assert "belongs to somebody else" in client.get(find, {"text": "broken"}).content.decode()


# ----------------------------------------------------------------------------------------------------------- the bell


WAITING = "/accounts/waiting/"


@pytest.fixture
def told(family, qin, zhao, lan):
    alert = actions.enter_alert(family, by=qin, **WORDS)
    return actions.take_alert_step(alert, "dispatch", by=zhao)


def test_the_page_of_what_waits_counts_what_was_not_read(told, lan, zhao, client_of):
    client = client_of(lan)
    assert "Notifications</a>: 1 unread" in client.get(WAITING).content.decode()
    assert "unread" not in client_of(zhao).get(WAITING).content.decode()
    notification = Notification.objects.get(user=lan)
    assert client.get(reverse("alerts:notification", args=[notification.pk])).url == told.get_absolute_url()
    assert "unread" not in client.get(WAITING).content.decode()


def test_all_are_read_at_once(told, lan, wen, client_of):
    client = client_of(lan)
    assert "sent to your village" in client.get("/alerts/notifications/").content.decode()
    page = client.post("/alerts/notifications/read/", follow=True).content.decode()
    assert "1 notification marked as read." in page
    assert not Notification.objects.filter(user=lan).unread().exists()


def test_a_notification_is_its_own_persons(told, lan, zhao, qin, client_of):
    notification = Notification.objects.get(user=lan)
    assert client_of(zhao).get(reverse("alerts:notification", args=[notification.pk])).status_code == 404
    lan.grants.all().delete()
    assert client_of(lan).get("/alerts/notifications/").status_code == 403


# ------------------------------------------------------------------------------------------------------- the portrait


def test_the_portrait_tells_what_became_of_alerts(told, family, zhao, su, client_of):
    actions.take_alert_step(told, "drop", by=zhao, outcome="duplicate", reason="Seen last week")
    page = client_of(zhao).get(family.get_absolute_url()).content.decode()
    assert told.get_absolute_url() in page and "Duplicate" in page and enter(family) in page
    assert enter(family) not in client_of(su).get(family.get_absolute_url()).content.decode()
