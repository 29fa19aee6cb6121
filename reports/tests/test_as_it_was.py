"""A frozen month is verified: counted again from what was known when it was frozen, it gives the same digest, whatever
was written since; and changes to its rows are detected."""

import io
import json
import re
from dataclasses import replace

import pglock
import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models.functions import JSONObject
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import Case
from core import sql
from core.database_roles import as_owner
from core.templatetags import pw
from core.workflow import ActionRefused
from households.models import Household
from povwatch.tests import factories
from reports.counting import COUNTINGS, movements, point_in_time, rows
from reports.models import MonthlyReport, ReportRow
from reports.month import actions as month_actions
from reports.month import verify
from reports.sheets import REPORT_SHEETS
from reports.sheets.table import detail_sheet_rows
from reports.sheets.writing import write_cell
from visits.models import Visit

from . import busy
from .busy import JUNE, june
from .later import LATER, Place


@pytest.fixture
def month(transactional_db, heyi, county, alert, zhao):
    """June, frozen. What is written afterwards is later, because here every SQL statement is a transaction."""
    busy.fill(heyi, alert, zhao, people=3)
    seen = busy.visit(factories.household(heyi), june(5))
    busy.check(seen.household, june(5), food=False, source_visit=seen.pk)
    return month_actions.close_report_month(county, JUNE)


def today(report, counting) -> dict:
    """The digests of one counting of the same month, from today's data: {code: digest}."""
    with transaction.atomic():
        again = MonthlyReport.objects.create(county=report.county, month=JUNE, version=9, as_of=report.as_of)
        counted = replace(rows.counted_month_of(again), undated_at=timezone.now())
        for queryset in COUNTINGS[counting].rows(counted):
            rows.insert_report_rows(again, queryset)
        told = dict(sql.fetch_rows(verify.CODE_DIGESTS_SQL, [again.pk]))
        transaction.set_rollback(True)
    return told


def said(*options) -> str:
    out = io.StringIO()
    call_command("close_month", "2026-06", "--verify", *options, stdout=out)
    return out.getvalue()


def test_whatever_is_written_later_the_month_gives_the_same_digest(month, county, heyi, shuikou, zhao, tmp_path):
    place, unnoticed = Place(county, heyi, shuikou, zhao, tmp_path), []
    for name, (counting, edit) in LATER.items():
        before = today(month, counting)
        edit(place)
        unnoticed += [name] * (today(month, counting) == before)
    assert unnoticed == [], "what changes nothing today proves nothing"
    verdict = verify.verify_report(month)
    assert verdict.differences == [] and verdict.holds
    assert "Parameters of that day were enacted later" in said()


@pytest.mark.parametrize("model", [Visit, Case])
def test_a_visit_and_a_case_lie_where_their_household_lay(month, county, heyi, shuikou, model):
    moment, homes = timezone.now(), set(model.objects.values_list("household", flat=True))
    Household.objects.update(village=shuikou)
    assert homes and set(model.objects.values_list("village", flat=True)) == {shuikou.pk}
    with transaction.atomic(), point_in_time.data_known_at(county, moment):
        then = {home for home, place in model.objects.values_list("household", "village") if place == heyi.pk}
        assert then == homes
    assert set(model.objects.values_list("village", flat=True)) == {shuikou.pk}


TAMPERED = {  # key: the code of a row; value: the change
    "stock.marginal.uncleared": {"people": 99},
    "visits.routine": {"times": 9},
    "visits.verify": {"on": june(30)},
    "helped.month.sudden": {"yuan": 5_000_000},
    "month.remarked": {"details": {"type": "sudden"}},
    "month.rolled_back": {"code": "month.identified"},
}


