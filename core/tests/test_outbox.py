"""The outbox: work is stored in the transaction that makes it necessary, and is done whatever fails meanwhile."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.outbox.actions import deliver_outbox, put_in_outbox, retry_outbox_row, sweep_outbox
from core.outbox.kinds import OUTBOX_KINDS, OutboxKind
from core.outbox.models import OutboxRow

pytestmark = pytest.mark.django_db
COUNTY = "999001"


@pytest.fixture
def letters(monkeypatch):
    """What was delivered: [(county, [keys], language)]. A key "bad" cannot be delivered."""
    delivered = []

    def deliver(county, rows):
        keys = [row.key for row in rows]
        if "bad" in keys:
            raise ValueError("Zhang San")
        delivered.append((county, sorted(keys), get_language()))

    monkeypatch.setitem(OUTBOX_KINDS, "letter", OutboxKind("letter", "A letter", deliver))
    return delivered


def put(*keys, county=COUNTY):
    for key in keys:
        put_in_outbox("letter", county, key)


def test_what_waits_in_a_county_is_delivered_together(letters):
    put(1, 2, 2)
    put(3, county="999002")
    assert sweep_outbox() == 3 and sorted(letters) == [("999001", ["1", "2"], "en"), ("999002", ["3"], "en")]
    assert not OutboxRow.objects.exists() and sweep_outbox() == 0


def test_with_the_transaction_goes_what_it_made_necessary(letters):
    with transaction.atomic():
        put(1)
        transaction.set_rollback(True)
    assert sweep_outbox() == 0 and letters == []


def test_one_bad_row_keeps_no_other_and_waits_longer_each_time(letters, time_machine, caplog):
    time_machine.move_to("2026-06-01T09:00+08:00", tick=False)
    put(1, "bad", 2)
    assert sweep_outbox() == 2 and [keys for _county, keys, _language in letters] == [["1"], ["2"]]
    row = OutboxRow.objects.get()
    assert (row.attempts, row.not_before - timezone.now()) == (1, dt.timedelta(seconds=30))
    assert row.error.startswith("ValueError at") and "Zhang" not in row.error + caplog.text
    time_machine.shift(29)
    assert sweep_outbox() == 0 and OutboxRow.objects.get().attempts == 1
    time_machine.shift(1)
    sweep_outbox()
    row.refresh_from_db()
    assert (row.attempts, row.not_before - timezone.now()) == (2, dt.timedelta(seconds=60))


@pytest.mark.parametrize(("attempts", "aside"), [(4, False), (5, True), (6, True)])
def test_what_fails_six_times_is_set_aside_until_somebody_wants_it(letters, attempts, aside):
    put("bad")
    OutboxRow.objects.update(attempts=attempts)
    sweep_outbox()
    row = OutboxRow.objects.get()
    assert row.is_set_aside == aside and row.attempts == min(attempts + 1, 6)
    assert retry_outbox_row(row) == aside
    assert OutboxRow.objects.due().exists() == aside


def test_what_becomes_necessary_again_while_it_is_delivered_is_delivered_again(monkeypatch):
    times = []

    def deliver(county, rows):
        times.append(rows[0].version)
        if len(times) == 1:
            put(1)

    monkeypatch.setitem(OUTBOX_KINDS, "letter", OutboxKind("letter", "A letter", deliver))
    put(1)
    sweep_outbox()
    assert OutboxRow.objects.get().version == 2
    sweep_outbox()
    assert times == [1, 2] and not OutboxRow.objects.exists()


def test_it_speaks_the_language_of_who_made_it_necessary(letters):
    with override("zh-hans"):
        put(1)
    put(2)
    sweep_outbox()
    assert sorted(letters) == [(COUNTY, ["1"], "zh-hans"), (COUNTY, ["2"], "en")]


def test_a_worker_hears_of_it_at_once_and_without_a_broker_the_sweep_does(
    letters, broker, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        put(1)
    assert [args for _task, *args, _options in broker] == [["letter", COUNTY]]
    broker.down()
    with django_capture_on_commit_callbacks(execute=True):
        put(2)
    assert sweep_outbox() == 2


def test_what_the_next_page_shows_is_delivered_at_once(letters, monkeypatch, django_capture_on_commit_callbacks):
    whole = OUTBOX_KINDS["letter"].deliver
    monkeypatch.setitem(OUTBOX_KINDS, "letter", OutboxKind("letter", "A letter", whole, at_once=True))
    with django_capture_on_commit_callbacks(execute=True):
        put(1, "bad")
    assert letters == [(COUNTY, ["1"], "en")] and OutboxRow.objects.get().key == "bad"


def test_no_more_than_five_hundred_go_together(letters):
    put(*range(501))
    assert deliver_outbox("letter", COUNTY) == 500 and OutboxRow.objects.count() == 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.sampled_from(["a", "b", "c"]), st.just("sweep"), st.just("fail")), max_size=12))
def test_whatever_the_order_everything_is_delivered_after_it_was_last_asked_for(letters, monkeypatch, story):
    """Property: after the last sweep nothing that was asked for is missing, and nothing was delivered unasked."""
    OutboxRow.objects.all().delete()
    asked, delivered, broken = {}, {}, []

    def deliver(county, rows):
        if broken:
            broken.pop()
            raise ValueError
        for row in rows:
            delivered[row.key] = asked[row.key]

    monkeypatch.setitem(OUTBOX_KINDS, "letter", OutboxKind("letter", "A letter", deliver))
    for place, word in enumerate(story):
        if word == "sweep":
            sweep_outbox()
        elif word == "fail":
            broken.append(True)
        else:
            asked[word] = place
            put(word)
    broken.clear()
    OutboxRow.objects.update(not_before=timezone.now())
    sweep_outbox()
    assert delivered == asked and not OutboxRow.objects.exists()
