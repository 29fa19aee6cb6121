"""What is missing in a month or contradicts itself is shown with the page on which it is corrected."""

import datetime as dt

import pytest
from django.utils import timezone

from alerts.models import HouseholdFacts, RiskRun
from cases.choices import CaseStep
from cases.models import Objection, PublicNotice
from core.workflow import ActionRefused
from povwatch.tests import factories
from reports.counting import COUNTINGS, rows
from reports.month import actions as month_actions
from reports.month import checks
from visits.models import Delivery

from . import busy

pytestmark = pytest.mark.usefixtures("today")  # 15 June 2026


@pytest.fixture
def night(county):
    """night(state) is a run over the county this morning."""

    def ran(state="completed", as_of=factories.DAY):
        finished = None if state == "running" else timezone.now()
        return RiskRun.objects.create(county=county, as_of=as_of, state=state, finished_at=finished)

    return ran


@pytest.fixture
def found(county, night, monkeypatch):
    """found() runs the checks on June so far and returns {code: finding}."""
    looked_at = ("stock", "movements", "alerts", "quality")
    monkeypatch.setattr(rows, "COUNTINGS", {name: COUNTINGS[name] for name in looked_at})

    def look():
        report = month_actions.ensure_open_report(county, busy.JUNE)
        rows.count_report_rows(report)
        return {one.code: one for one in checks.report_findings(report)}

    return look


def seen(home, colour="green"):
    """The night has seen this household."""
    return HouseholdFacts.objects.create(household=home, county=home.county, as_of=factories.DAY, colour=colour)


def test_a_month_of_which_nothing_is_missing(found, night, heyi):
    night()
    seen(factories.case(factories.household(heyi)).household)
    assert found() == {}


def test_every_finding_leads_to_a_page(found, night, alert, client_of, qin, heyi):
    night("failed")
    busy.fill(heyi, alert, qin, people=2)
    told = found()
    assert {"run_failed", "no_facts", "overdue", "no_income", "quality"} <= told.keys()
    client = client_of(qin)
    for one in told.values():
        assert client.get(one.url).status_code == 200, one


@pytest.mark.parametrize(
    ("states", "code"),
    [([], "run_missing"), (["failed"], "run_failed"), (["failed", "completed"], None), (["running"], "run_failed")],
)
def test_last_nights_run(found, night, states, code):
    for state in states:
        night(state)
    assert {"run_missing", "run_failed"} & found().keys() == ({code} if code else set())


def test_an_old_run_is_not_last_nights(found, night):
    night(as_of=dt.date(2026, 6, 10))
    assert "run_missing" in found()


def test_unknown_households_are_as_many_as_their_list_shows(found, heyi, client_of, qin):
    for colour in ("unknown", "unknown", "green"):
        seen(factories.household(heyi), colour)
    factories.household(heyi)
    told = found()
    assert (told["unknown"].count, told["no_facts"].count) == (2, 1)
    assert client_of(qin).get(told["unknown"].url).context["page"].paginator.count == 2


def test_overdue_alerts_are_as_many_as_the_queue_shows(found, queue, client_of, qin):
    told = found()["overdue"]
    assert client_of(qin).get(told.url).context["page"].paginator.count == told.count == 1


def test_visits_that_wait_for_a_decision_block(found, county, heyi, lan):
    Delivery.objects.create(
        visit_key="7b8d2a52-1111-4222-8333-944455566677",
        sha256="a" * 64,
        content="{}",
        by=lan,
        area=heyi,
        received_at=timezone.now(),
        outcome="stranded",
        stranding="unknown",
    )
    assert found()["unsettled"].blocks
    with pytest.raises(ActionRefused, match="wait for a decision"):
        month_actions.take_report_step(
            month_actions.draft_report(county, busy.JUNE), "check", by=factories.person("chen", "county_staff", county)
        )


def test_objections_that_nobody_settled(found, heyi, wen, client_of, qin):
    """Two in one case wait, that in another is settled: the list shows the one case that waits."""
    waiting, settled = (factories.case(factories.household(heyi)) for _ in range(2))
    for case, is_settled in ((waiting, False), (waiting, False), (settled, True)):
        notice = PublicNotice.objects.create(
            case=case,
            procedure="identification",
            posted_on=busy.june(2),
            until=busy.june(8),
            place="Hall",
            by=wen,
            lines=[],
        )
        done = {"upheld": False, "answer": "No", "settled_by": wen, "settled_on": factories.DAY} if is_settled else {}
        Objection.objects.create(notice=notice, received_on=busy.june(3), words="They own a shop", by=wen, **done)
    told = found()["objections"]
    assert (told.count, list(client_of(qin).get(told.url).context["page"])) == (1, [waiting])


def test_a_case_without_income(found, heyi):
    factories.case(factories.household(heyi), identified_on=busy.june(4))
    factories.case(factories.household(heyi), identified_on=busy.june(5), income_at_identification=7000)
    factories.case(factories.household(heyi), identified_on=busy.june(-5))
    assert found()["no_income"].count == 1


# Last month, what happened, and this month


@pytest.fixture
def may(county, heyi, shuikou, time_machine):
    """May is frozen, with three households not yet cleared."""
    time_machine.move_to("2026-05-20T12:00+08:00", tick=False)
    cases = [factories.case(factories.household(village)) for village in (heyi, heyi, shuikou)]
    time_machine.move_to("2026-06-01T03:00+08:00", tick=False)
    month_actions.close_report_month(county, dt.date(2026, 5, 1))
    time_machine.move_to("2026-06-15T12:00+08:00", tick=False)
    return cases


def test_what_happened_makes_last_month_this_month(found, county, heyi, shuikou, alert, qin, time_machine):
    """Whatever happens to a case: it came, was cleared or rolled back, ended, was marked again, or moved."""
    busy.fill(heyi, alert, qin, people=2)
    moving = factories.case(factories.household(heyi))
    moving.household.village = shuikou
    factories.move(moving, CaseStep.MOVE, "active", "active", busy.june(4))
    month_actions.close_report_month(county, dt.date(2026, 5, 1))
    assert "stock" not in found()


def test_a_month_that_follows_from_the_last_does_not_contradict_it(found, may, heyi):
    factories.case(factories.household(heyi), identified_on=busy.june(4))
    factories.move(may[1], CaseStep.CLEAR, "clearing", "cleared", busy.june(5), clear_method="natural")
    factories.move(may[2], CaseStep.END, "active", "ended", busy.june(6))
    assert "stock" not in found()


def test_what_was_recorded_too_late_for_last_month_is_a_contradiction_and_blocks(
    found, may, heyi, county, qin, time_machine
):
    time_machine.move_to("2100-01-01")  # a month is frozen by the database's own clock, which no test moves
    factories.case(factories.household(heyi), identified_on=busy.june(-3))
    time_machine.move_to("2026-06-15T12:00+08:00", tick=False)
    told = found()["stock"]
    assert (told.count, told.blocks) == (1, True)
    assert "should be 3, but 4 are counted" in told.words and "was frozen: 1." in told.words
    assert told.url == "/dashboard/months/999001/2026-05/v1/"
    with pytest.raises(ActionRefused, match="Last month left 3"):
        month_actions.take_report_step(month_actions.draft_report(county, busy.JUNE), "check", by=qin)


def test_looking_costs_a_handful_of_queries(may, county, heyi, alert, qin, night, django_assert_max_num_queries):
    busy.fill(heyi, alert, qin, people=2)
    report = month_actions.draft_report(county, busy.JUNE)
    with django_assert_max_num_queries(16):
        checks.report_findings(report)
