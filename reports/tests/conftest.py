import datetime as dt

import pytest

from alerts.models import RiskFlag, RiskRun
from povwatch.tests import factories

DAY = factories.DAY


@pytest.fixture
def flag(county):
    """flag(household, "INC-01", level) has stood since 1 May 2026 (until a day)."""
    run = RiskRun.objects.create(county=county, as_of=DAY, state="completed", finished_at="2026-06-15T01:30+08:00")

    def raise_flag(family, rule, level, until=None):
        cleared = {"cleared_on": until, "cleared_by": run} if until else {}
        return RiskFlag.objects.create(
            household=family, rule=rule, level=level, evidence={}, judged_by=run, raised_by=run,
            raised_on=dt.date(2026, 5, 1), **cleared,
        )  # fmt: skip

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
