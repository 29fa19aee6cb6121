"""Until when what a department sent counts: on the last day, and on the day after."""

import datetime as dt

import pytest
import time_machine

from alerts.engine import run as risk_run
from alerts.models import RiskFlag
from povwatch.tests.factories import household, member

from .sent import LIU, row, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("july")]


@pytest.fixture
def home(heyi):
    made = household(heyi, people=1, income=20_000)
    member(made, name="Sample Liu", id_number=LIU)
    return made


def rules_on(home, day) -> set:
    """The rules that stand after the night of a day."""
    with time_machine.travel(f"{day}T01:30+08:00", tick=False):
        risk_run.execute_risk_run(home.county)
    return set(RiskFlag.objects.open().filter(household=home).values_list("rule", flat=True))


def about(reference, **said):
    return {"reference": reference, "name": "Sample Liu", "id_number": LIU} | said


def relief(reference, on):
    return about(reference, 救助类型="临时救助", 审批日期=on)


@pytest.mark.parametrize(("day", "stands"), [("2027-05-31", True), ("2027-06-01", True), ("2027-06-02", False)])
def test_two_reliefs_count_for_twelve_months(home, qin, county, day, stands):
    send([relief("T1", "2026-06-01"), relief("T2", "2026-06-20")], "support", qin, county)
    assert ("CIV-01" in rules_on(home, day)) == stands


@pytest.mark.parametrize(("paid", "stands"), [("499.99", False), ("500.00", True), ("500.01", True)])
def test_outpatient_costs_of_a_month(home, tan, county, paid, stands):
    send([row(self_paid="", 门诊自付金额=paid)], "medical_insurance", tan, county)
    assert ("MED-02" in rules_on(home, "2026-07-03")) == stands


@pytest.mark.parametrize(("day", "stands"), [("2026-07-31", True), ("2026-08-01", False)])
def test_a_month_of_outpatient_costs_counts_until_the_next_has_ended(home, tan, county, day, stands):
    send([row(self_paid="", 门诊自付金额="500")], "medical_insurance", tan, county)
    assert ("MED-02" in rules_on(home, day)) == stands


@pytest.mark.parametrize(("day", "stands"), [("2026-12-30", True), ("2026-12-31", True), ("2027-01-01", False)])
def test_hospital_costs_count_in_their_year(home, tan, county, day, stands):
    send([row()], "medical_insurance", tan, county)
    assert ("MED-01" in rules_on(home, day)) == stands


@pytest.mark.parametrize(("share", "stands"), [("29.99", False), ("30", True), ("30.01", True)])
def test_a_part_of_the_crop(home, qin, county, share, stands):
    send([about("D1", 受灾类型="农作物", 受损比例=share, 受灾日期="2026-06-10")], "disasters", qin, county)
    assert ("DSR-01" in rules_on(home, "2026-07-03")) == stands


@pytest.mark.parametrize(("days", "level"), [(29, None), (30, 1), (89, 1), (90, 2), (91, 2)])
def test_a_credit_overdue_until_it_is_repaid(home, qin, county, days, level):
    since = dt.date(2026, 7, 3) - dt.timedelta(days)
    send([about("L1", 逾期日期=f"{since}")], "microcredit", qin, county)
    rules_on(home, "2026-07-03")
    found = RiskFlag.objects.open().filter(household=home, rule="LOAN-01").first()
    assert (found and found.level) == level


@pytest.mark.parametrize(("day", "stands"), [("2026-07-01", True), ("2026-07-02", False), ("2026-07-03", False)])
def test_a_credit_counts_until_the_day_before_it_was_repaid(home, qin, county, day, stands):
    july = dt.date(2026, 7, 1)
    send([about("L1", 逾期日期="2026-03-01", 还清日期="2026-07-02")], "microcredit", qin, county, month=july)
    assert ("LOAN-01" in rules_on(home, day)) == stands
