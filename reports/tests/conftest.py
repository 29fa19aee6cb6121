import datetime as dt

import pytest
from django.db import transaction
from django.urls import reverse

from alerts.alert.workflow import ALERT_WORKFLOW
from alerts.models import Alert, RiskFlag, RiskRun
from povwatch.tests import factories
from visits.models import Visit

from .exporting import a_month

DAY = factories.DAY


@pytest.fixture
def flag(county):
    """flag(household, "INC-01", level) has stood since 1 May 2026 (until a day)."""
    run = RiskRun.objects.create(
        county=county, as_of=dt.date(2026, 5, 1), state="completed", finished_at="2026-05-01T01:30+08:00"
    )

    def raise_flag(family, rule, level, until=None):
        cleared = {"cleared_on": until, "cleared_by": run} if until else {}
        return RiskFlag.objects.create(
            household=family,
            rule=rule,
            level=level,
            evidence={},
            judged_by=run,
            raised_by=run,
            raised_on=dt.date(2026, 5, 1),
            **cleared,
        )

    return raise_flag


@pytest.fixture
def today(time_machine):
    """It is noon of 15 June 2026 in Shanghai."""
    time_machine.move_to("2026-06-15T12:00+08:00", tick=False)
    return DAY


@pytest.fixture
def families(heyi, shuikou, flag):
    """In Heyi one household cleared this month and one uncleared and red; in Shuikou one uncleared and amber; one lives
    in each village that was never monitored."""
    factories.case(factories.household(heyi, people=3), cleared_on=dt.date(2026, 6, 3))
    red, amber = factories.household(heyi, people=1), factories.household(shuikou)
    factories.case(red, identified_on=dt.date(2026, 6, 9), risks=["03"])
    factories.case(amber, case_type="sudden")
    flag(red, "INC-01", 2)
    flag(amber, "EXP-02", 1)
    factories.household(heyi)
    factories.household(shuikou)


@pytest.fixture
def villages(heyi, shuikou, anping):
    """Two villages of one township, one of another."""
    return [heyi, factories.area("999001101202", "Longtan Village", anping), shuikou]


@pytest.fixture
def alert(county):
    """alert(village, open=1, dispatch=2, ...) takes these steps on these days of June (0 and below are days of May)."""

    @transaction.atomic
    def make(village, *steps, level=1, outcome="", channel="rules", **values):
        days = [(name, dt.date(2026, 5, 31) + dt.timedelta(day)) for name, day in steps]
        last = dict(days)
        state = "new" if len(days) == 1 else ALERT_WORKFLOW[days[-1][0]].target
        home = factories.household(village)
        seen = Visit.objects.create(household=home, visited_on=DAY) if outcome == "no_risk" else None
        closed = {"closed_on": days[-1][1]} if state == "closed" else {}
        made = Alert.objects.create(
            household=home,
            village=village,
            channel=channel,
            level=level,
            state=state,
            outcome=outcome,
            visit=seen,
            opened_on=days[0][1],
            dispatched_on=last.get("dispatch"),
            answered_on=last.get("answer"),
            decide_by=days[0][1] + dt.timedelta(15),
            **closed,
            **values,
        )
        source = ""
        for name, on in days:
            target = "new" if name == "open" else ALERT_WORKFLOW[name].target
            made.transitions.create(step=name, source=source, target=target, effective_on=on)
            source = target
        return made

    return make


@pytest.fixture
def queue(alert, heyi, shuikou):
    """Heyi: one answered in time (3 days), one late (10 days), one overdue. Shuikou: one came in May and was answered
    in June (8 days after the clue, but in time), returned and answered again; one new; one duplicate."""
    sent = ("open", 1), ("dispatch", 1), ("accept", 2)
    alert(heyi, *sent, ("verify", 3), ("answer", 4), ("close", 5), outcome="no_risk")
    alert(heyi, *sent, ("verify", 9), ("answer", 11), ("close", 12), outcome="identify")
    alert(heyi, ("open", 3), ("dispatch", 4), ("accept", 5), due_on=dt.date(2026, 6, 9))
    alert(
        shuikou,
        ("open", -1),
        ("dispatch", 0),
        ("accept", 1),
        ("verify", 2),
        ("answer", 3),
        ("return", 4),
        ("answer", 7),
        outcome="solved",
    )
    alert(shuikou, ("open", 15), due_on=dt.date(2026, 6, 17))
    alert(shuikou, ("open", 14), ("drop", 15), outcome="duplicate")


@pytest.fixture
def in_june(settings, tmp_path, db, worker_at_hand, time_machine):
    """It is the morning of 1 June; files lie in a folder of their own, and exports are made at once."""
    settings.MEDIA_ROOT = tmp_path / "files"
    time_machine.move_to("2026-06-01T09:00+08:00", tick=False)
    return time_machine


@pytest.fixture
def report(heyi, county):
    """The month of May with one household."""
    return a_month(heyi, county)


@pytest.fixture
def fetch(client_of):
    """fetch(user, export) asks for the file."""
    return lambda user, export: client_of(user).get(reverse("reports:export-file", args=[export.pk]))
