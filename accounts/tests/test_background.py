"""The page of background work: the administrator sees what was given up, has it tried again, and sees nobody's data."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessEvent
from core.jobs.actions import ask_job
from core.jobs.models import Job
from core.outbox.models import OutboxRow


@pytest.fixture
def aside(county, qin):
    """A job of Qin's county during which two workers died."""
    job = ask_job("registry_check", county=county.code, by=qin, batch=7)
    Job.objects.filter(pk=job.pk).update(
        state="set_aside",
        attempts=2,
        finished_at=timezone.now(),
        error="MemoryError at files.py:12",
        failure="Told them to wait",
    )
    return job


@pytest.fixture
def undelivered(county):
    return OutboxRow.objects.create(
        kind="recompute_household", county=county.code, key="12345", attempts=6, error="KeyError at run.py:7"
    )


STATES = [("waiting", False), ("done", False), ("failed", True), ("set_aside", True)]


def page(client, **query):
    return client.get("/accounts/background/", query).content.decode()


def test_ding_sees_what_was_given_up_and_nobodys_data(aside, undelivered, ding, client_of):
    shown = page(client_of(ding), needs="someone")
    assert "Check a registry file" in shown and "MemoryError at files.py:12" in shown and "Set aside" in shown
    assert "Recompute a household" in shown and "KeyError at run.py:7" in shown
    assert "12345" not in shown and "Told them" not in shown


def test_the_page_says_which_version_runs(ding, client_of, settings):
    settings.VERSION = "7.8.9"
    assert "This site runs version 7.8.9." in page(client_of(ding))


def test_an_empty_page_says_so(ding, client_of):
    assert "No background work matches" in page(client_of(ding))


@pytest.mark.parametrize(
    ("state", "shown"), [("waiting", False), ("done", False), ("failed", True), ("set_aside", True)]
)
def test_what_needs_somebody_can_be_listed_alone(aside, ding, client_of, state, shown):
    Job.objects.update(state=state, finished_at=None if state == "waiting" else timezone.now(), error="Here I am")
    assert ("Here I am" in page(client_of(ding), needs="someone")) == shown
    assert "Here I am" in page(client_of(ding), state=state)


@pytest.mark.parametrize(("seconds", "late"), [(29, False), (31, True)])
def test_a_job_that_nobody_is_at_is_late_after_half_a_minute(aside, ding, client_of, time_machine, seconds, late):
    time_machine.move_to("2026-06-01T09:00+08:00", tick=False)
    Job.objects.update(state="waiting", finished_at=None, not_before=timezone.now(), error="Here I am")
    time_machine.shift(seconds)
    shown = page(client_of(ding), needs="someone")
    assert ("Here I am" in shown, "Try again" in shown) == (late, late)


def test_it_is_tried_again_once_with_a_line_in_the_log(aside, undelivered, ding, client_of):
    desk = client_of(ding)
    for url in (
        reverse("accounts:background-job-retry", args=[aside.pk]),
        reverse("accounts:background-outbox-retry", args=[undelivered.pk]),
    ):
        assert "It is tried again." in desk.post(url, follow=True).content.decode()
        assert "Nothing was changed" in desk.post(url, follow=True).content.decode()
    aside.refresh_from_db()
    assert (aside.state, aside.attempts) == ("waiting", 0) and OutboxRow.objects.due().exists()
    told = AccessEvent.objects.filter(user=ding).order_by("pk").values_list("action", "details__kind")
    assert list(told) == [("job_retried", "registry_check"), ("outbox_retried", "recompute_household")]


def test_the_neighbours_work_is_not_seen_and_others_may_not_look(aside, undelivered, neighbour, qin, su, client_of):
    Job.objects.update(county=neighbour.code)
    OutboxRow.objects.update(county=neighbour.code)
    from povwatch.tests import factories

    hers = client_of(factories.person("ning", "system_administrator", neighbour))
    assert "Check a registry file</th>" in page(hers)
    assert [client_of(user).get("/accounts/background/").status_code for user in (qin, su)] == [403, 403]


def test_the_neighbours_work_is_404(aside, undelivered, neighbour, ding, client_of):
    Job.objects.update(county=neighbour.code)
    OutboxRow.objects.update(county=neighbour.code)
    for url in (
        reverse("accounts:background-job-retry", args=[aside.pk]),
        reverse("accounts:background-outbox-retry", args=[undelivered.pk]),
    ):
        assert client_of(ding).post(url).status_code == 404
    assert "MemoryError" not in page(client_of(ding)) and "KeyError" not in page(client_of(ding))
