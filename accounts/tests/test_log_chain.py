"""The chain over the access log: made of what is committed, in the order of the numbers; altered, removed and inserted
lines are found; the copy elsewhere loses nothing."""

import datetime as dt
import io
import json
import socketserver
import threading

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import InternalError, ProgrammingError, connection, transaction

from accounts.audit import chain
from accounts.audit.chain import chain_county
from accounts.audit.copy import copy_county
from accounts.audit.log import record_access
from accounts.audit.verify import log_faults, verify_log
from accounts.models import AccessEvent, LogCopy, LogLink, LogNotice
from core import sql
from core.database_roles import as_owner
from povwatch.tests.factories import household

MORNING = dt.datetime(2026, 6, 15, 1, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MORNING, tick=False) as moved:
        yield moved


@pytest.fixture
def lines(lan, heyi, clock):
    """Five lines of a county, all chained."""
    family = household(heyi)
    made = [record_access(lan, "opened", family, area=heyi, found=number) for number in range(5)]
    clock.shift(60)
    assert chain_county("999001") == 5
    return made


def as_superuser(statement, *params):
    """Do what only somebody with the owner's password can: triggers are off."""
    with as_owner(), transaction.atomic():
        sql.execute_sql("SET LOCAL session_replication_role = replica")
        sql.execute_sql(statement, params)


def faults():
    return [(fault.kind.value, fault.line) for fault in log_faults()]


def test_each_link_carries_the_digest_of_the_one_before(lines):
    links = list(LogLink.objects.order_by("position"))
    assert [(link.position, link.line) for link in links] == [(at, line.pk) for at, line in enumerate(lines, 1)]
    kept = {line["id"]: line for line in AccessEvent.objects.values(*chain.COVERED)}
    before = ""
    for link in links:
        before = chain.line_digest(before, kept[link.line])
        assert link.digest == before


def test_the_next_run_goes_on_where_the_last_one_ended(lines, lan, heyi, clock):
    record_access(lan, "opened", area=heyi)
    clock.shift(60)
    assert (chain_county("999001"), chain_county("999001")) == (1, 0)
    assert LogLink.objects.latest("position").position == 6 and faults() == []


@pytest.mark.parametrize("seconds, chained", [(10, 0), (11, 1)])
def test_a_young_line_waits_a_moment(lan, heyi, clock, seconds, chained):
    record_access(lan, "opened", area=heyi)
    clock.shift(seconds)
    assert chain_county("999001") == chained


@pytest.mark.parametrize("minutes, told", [(4, 0), (5, 0), (5.1, 1)])
def test_a_line_that_stood_unchained_for_more_than_five_minutes_is_told_of(lan, su, heyi, clock, minutes, told):
    line = record_access(lan, "opened", area=heyi)
    clock.shift(minutes * 60)
    chain_county("999001")
    assert [(one.kind, one.first_line) for one in LogNotice.objects.visible_to(su)] == [("late", line.pk)] * told


def test_a_smaller_number_that_comes_to_light_later_gets_the_next_place(lines, lan, heyi, clock):
    """Its transaction took its number first and committed last."""
    early = record_access(lan, "opened", area=heyi)
    as_superuser("UPDATE accounts_accessevent SET id = %s WHERE id = %s", lines[0].pk - 1, early.pk)
    clock.shift(30)
    assert chain_county("999001") == 1 and faults() == []
    assert LogLink.objects.latest("position").line == lines[0].pk - 1


def test_each_county_has_its_own_chain_and_strangers_have_one(lan, mo, heyi, neighbour, clock):
    record_access(lan, "opened", area=heyi), record_access(mo, "signed_in"), record_access(None, "sign_in_failed")
    clock.shift(60)
    assert [chain_county(code) for code in ("999001", "999002", "", "999003")] == [1, 1, 1, 0]
    assert set(LogLink.objects.values_list("county", "position")) == {("999001", 1), ("999002", 1), ("", 1)}


def test_a_worker_that_was_away_for_a_week_leaves_nothing_out(lines, lan, heyi, clock):
    record_access(lan, "opened", area=heyi)
    clock.shift(7 * 24 * 3600)
    record_access(lan, "opened", area=heyi)
    clock.shift(60)
    assert chain_county("999001") == 2 and faults() == []


def test_links_are_only_added(lines):
    for change in (lambda: LogLink.objects.update(digest=""), lambda: LogLink.objects.all().delete()):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            change()
        with as_owner(), pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
            change()


@pytest.mark.parametrize(
    "column, value",
    [("user_id", None), ("at", MORNING - dt.timedelta(seconds=1)), ("action", "searched"), ("reason", "x"),
     ("households", [1]), ("details", "{}"), ("address", "10.0.0.1"), ("outcome", "refused"), ("county", "999002")],
)  # fmt: skip
def test_an_altered_line_is_found(lines, column, value):
    as_superuser(f"UPDATE accounts_accessevent SET {column} = %s WHERE id = %s", value, lines[2].pk)
    assert faults() == [("altered", lines[2].pk)]


def test_a_removed_line_is_found(lines):
    as_superuser("DELETE FROM accounts_accessevent WHERE id = %s", lines[1].pk)
    assert faults() == [("removed", lines[1].pk)]


def test_a_line_removed_with_its_link_is_found(lines):
    as_superuser("DELETE FROM accounts_accessevent WHERE id = %s", lines[1].pk)
    as_superuser("DELETE FROM accounts_loglink WHERE line = %s", lines[1].pk)
    assert faults() == [("removed", lines[2].pk)]


