"""GET /metrics: right numbers, nobody's data, only with the token; every ready alert has its gauge and its advice."""

import datetime as dt
import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.cache import cache
from django.db import OperationalError, connection
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

import povwatch
from accounts.audit.log import record_access
from alerts.models import RiskRun, RunState
from core.backup.models import BackupMade
from core.jobs.models import SWEEP, Job, TimetableEntry
from core.metrics import METRICS
from core.outbox.models import OutboxRow
from povwatch.celery import HEARTBEAT, note_heartbeat
from povwatch.metrics import UP
from povwatch.tests.factories import household
from visits.tests import told as phones

pytestmark = pytest.mark.django_db
TOKEN = "token-of-the-monitoring-with-32-letters"
ROOT = Path(settings.BASE_DIR)


@pytest.fixture(autouse=True)
def token(settings):
    settings.METRICS_TOKEN = TOKEN


@pytest.fixture
def noon(time_machine):
    time_machine.move_to("2026-06-15T12:00+08:00", tick=False)


def ask(client, token=f"Bearer {TOKEN}"):
    return client.get("/metrics", headers={"authorization": token})


def gauges(client) -> dict:
    """{(name, values of its labels, ...): value} of all gauges."""
    families = text_string_to_metric_families(ask(client).content.decode())
    return {(one.name, *one.labels.values()): one.value for family in families for one in family.samples}


@pytest.mark.parametrize(
    ("given", "status"),
    [
        (f"Bearer {TOKEN}", 200), (f"bearer {TOKEN}", 200), (f"Bearer {TOKEN}x", 401), (f"Bearer {TOKEN[:-1]}", 401),
        (TOKEN, 401), (f"Basic {TOKEN}", 401), ("Bearer ", 401), ("Bearer é", 401), ("", 401),
    ],
)  # fmt: skip
def test_only_whoever_has_the_token_reads_it(client, given, status):
    answer = ask(client, given)
    assert (answer.status_code, "povwatch_" in answer.content.decode()) == (status, status == 200)


@pytest.mark.parametrize("given", ["Bearer ", f"Bearer {TOKEN}"])
def test_without_the_setting_there_is_no_such_page(client, settings, given):
    settings.METRICS_TOKEN = ""
    assert ask(client, given).status_code == 404


def test_it_says_which_version_runs(client):
    [(labels, value)] = [(key[1:], value) for key, value in gauges(client).items() if key[0] == "povwatch_info"]
    assert povwatch.__version__ in labels and value == 1


def job(kind, minutes, **fields):
    at = timezone.now() - dt.timedelta(minutes=minutes)
    return Job.objects.create(**{"kind": kind, "language": "en", "asked_at": at, "not_before": at, **fields})


def test_what_waits_is_counted_by_kind_with_the_age_of_the_oldest(client, noon, county):
    job("recompute", 10), job("recompute", 30), job("send_digest", 1), job("recompute", -1)
    added = timezone.now() - dt.timedelta(minutes=7)
    OutboxRow.objects.create(kind="x", county=county.code, key="1", added_at=added, not_before=added)
    OutboxRow.objects.create(kind="x", county=county.code, key="2", added_at=added, attempts=6)
    told = gauges(client)
    assert told["povwatch_jobs_waiting", "recompute"] == 2 and told["povwatch_jobs_waiting", "send_digest"] == 1
    assert told["povwatch_jobs_oldest_waiting_seconds", "recompute"] == 1800
    assert (told["povwatch_outbox_due", "x"], told["povwatch_outbox_set_aside", "x"]) == (1, 1)
    assert told["povwatch_outbox_oldest_due_seconds", "x"] == 420


@pytest.mark.parametrize(("minutes", "counted"), [(1439, True), (1440, True), (1441, False)])
def test_what_failed_counts_for_a_day(client, noon, minutes, counted):
    job("recompute", minutes, state="failed", finished_at=timezone.now())
    assert (("povwatch_jobs_failed", "recompute") in gauges(client)) == counted


def test_the_age_of_the_newest_backup(client, noon):
    assert ("povwatch_backup_age_seconds",) not in gauges(client)
    for hours in (50, 26):
        BackupMade.objects.create(stamp=f"{hours}", made_at=timezone.now() - dt.timedelta(hours=hours), files=7)
    assert gauges(client)["povwatch_backup_age_seconds",] == 26 * 3600