def test_whoever_changes_a_line_is_found_out(month):
    with as_owner(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # triggers do not protect the rows now
        for code, values in TAMPERED.items():
            row = month.rows.filter(code=code).earliest("pk")
            ReportRow.objects.filter(pk=row.pk).update(**values)
    verdict = verify.verify_report(month)
    assert not verdict.holds and verdict.again.digest == month.digest
    assert {one["code"] for one in verdict.differences} == {*TAMPERED, "month.identified"}


def test_the_command_tells_the_word_that_differs(month):
    with as_owner(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        month.rows.filter(code="stock.marginal.uncleared").update(people=99)
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 of 1 frozen reports do not hold"):
        call_command("close_month", "2026-06", "--verify", stdout=out)
    assert "stock.marginal.uncleared: kept 1, 99, 1, 0; counted again 1, 3, 1, 0" in out.getvalue()


def test_the_command_proves_every_version(month, county, qin, heyi):
    factories.case(factories.household(heyi), identified_on=june(30))
    second = month_actions.take_report_step(
        month_actions.correct_report(month, by=qin, why="Recorded late"), "freeze", by=qin
    )
    told = json.loads(said("--json", "--county", county.code))
    assert [(one["version"], one["holds"], one["digest_again"]) for one in told] == [
        (1, True, month.digest),
        (2, True, second.digest),
    ]
    assert month.digest != second.digest and "version 1: holds" in said()


def test_a_month_that_nobody_froze_is_not_verified(county, heyi):
    factories.household(heyi)
    with pytest.raises(CommandError, match="2026-06 is not frozen"):
        said()


def test_rules_that_changed_since_are_told(month, monkeypatch):
    monkeypatch.setattr(verify, "rules_digest", lambda: "other")
    assert ": holds" in said() and "rules or countings changed since" in said()


def test_a_month_frozen_before_incomes_were_counted_still_holds(transactional_db, county, heyi, monkeypatch):
    """An earlier version counted no months known, and the decisions it stored did not say how many there were."""
    told = {"per_capita": "9000.00", "net": "18000.00"}
    factories.case(factories.household(heyi), identified_on=june(5), statement_at_identification=told)
    factories.case(factories.household(heyi), cleared_on=june(6))
    with monkeypatch.context() as earlier:
        earlier.setattr(rows, "COUNTINGS", {name: one for name, one in COUNTINGS.items() if name != "incomes"})
        earlier.setattr(movements, "MONTHS_KNOWN", JSONObject())
        month = month_actions.close_report_month(county, JUNE)
    assert month.rows.filter(code="month.identified").exists()
    factories.case(factories.household(heyi), identified_on=june(9), **busy.decided("identification", 10, 2))
    assert verify.verify_report(month).holds
    (row,) = detail_sheet_rows(month, REPORT_SHEETS["T5"], [county])
    cells = {column.key: write_cell(column, row) for column in REPORT_SHEETS["T5"].details}
    assert cells["known"] == pw.NOTHING


# What is being written while a month is frozen


@pytest.fixture
def somebody(month):
    """A second connection on which somebody is writing."""
    other = connection.copy()
    other.set_autocommit(False)
    yield other
    other.close()


def write_a_visit(other, month):
    home = month.rows.filter(code="stock.marginal.uncleared").get().household_id
    with other.cursor() as cursor:
        cursor.execute(
            "INSERT INTO visits_visit (id, household_id, visited_on, received_at, purpose, way, state, people_met, "
            "needs, note, shocks) VALUES (gen_random_uuid(), %s, '2026-06-29', now(), 'routine', 'in_person', "
            "'submitted', '', '', '', '{}')",
            [home],
        )


def test_freezing_waits_for_who_is_writing(month, somebody, qin, monkeypatch):
    write_a_visit(somebody, month)
    monkeypatch.setattr(point_in_time.time, "sleep", lambda seconds: somebody.commit())
    second = month_actions.take_report_step(
        month_actions.correct_report(month, by=qin, why="Recorded late"), "freeze", by=qin
    )
    visits = [report.rows.filter(code="visits.routine", on=june(29)).count() for report in (month, second)]
    assert visits == [0, 1] and verify.verify_report(second).holds


def test_freezing_does_not_wait_for_ever(month, somebody, qin, monkeypatch):
    write_a_visit(somebody, month)
    monkeypatch.setattr(point_in_time, "WRITERS_PATIENCE", 0)
    with pytest.raises(ActionRefused, match="still being written"):
        month_actions.take_report_step(
            month_actions.correct_report(month, by=qin, why="Recorded late"), "freeze", by=qin
        )


def test_two_that_count_do_not_wait_for_each_other(month, somebody, qin, monkeypatch):
    """As when the schedule closes several counties at once."""
    write_a_visit(somebody, month)  # any transaction number; a counting would write its rows
    with somebody.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [pglock.advisory(point_in_time.COUNTING).int_lock_id])
    # Others may look at this database for a moment; `somebody` never ends, so waiting for it would use up the time.
    monkeypatch.setattr(point_in_time, "WRITERS_PATIENCE", 60)
    assert month_actions.take_report_step(
        month_actions.correct_report(month, by=qin, why="Recorded late"), "freeze", by=qin
    ).is_sealed


# Completeness

REFERENCE = {"accounts_area"}  # the divisions stay as they are
TABLES = {model._meta.db_table for model in apps.get_models()}


def test_every_table_that_a_month_reads_is_rebuilt(county, heyi, alert, zhao):
    busy.fill(heyi, alert, zhao, people=3)
    report = month_actions.draft_report(county, JUNE)
    counted = rows.counted_month_of(report)
    with CaptureQueriesContext(connection) as queries:
        rows.fill_report_rows(report, counted)
    read = {name for query in queries for name in re.findall(r"\w+", query["sql"])} & TABLES
    rebuilt = {model._meta.db_table for model in (*point_in_time.RECONSTRUCTED_MODELS, *point_in_time.LOG_MODELS)}
    assert read == rebuilt | REFERENCE | {"accounts_areaattribute", "reports_reportrow"}