def test_an_end_that_was_cut_off_is_found_by_how_far_the_copy_is(lines, settings, tmp_path):
    settings.LOG_COPY = f"file://{tmp_path}/log"
    copy_county("999001")
    as_superuser("DELETE FROM accounts_accessevent WHERE id = %s", lines[4].pk)
    as_superuser("DELETE FROM accounts_loglink WHERE line = %s", lines[4].pk)
    assert faults() == [("removed", 0)]


def test_a_line_put_in_among_older_ones_is_found(lines, lan, heyi, clock):
    clock.move_to(MORNING - dt.timedelta(days=3))
    put_in = record_access(lan, "opened", area=heyi)
    clock.move_to(MORNING + dt.timedelta(minutes=2))
    chain_county("999001")
    assert faults() == [("inserted", put_in.pk)]


def test_a_link_that_was_altered_is_found_with_the_line_after_it(lines):
    as_superuser("UPDATE accounts_loglink SET digest = repeat('0', 64) WHERE line = %s", lines[1].pk)
    assert faults() == [("altered", lines[1].pk), ("altered", lines[2].pk)]


def test_a_long_chain_is_checked_a_part_at_a_time(lines, monkeypatch):
    monkeypatch.setattr("accounts.audit.verify.LINES_AT_ONCE", 2)
    as_superuser("DELETE FROM accounts_accessevent WHERE id = %s", lines[3].pk)
    assert faults() == [("removed", lines[3].pk)]


def test_the_night_tells_the_auditors_what_is_wrong_and_where(lines, su, mo):
    as_superuser("DELETE FROM accounts_accessevent WHERE id IN (%s, %s)", lines[1].pk, lines[3].pk)
    assert verify_log() == {"999001 removed": 2}
    told = LogNotice.objects.visible_to(su).get()
    assert (told.kind, told.number, told.first_line) == ("removed", 2, lines[1].pk)
    assert not LogNotice.objects.visible_to(mo).exists()


def test_lines_of_a_machine_that_was_off_are_late_and_not_put_in(lines, lan, su, heyi, clock):
    """Guards against "restore from a backup" after every night without power: the lines before it wait for a place."""
    line = record_access(lan, "opened", area=heyi)
    clock.shift(9 * 3600)
    assert verify_log() == {} and faults() == []
    assert [(one.kind, one.first_line) for one in LogNotice.objects.visible_to(su)] == [("late", line.pk)]


def test_the_command_gives_waiting_lines_their_place_first(lines, lan, heyi, clock):
    record_access(lan, "opened", area=heyi)
    clock.shift(9 * 3600)
    told = io.StringIO()
    call_command("verify_log", stdout=told)
    assert "6 lines checked" in told.getvalue()


def test_the_command_says_which_line_and_fails(lines):
    told = io.StringIO()
    call_command("verify_log", stdout=told)
    assert "5 lines checked" in told.getvalue()
    as_superuser("UPDATE accounts_accessevent SET reason = 'x' WHERE id = %s", lines[0].pk)
    with pytest.raises(CommandError, match="1 lines are not as they were written"):
        call_command("verify_log", stdout=told)
    assert f"line {lines[0].pk} altered" in told.getvalue()


# ------------------------------------------------------------------------------------------------------------ the copy


def test_without_a_target_nothing_is_copied(lines):
    assert copy_county("999001") == 0 and not LogCopy.objects.exists()


def test_every_line_is_copied_once_with_its_place(lines, settings, tmp_path):
    settings.LOG_COPY = f"file://{tmp_path}/log"
    assert (copy_county("999001"), copy_county("999001")) == (5, 0)
    told = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    assert [(one["position"], one["id"]) for one in told] == [(at, line.pk) for at, line in enumerate(lines, 1)]
    assert told[4]["digest"] == LogLink.objects.get(position=5).digest


def test_nothing_is_lost_while_the_target_is_away(lines, su, settings, tmp_path):
    settings.LOG_COPY = f"file://{tmp_path}/away/log"
    assert copy_county("999001") == 0
    assert LogNotice.objects.visible_to(su).get().kind == "copy_away"
    (tmp_path / "away").mkdir()
    assert copy_county("999001") == 5


class Syslog(socketserver.BaseRequestHandler):
    def handle(self):
        while got := self.request.recv(65_536):
            self.server.got += got


def test_a_syslog_gets_every_line_framed(lines, settings):
    with socketserver.TCPServer(("127.0.0.1", 0), Syslog) as server:
        server.got = b""
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.LOG_COPY = f"syslog://127.0.0.1:{server.server_address[1]}"
        assert copy_county("999001") == 5
        server.shutdown()
    length, _space, rest = server.got.partition(b" ")
    first = rest[: int(length)].decode()
    assert first.startswith("<110>1 2026-06-15T") and json.loads(first.partition(" - - - ")[2])["id"] == lines[0].pk
    assert server.got.count(b"povwatch") == 5


def test_a_syslog_that_is_away_holds_nothing_up(lines, settings):
    settings.LOG_COPY = "syslog://127.0.0.1:1"
    assert copy_county("999001") == 0 and LogCopy.objects.get().position == 0


@pytest.mark.django_db(transaction=True)
def test_a_line_waits_for_nobody_while_the_chain_is_being_made(lan, heyi, clock):
    """Another connection holds the chain's lock and table; the line is there at once."""
    side = connection.copy()
    try:
        with side.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SET ROLE NONE")  # the owner: nobody else may lock it
            cursor.execute("LOCK TABLE accounts_loglink IN SHARE ROW EXCLUSIVE MODE")
            sql.execute_sql("SET lock_timeout = '200ms'")
            assert record_access(lan, "opened", area=heyi).pk
            cursor.execute("ROLLBACK")
    finally:
        side.close()
        sql.execute_sql("SET lock_timeout = 0")
