"""The oldest lines of the access log end: the chain begins anew at the cut, and nothing younger can be cut off."""

import datetime as dt

import pytest
import time_machine
from django.core.management import call_command
from django.db import InternalError, ProgrammingError, transaction
from django.utils import timezone

from accounts.audit.chain import chain_county
from accounts.audit.cut import cut_log
from accounts.audit.log import record_access
from accounts.audit.verify import log_faults
from accounts.models import AccessEvent, LogCopy, LogCut, LogLink
from core import sql
from core.database_roles import as_owner, as_retention

COUNTY = "999001"
FIRST = dt.datetime(2020, 1, 1, 4, tzinfo=dt.UTC)
FAR = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def clock():
    with time_machine.travel(FIRST, tick=False) as moved:
        yield moved


@pytest.fixture
def lines(lan, heyi, clock):
    """A line a day for ten days, all chained."""
    made = []
    for _day in range(10):
        made.append(record_access(lan, "signed_in", area=heyi))
        clock.shift(dt.timedelta(days=1))
    assert chain_county(COUNTY) == 10
    return made


def day(number):
    return FIRST + dt.timedelta(days=number)


def faults():
    return [(fault.kind.value, fault.line) for fault in log_faults()]


def left():
    return list(AccessEvent.objects.filter(county=COUNTY).order_by("pk").values_list("pk", flat=True))


def test_lines_before_the_day_end_and_the_rest_is_verified_as_before(lines, capsys):
    digest = LogLink.objects.get(position=4).digest
    assert cut_log(COUNTY, day(4), 100) == 4
    assert left() == [line.pk for line in lines[4:]] and LogLink.objects.count() == 6
    cut = LogCut.objects.get()
    assert (cut.position, cut.digest, cut.lines, cut.last_at) == (4, digest, 4, day(3)) and faults() == []
    call_command("verify_log")
    told = capsys.readouterr().out
    assert "6 lines checked" in told and f"{COUNTY}: since 2020-01-04" in told and digest[:16] in told


@pytest.mark.parametrize("seconds, number", [(-1, 3), (0, 3), (1, 4)])
def test_a_line_ends_when_it_is_older_than_the_moment(lines, seconds, number):
    assert cut_log(COUNTY, day(3) + dt.timedelta(seconds=seconds), 100) == number


def test_it_is_done_a_part_at_a_time_and_again_changes_nothing(lines):
    assert [cut_log(COUNTY, day(5), 2) for _night in range(4)] == [2, 2, 1, 0]
    assert [cut.position for cut in LogCut.objects.all()] == [2, 4, 5] and faults() == []


def test_after_a_cut_lines_are_chained_and_verified_on(lines, lan, heyi, clock):
    assert cut_log(COUNTY, FAR - dt.timedelta(days=365 * 79), 100) == 10 and LogLink.objects.count() == 0
    record_access(lan, "signed_in", area=heyi)
    clock.shift(60)
    assert chain_county(COUNTY) == 1 and LogLink.objects.get().position == 11 and faults() == []


def test_what_is_altered_or_removed_after_a_cut_is_found(lines):
    cut_log(COUNTY, day(4), 100)
    with as_owner(), transaction.atomic():
        sql.execute_sql("SET LOCAL session_replication_role = replica")
        sql.execute_sql("UPDATE accounts_accessevent SET action = 'searched' WHERE id = %s", [lines[6].pk])
        sql.execute_sql("DELETE FROM accounts_loglink WHERE position = 5")
    assert ("removed", lines[5].pk) in faults() and ("altered", lines[6].pk) in faults()


def test_a_cut_with_another_digest_is_found(lines):
    cut_log(COUNTY, day(4), 100)
    with as_owner(), transaction.atomic():
        sql.execute_sql("SET LOCAL session_replication_role = replica")
        sql.execute_sql("UPDATE accounts_logcut SET digest = %s", ["0" * 64])
    assert faults() == [("altered", lines[4].pk)]


