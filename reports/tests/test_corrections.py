"""A correction of a month counts what is recorded late for it, and nothing that was recorded for the months after."""

import datetime as dt
from importlib import import_module

import pytest
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from alerts.models import Alert, AlertTransition
from cases.choices import CaseStep
from cases.models import Case, CaseTransition
from core.database_roles import as_owner
from core.sql import execute_sql
from households.models import Household, Member
from povwatch.tests import factories
from reports.counting import point_in_time, rows
from reports.models import MonthlyReport
from reports.month import actions as month_actions
from reports.month import verify

from . import busy
from .busy import JUNE, june

JULY = dt.date(2026, 7, 6)
OUTCOMES_SQL = import_module("alerts.migrations.0004_outcome_of_answers").OUTCOMES_SQL
TYPES_SQL = import_module("cases.migrations.0003_types_of_steps").TYPES_SQL


@pytest.fixture
def june_report(transactional_db, county, heyi, zhao, alert):
    """June, frozen: a case with a measure, a household that was visited, an alert that was answered. Every SQL
    statement is a transaction, so that what follows is recorded later."""
    home = factories.household(heyi, people=3)
    busy.measure(factories.case(home, case_type="marginal"), "industry", zhao, delivered_on=june(6))
    busy.visit(factories.household(heyi, number="VISITED"), june(12))
    alert(heyi, ("open", 1), ("dispatch", 1), ("accept", 2), ("verify", 9), ("answer", 11), outcome="solved")
    return month_actions.close_report_month(county, JUNE)


@pytest.fixture
def corrected(june_report, qin):
    """corrected() freezes a correction of June and returns the codes whose figures differ, with both figures."""

    def freeze(report=june_report) -> dict:
        draft = month_actions.correct_report(report, by=qin, why="Recorded late")
        made = month_actions.take_report_step(draft, "freeze", by=qin)
        assert verify.verify_report(made).holds and verify.verify_report(june_report).holds
        return {one["code"]: (one["before"], one["after"]) for one in made.difference}

    return freeze


def move_alert(step, target, on, **values) -> None:
    alert = Alert.objects.get()
    with transaction.atomic():
        Alert.objects.update(state=target, **values)
        alert.transitions.create(step=step, source=alert.state, target=target, effective_on=on)


def revise(on) -> None:
    with transaction.atomic():
        Case.objects.update(case_type="sudden", risks=["05"])
        factories.move(Case.objects.get(), CaseStep.REVISE, "active", "active", on)


# What was recorded for July


def test_an_alert_handed_back_and_answered_otherwise_in_july_keeps_the_answer_of_june(corrected):
    move_alert("return", "verifying", JULY, outcome="")
    move_alert("answer", "answered", JULY, outcome="identify")
    assert corrected() == {}


def test_nor_does_it_matter_that_it_is_still_being_verified(corrected):
    move_alert("return", "verifying", JULY, outcome="")
    assert corrected() == {}


def test_a_case_revised_in_july_keeps_its_type_with_its_measures(corrected):
    revise(JULY)
    assert corrected() == {}


def household_is_no_longer_lifted(heyi):
    Household.objects.filter(number="VISITED").update(kind="general")


def household_moves_to_another_village(heyi):
    Household.objects.update(village=factories.area("999001101202", "Shuang Village", heyi.parent))


def capacity_to_work_changes(heyi):
    Member.objects.update(labour="none")


def household_is_entered(heyi):
    factories.household(heyi, people=4)


def household_turns_out_to_be_of_the_reservoir(heyi):
    Household.objects.update(resettled_project="Three Gorges", resettled_year=2008)


def somebody_is_entered_without_a_day(heyi):
    for home in Household.objects.all():
        factories.member(home)


def odd_values_come_in(heyi):
    Household.objects.filter(number="VISITED").update(land_mu=5_000)
    factories.household(heyi, land_mu=5_000)


@pytest.mark.parametrize(
    "change",
    [
        household_is_no_longer_lifted,
        household_moves_to_another_village,
        capacity_to_work_changes,
        household_is_entered,
        household_turns_out_to_be_of_the_reservoir,
        somebody_is_entered_without_a_day,
        odd_values_come_in,
    ],
)
def test_what_the_registry_said_without_a_day_stays(corrected, heyi, change):
    change(heyi)
    assert corrected() == {}


def test_what_was_recorded_before_the_month_was_frozen_counts_once_and_for_all(county, heyi, qin, june_report):
    """One moment before, one after: the draft of the first version reads the registry as it is."""
    made = MonthlyReport.objects.create(county=county, month=dt.date(2026, 5, 1), as_of=dt.date(2026, 5, 31))
    early = factories.household(heyi)
    point_in_time.count_point_in_time(made)
    late = factories.household(heyi)
    waiting = made.rows.filter(code="due.lifted.waiting")
    assert set(waiting.values_list("household", flat=True)) & {early.pk, late.pk} == {early.pk}
    month_actions.recount_report(made, by=qin)
    assert set(waiting.values_list("household", flat=True)) & {early.pk, late.pk} == {early.pk, late.pk}


