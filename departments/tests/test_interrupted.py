"""What happens when the work on a batch is interrupted, doubled, or asked for by many at once."""

import datetime as dt
import json
import subprocess
import sys
import threading
import urllib.request

import pytest
from django.db import connection

from core.jobs.models import Job
from core.jobs.work import work_on_job
from core.outbox.models import OutboxRow
from departments.api.tokens import make_feed_token
from departments.batches import actions
from departments.models import FeedBatch, FeedMonth, FeedRow
from departments.models.tokens import FeedRequest
from households.models import UnknownPerson
from povwatch.tests.factories import household, member

from .sent import LIU, WANG, row, send

FEED = "medical_insurance"
AT_ONCE = 50


@pytest.fixture
def home(heyi, transactional_db):
    made = household(heyi, people=1)
    member(made, name="Sample Liu", id_number=LIU)
    return made


def last_month():
    return (dt.date.today().replace(day=1) - dt.timedelta(1)).replace(day=1)


def begun(tan, county, rows):
    """A checked batch that somebody asked to publish; and the job that does it."""
    batch = send(rows, FEED, tan, county, month=last_month(), publish=False)
    actions.request_batch_publish(batch=batch, by=tan)
    return batch, actions.latest_batch_job(batch)


KILLED = """
import os, signal, sys
import django
django.setup()
from django.conf import settings
from core.jobs.work import work_on_job
from departments.batches import run
settings.MEDIA_ROOT = sys.argv[3]
setattr(run, sys.argv[2], lambda *given, **more: os.kill(os.getpid(), signal.SIGKILL))
work_on_job(sys.argv[1])
"""


def work_and_die(job, where, settings):
    """Begin the job in a process that is killed where it would go on to `where`."""
    address = settings.DATABASES["default"]
    place = f"{address['HOST']}:{address['PORT']}/{connection.settings_dict['NAME']}"
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(job.pk), where, str(settings.MEDIA_ROOT)],
        cwd=settings.BASE_DIR,
        env={
            "DJANGO_SETTINGS_MODULE": "povwatch.settings",
            "DATABASE_URL": f"postgres://{address['USER']}:{address['PASSWORD']}@{place}",
            "REDIS_URL": settings.REDIS_URL, "POVWATCH_HOME": str(settings.HOME), "PATH": "/usr/bin:/bin",
            "SECRET_KEY": settings.SECRET_KEY, "FIELD_KEY": settings.FIELD_KEY,
        },
    )  # fmt: skip
    assert killed.returncode == -9


def written() -> tuple:
    """What publishing writes, as far as it can be compared."""
    rows = FeedRow.objects.order_by("reference", "version")
    return (
        list(rows.values_list("reference", "version", "amount", "is_current", "is_withdrawn", "member")),
        list(FeedMonth.objects.values_list("month", "rows")),
        UnknownPerson.objects.count(),
        OutboxRow.objects.filter(kind="recompute_household").count(),
    )


@pytest.mark.parametrize("where", ["write_batch", "note_feed_came", "tell_of_strangers", "store_batch_outcome"])
def test_a_worker_killed_in_the_middle_leaves_nothing_and_the_next_ends_the_same(home, tan, county, settings, where):
    send([row("A1"), row("A2")], FEED, tan, county, month=last_month())
    OutboxRow.objects.all().delete()
    before = written()
    batch, job = begun(tan, county, [row("A2", self_paid="7000"), row("A3", id_number=WANG), row("A4")])
    work_and_die(job, where, settings)
    batch.refresh_from_db()
    assert batch.state == "publishing" and written() == before
    assert work_on_job(job.pk)
    batch.refresh_from_db()
    assert batch.state == "published" and (batch.counts["new"], batch.counts["changed"]) == (2, 1)
    rows, months, strangers, judged = written()
    assert [one[:3] for one in rows] == [
        ("A1", 1, 6200), ("A2", 1, 6200), ("A2", 2, 7000), ("A3", 1, 6200), ("A4", 1, 6200),
    ]  # fmt: skip
    assert (months, strangers, judged) == ([(last_month(), 4)], 1, 1)


def test_two_workers_that_publish_at_once_wait_for_each_other(home, tan, county):
    both = [begun(tan, county, [row("A1"), row(f"B{number}")]) for number in (1, 2)]
    together([lambda job=job: work_on_job(job.pk) for _batch, job in both])
    assert set(FeedBatch.objects.values_list("state", flat=True)) == {"published"}
    assert sorted(FeedRow.objects.values_list("reference", "version")) == [("A1", 1), ("B1", 1), ("B2", 1)]


def together(works):
    """Do all of it at the same time."""
    start = threading.Barrier(len(works))

    def go(work):
        start.wait()
        try:
            work()
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_fifty_identical_posts_at_once_are_one_batch(home, qin, county, live_server):
    until = dt.date.today() + dt.timedelta(30)
    _made, text = make_feed_token(county=county, feed=FEED, name="Sample system", valid_until=until, by=qin)
    said = {"month": f"{last_month():%Y-%m}", "rows": [row()], "publish": True}
    request = urllib.request.Request(
        f"{live_server.url}/departments/api/batches", json.dumps(said).encode(), method="POST",
        headers={"Authorization": f"Bearer {text}", "Idempotency-Key": "k1", "Content-Type": "application/json"},
    )  # fmt: skip
    answers = []

    def post():
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                answers.append((answer.status, json.load(answer)["id"]))
        except ConnectionError:  # the small server of tests lets so many wait; whoever is turned away asks again
            post()

    together([post] * AT_ONCE)
    batch = FeedBatch.objects.get()
    assert sorted(answers) == [(200, batch.pk)] * (AT_ONCE - 1) + [(202, batch.pk)]
    assert FeedRequest.objects.count() == Job.objects.filter(kind="feed_check").count() == 1
    work_on_job(actions.latest_batch_job(batch).pk)
    batch.refresh_from_db()
    work_on_job(actions.latest_batch_job(batch).pk)
    assert FeedRow.objects.count() == 1