def test_what_was_not_copied_elsewhere_yet_stays(lines, settings):
    settings.LOG_COPY = "file:///nowhere"
    assert cut_log(COUNTY, day(5), 100) == 0
    LogCopy.objects.create(county=COUNTY, position=3)
    assert cut_log(COUNTY, day(5), 100) == 3


def test_a_line_out_of_order_ends_with_those_before_it(lines, lan, heyi, clock):
    """Guards against a cut that takes a younger line along because older ones stand behind it."""
    with time_machine.travel(day(1)):
        early = record_access(lan, "signed_in", area=heyi)
    with as_owner(), transaction.atomic():
        sql.execute_sql("SET LOCAL session_replication_role = replica")
        sql.execute_sql("DELETE FROM accounts_loglink")
        sql.execute_sql("UPDATE accounts_accessevent SET id = %s WHERE id = %s", [lines[0].pk - 1, early.pk])
        sql.execute_sql("UPDATE accounts_accessevent SET at = %s WHERE id = %s", [day(9), lines[0].pk])
    clock.shift(60)
    chain_county(COUNTY)
    assert cut_log(COUNTY, day(5), 100) == 1 and AccessEvent.objects.filter(pk=lines[0].pk).exists()


# --------------------------------------------------------------------------------------- what the database refuses


def cut_at(link, **values):
    made = {"county": link.county, "position": link.position, "digest": link.digest, "lines": 1, "last_at": FIRST}
    return LogCut.objects.create(**made | values)


def test_the_application_neither_cuts_nor_deletes(lines):
    for forbidden in (AccessEvent.objects.all(), LogLink.objects.all()):
        with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
            forbidden.delete()
    with pytest.raises(InternalError, match="by nobody else"), transaction.atomic():
        cut_at(LogLink.objects.first())
    with as_owner(), pytest.raises(InternalError, match="by nobody else"), transaction.atomic():
        cut_at(LogLink.objects.first())


def test_the_role_of_retention_deletes_nothing_that_lies_after_the_cut(lines):
    cut_log(COUNTY, day(4), 100)
    for younger in (AccessEvent.objects.filter(pk=lines[4].pk), LogLink.objects.filter(position=5)):
        with pytest.raises(InternalError, match="Cannot update or delete"), as_retention():
            younger.delete()
    with pytest.raises(ProgrammingError, match="permission denied"), as_retention():
        AccessEvent.objects.update(action="searched")
    assert len(left()) == 6 and faults() == []


def test_a_link_ends_only_with_its_line(lines):
    with pytest.raises(InternalError, match="Cannot update or delete"), as_retention():
        cut_at(LogLink.objects.first())
        LogLink.objects.filter(position=1).delete()


def test_a_cut_is_made_at_a_link_alone(lines):
    for wrong in ({"digest": "0" * 64}, {"position": 99}):
        with pytest.raises(InternalError, match="at one of its links"), as_retention():
            cut_at(LogLink.objects.get(position=4), **wrong)


@pytest.mark.parametrize("days, may", [(175, False), (190, True)])
def test_lines_of_the_last_six_months_are_kept_whatever_a_county_decides(lan, heyi, days, may):
    """By the clock of the database."""
    with time_machine.travel(timezone.now() - dt.timedelta(days=days)) as clock:
        record_access(lan, "signed_in", area=heyi)
        clock.shift(60)
        chain_county(COUNTY)
    if may:
        assert cut_log(COUNTY, FAR, 10) == 1
    else:
        with pytest.raises(InternalError, match="younger than 6 months"), transaction.atomic():
            cut_log(COUNTY, FAR, 10)


def test_the_rights_of_retention_are_not_passed_on(db):
    """Guards against an application that may delete without putting the role on."""
    for table in ("accounts_accessevent", "accounts_loglink", "households_householdevent"):
        ((own, role),) = sql.fetch_rows(
            "SELECT has_table_privilege(%s, %s, 'DELETE'), has_table_privilege(%s, %s, 'DELETE')",
            ["povwatch_application", table, "povwatch_application_retention", table],
        )
        assert (own, role) == (False, True), table
