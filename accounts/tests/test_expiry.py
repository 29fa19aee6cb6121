"""What is over is cleared each night: sessions that ended, sign-in links whose time is past."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.jobs import forget_sign_ins
from accounts.models import OpenSession, SignInLink
from accounts.people.links import ask_for_link
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


def test_it_is_done_each_night():
    assert "forget_sign_ins" in TIMETABLE
