"""What is over is cleared each night: sessions, sign-in links, failed sign-ins, digests."""

import datetime as dt

import pytest
from axes.models import AccessAttempt, AccessLog
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.jobs import forget_sign_ins
from accounts.models import AccessEvent, DigestSent, OpenSession, SignInLink
from accounts.people.expiry import ATTEMPTS_KEPT
from accounts.people.links import ask_for_link
from core.dates import today
from povwatch.schedule import TIMETABLE

SECOND = dt.timedelta(seconds=1)


@pytest.mark.parametrize(("left", "gone"), [(-SECOND, True), (60 * SECOND, False)])
def test_a_session_that_ended_is_deleted_with_where_it_was(lan, left, gone):
    session = Session.objects.create(session_key="x" * 32, session_data="", expire_date=timezone.now() + left)
    OpenSession.objects.create(session_key=session.session_key, user=lan, road="password")
    assert forget_sign_ins(None)["sessions"] == gone
    assert Session.objects.exists() == OpenSession.objects.exists() == (not gone)


@pytest.mark.parametrize(("left", "state"), [(-SECOND, "refused"), (60 * SECOND, "asked")])
def test_a_link_whose_time_is_over_is_closed_and_says_so(wen, left, state):
    ask_for_link("wen", address="10.0.0.1")
    SignInLink.objects.update(expires_at=timezone.now() + left)
    assert forget_sign_ins(None)["links"] == (state == "refused")
    link = SignInLink.objects.get()
    assert (link.state, link.transitions.last().target) == (state, state)


@pytest.mark.parametrize(("left", "gone"), [(-SECOND, True), (dt.timedelta(), False), (SECOND, False)])
@pytest.mark.django_db
def test_failed_sign_ins_are_forgotten_after_a_day(client, time_machine, left, gone):
    """What was typed there may be a password in the wrong field."""
    time_machine.move_to("2026-06-15T12:00+08:00", tick=False)
    client.post("/accounts/sign-in/", {"username": "river-stone-42", "password": "wrong"})
    AccessLog.objects.create(username="lan")
    assert AccessAttempt.objects.count() == 1
    time_machine.shift(ATTEMPTS_KEPT - left)
    assert forget_sign_ins(None)["attempts"] == 2 * gone
    assert AccessAttempt.objects.exists() == AccessLog.objects.exists() == (not gone)


def test_a_sign_in_is_written_down_once(client, lan):
    """In the access log, and not in a second one that nobody reads and nothing ends."""
    client.post("/accounts/sign-in/", {"username": "lan", "password": "river-stone-42"})
    assert AccessEvent.objects.filter(action="signed_in", user=lan).exists() and not AccessLog.objects.exists()


@pytest.mark.parametrize(("days", "gone"), [(29, False), (30, False), (31, True)])
def test_the_day_of_a_digest_is_forgotten_after_a_month(lan, days, gone):
    DigestSent.objects.create(user=lan, day=today() - dt.timedelta(days))
    assert forget_sign_ins(None)["digests"] == gone
    assert DigestSent.objects.exists() == (not gone)


def test_it_is_done_each_night():
    assert "forget_sign_ins" in TIMETABLE