def test_a_job_that_stands_still_is_counted(client, noon):
    job("recompute", 61, state="running", started_at=timezone.now() - dt.timedelta(minutes=31))
    told = gauges(client)
    assert (told["povwatch_jobs_standing_still", "recompute"], told["povwatch_jobs_standing_still", "end_data"]) == (
        1,
        0,
    )


def test_since_when_nobody_came(client, noon, county, heyi, neighbour):
    household(heyi)
    assert ("povwatch_sweep_age_seconds",) not in gauges(client)
    TimetableEntry.objects.create(kind=SWEEP, asked_at=timezone.now() - dt.timedelta(seconds=90))
    night = timezone.now() - dt.timedelta(hours=34)
    RiskRun.objects.create(
        county=county, as_of=night.date(), started_at=night, finished_at=night, state=RunState.COMPLETED
    )
    record_access(None, "signed_in", area=county)
    told = gauges(client)
    assert told["povwatch_sweep_age_seconds",] == 90
    assert told["povwatch_night_age_seconds", county.code] == 34 * 3600
    missing = {key[1]: value for key, value in told.items() if key[0] == "povwatch_night_missing"}
    assert missing == {county.code: 1, neighbour.code: 0}
    assert told["povwatch_log_unchained_seconds",] == 0


def test_a_line_of_the_log_that_waits(client, county, time_machine):
    time_machine.move_to("2026-06-15T12:00+08:00", tick=False)
    record_access(None, "signed_in", area=county)
    time_machine.shift(301)
    assert gauges(client)["povwatch_log_unchained_seconds",] == 301


@pytest.mark.parametrize(("hours", "counted"), [(23, 1), (24, 1), (25, 0)])
def test_visits_of_a_day_by_county_and_nothing_of_them(client, noon, heyi, lan, hours, counted):
    family = household(heyi)
    delivery = phones.receive(phones.told(family, {}), lan).delivery
    delivery.received_at = timezone.now() - dt.timedelta(hours=hours)
    delivery.save()
    assert gauges(client).get(("povwatch_visits_received", "999001"), 0) == counted
    text = ask(client).content.decode()
    assert not [word for word in (heyi.name, heyi.code, family.number, "Lan", lan.username) if word in text]


def test_worker_and_broker(client, settings):
    cache.delete(HEARTBEAT)
    assert (gauges(client)["povwatch_broker_up",], gauges(client)["povwatch_worker_up",]) == (1, 0)
    note_heartbeat()
    assert gauges(client)["povwatch_worker_up",] == 1
    cache.delete(HEARTBEAT)
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert (gauges(client)["povwatch_broker_up",], gauges(client)["povwatch_worker_up",]) == (0, 0)


def test_room_is_told(client):
    told = gauges(client)
    assert told["povwatch_disk_free_bytes",] > 1 << 20 and told["povwatch_database_bytes",] > 1 << 20


def test_a_database_that_is_away_is_told_and_so_is_the_rest(client, monkeypatch):
    def gone(*_given):
        raise OperationalError("connection to 10.0.0.5 refused")

    assert gauges(client)[UP,] == 1
    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", gone)
        told, text = gauges(client), ask(client).content.decode()
    assert told[UP,] == 0 and ("povwatch_disk_free_bytes",) in told and "10.0.0.5" not in text


# The ready alerts


def rules():
    [group] = yaml.safe_load((ROOT / "deploy" / "prometheus" / "alerts.yml").read_text())["groups"]
    return group["rules"]


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["alert"])
def test_every_alert_asks_for_a_gauge_that_there_is_and_says_what_to_do(rule):
    asked = set(re.findall(r"povwatch_\w+", rule["expr"]))
    assert asked <= {*METRICS, UP} and (asked or "up{" in rule["expr"])
    told = (ROOT / "docs" / "monitoring.md").read_text()
    assert f"### {rule['alert']}\n\n" in told and rule["annotations"]["summary"]


def test_advice_is_given_for_alerts_that_there_are():
    told = (ROOT / "docs" / "monitoring.md").read_text()
    assert set(re.findall(r"^### (Povwatch\w+)", told, re.M)) == {rule["alert"] for rule in rules()}


def test_every_gauge_is_explained():
    told = (ROOT / "docs" / "monitoring.md").read_text()
    assert set(re.findall(r"`(povwatch_\w+)`", told)) == {*METRICS, UP}