# What was recorded late for June


def test_what_happened_in_june_and_is_recorded_late_counts(corrected, heyi):
    busy.visit(Household.objects.get(number="VISITED"), june(20))
    entered = factories.household(heyi, people=2)
    factories.case(entered, identified_on=june(28), risks=["04"])
    told = corrected()
    assert told["visits.routine"] == ([1, 2, 1, "0"], [1, 2, 2, "0"])
    assert told["month.identified"] == (None, [1, 2, 1, "0"])


def test_who_joined_in_june_and_is_entered_late_counts(corrected):
    factories.member(Case.objects.get().household, joined_on=june(10))
    assert corrected()["stock.marginal.uncleared"] == ([1, 3, 1, "0"], [1, 4, 1, "0"])


def test_an_alert_handed_back_in_june_is_not_known(corrected):
    move_alert("return", "verifying", june(28), outcome="")
    assert {"alerts.rules.solved.in_time", "alerts.rules.solved.late"} & corrected().keys()


@pytest.mark.parametrize(("day", "counts"), [(june(30), True), (dt.date(2026, 7, 1), False)])
def test_the_last_day_of_the_month_belongs_to_it(corrected, day, counts):
    revise(day)
    told = corrected()
    assert bool(told) is counts
    if counts:
        assert told["stock.marginal.uncleared"][1] is None and told["stock.sudden.uncleared"][1] == [1, 3, 1, "0"]
        assert told["measures.month.industry.sudden"][1][0] == 1


def test_a_step_recorded_late_has_the_type_of_its_day(corrected, heyi):
    """Revised in July; then somebody writes down that the family moved in June."""
    revise(JULY)
    moved = factories.move(Case.objects.get(), CaseStep.MOVE, "active", "active", june(20))
    moved.refresh_from_db()
    assert (moved.case_type, moved.risks) == ("marginal", ["01"])
    assert "stock.sudden.uncleared" not in corrected()


def test_a_correction_of_a_correction_reads_the_registry_of_the_first(corrected, heyi, county):
    capacity_to_work_changes(heyi)
    assert corrected() == {}
    household_is_entered(heyi)
    assert corrected(MonthlyReport.objects.get(version=2)) == {}
    first, second, third = MonthlyReport.objects.order_by("version")
    assert first.undated_at == second.undated_at == third.undated_at == first.counted_at < third.counted_at


# Months that the version before counted


def test_a_month_counted_by_the_version_before_still_holds(transactional_db, county, heyi, zhao, alert, monkeypatch):
    """It read what was on record when it was counted: an alert answered again, a type revised since."""
    home = factories.household(heyi, people=3)
    busy.measure(factories.case(home, case_type="marginal"), "industry", zhao, delivered_on=june(6))
    alert(heyi, ("open", 1), ("dispatch", 1), ("accept", 2), ("verify", 9), ("answer", 11), outcome="solved")
    move_alert("return", "verifying", june(20), outcome="")
    move_alert("answer", "answered", JULY, outcome="identify")
    revise(JULY)
    counted = point_in_time.data_known_at
    monkeypatch.setattr(point_in_time, "data_known_at", lambda county, moment, *_at: counted(county, moment))
    monkeypatch.setattr(rows, "undated_moment", lambda report, at: None)
    made = month_actions.close_report_month(county, JUNE)
    monkeypatch.undo()
    codes = set(made.rows.values_list("code", flat=True))
    assert made.undated_at is None and {"stock.sudden.uncleared", "alerts.rules.identify.late"} <= codes
    assert verify.verify_report(made).holds


def test_what_the_history_kept_is_given_to_the_steps_of_before(june_report):
    """The upgrade: steps taken before they kept their outcome, type and risks."""
    moment = timezone.now()
    move_alert("return", "verifying", JULY, outcome="")
    move_alert("answer", "answered", JULY, outcome="identify")
    move_alert("close", "closed", JULY, closed_on=JULY)
    revise(JULY)
    told = said_by_steps()
    assert {one[1] for one in told[0]} == {"", "solved", "identify"} and {one[1] for one in told[1]} == {
        "marginal",
        "sudden",
    }
    with as_owner(), transaction.atomic():
        execute_sql("SET LOCAL session_replication_role = replica")
        AlertTransition.objects.update(outcome="")
        CaseTransition.objects.update(case_type="", risks=[])
    for text in (OUTCOMES_SQL, TYPES_SQL):
        with as_owner(), transaction.atomic():
            execute_sql(text)
    assert said_by_steps() == told and AlertTransition.objects.aggregate(last=Max("at"))["last"] > moment


def said_by_steps() -> tuple:
    alerts = AlertTransition.objects.order_by("pk").values_list("step", "outcome")
    return list(alerts), list(CaseTransition.objects.order_by("pk").values_list("step", "case_type", "risks"))
