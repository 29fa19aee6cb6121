"""What a department sends becomes rows that count: matched, compared, in versions."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from alerts.engine import run as risk_run
from alerts.models import Alert, RiskFlag
from departments.models import FeedRow
from households.models import UnknownPerson

from .sent import LIU, WANG, row, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("july")]


def test_a_row_is_matched_by_its_id_number_and_counts(home, tan, county):
    batch = send([row()], "medical_insurance", tan, county)
    assert batch.state == "published" and batch.counts["matched"] == 1 and batch.counts["new"] == 1
    kept = FeedRow.objects.get()
    assert kept.member.household == home and kept.amount == 6200 and kept.is_current


def test_the_same_file_twice_adds_nothing(home, tan, county):
    send([row()], "medical_insurance", tan, county)
    again = send([row()], "medical_insurance", tan, county)
    assert again.counts["same"] == 1 and again.counts["new"] == 0 and FeedRow.objects.count() == 1


def test_a_row_that_changed_is_its_next_version(home, tan, county):
    send([row()], "medical_insurance", tan, county)
    send([row(self_paid="7000")], "medical_insurance", tan, county)
    assert list(FeedRow.objects.order_by("version").values_list("version", "amount", "is_current")) == [
        (1, 6200, False),
        (2, 7000, True),
    ]


def test_somebody_nobody_knows_waits_in_the_registrys_list(home, heyi, tan, county):
    batch = send([row(id_number=WANG, name="Sample Wang", village=heyi.name)], "medical_insurance", tan, county)
    waiting = UnknownPerson.objects.get()
    assert batch.counts["unknown"] == 1 and waiting.name == "Sample Wang" and waiting.area == heyi


def test_a_row_of_the_old_form_of_15_digits_is_the_same_person(home, tan, county):
    old = LIU[:6] + LIU[8:17]
    assert send([row(id_number=old)], "medical_insurance", tan, county).counts["matched"] == 1


def test_the_number_inside_a_disability_certificate_is_the_person(home, tan, qin, county):
    sent = {
        "reference": "C1",
        "name": "Sample Liu",
        "残疾证号": f"{LIU}42B1",
        "残疾等级": "二级",
        "发证日期": "2026-06-10",
    }
    assert send([sent], "disability", qin, county).counts["matched"] == 1


@pytest.mark.parametrize("order", [(5, 6), (6, 5)])
def test_months_in_any_order_end_at_the_latest(home, tan, county, order):
    for month in order:
        send([row(self_paid=f"{month}000")], "medical_insurance", tan, county, month=dt.date(2026, month, 1))
    assert FeedRow.objects.current().get().amount == 6000


def test_a_row_withdrawn_no_longer_counts(home, tan, county):
    send([row()], "medical_insurance", tan, county)
    batch = send([row(withdrawn="是")], "medical_insurance", tan, county)
    assert batch.counts["withdrawn"] == 1 and not FeedRow.objects.current().exists()


def test_a_whole_month_sent_again_withdraws_what_it_has_no_longer(home, tan, county):
    send([row(), row("A2")], "medical_insurance", tan, county)
    batch = send([row("A2")], "medical_insurance", tan, county, is_whole=True)
    assert batch.counts["withdrawn"] == 1
    assert [one.reference for one in FeedRow.objects.current()] == ["A2"]


def test_a_part_of_a_month_withdraws_nothing(home, tan, county):
    send([row(), row("A2")], "medical_insurance", tan, county)
    send([row("A3")], "medical_insurance", tan, county)
    assert FeedRow.objects.current().count() == 3


def test_a_bad_row_is_named_and_nothing_is_published(home, tan, county):
    batch = send([row(), row("A2", self_paid="much")], "medical_insurance", tan, county)
    assert batch.state == "checked" and not FeedRow.objects.exists()
    problem = batch.problems.get()
    assert (problem.row, problem.column, problem.value, problem.code) == (3, "self_paid", "much", "not_a_number")


def test_good_rows_are_kept_when_asked(home, tan, county):
    batch = send([row(), row("A2", self_paid="much")], "medical_insurance", tan, county, good_rows=True)
    assert batch.state == "published" and FeedRow.objects.get().reference == "A1"


def test_a_file_of_another_month_is_refused(home, tan, county):
    batch = send([row(月份="2026-05")], "medical_insurance", tan, county)
    assert batch.state == "failed" and batch.failed_because.code == "other_month" and not FeedRow.objects.exists()


def test_a_file_of_another_feed_is_refused(home, qin, county):
    batch = send([row()], "microcredit", qin, county)
    assert batch.state == "failed" and batch.failed_because.code == "other_feed"


def test_a_liaison_sends_for_the_own_department_alone(home, tan, county):
    with pytest.raises(PermissionDenied):
        send([row()], "microcredit", tan, county)


def test_what_a_department_told_becomes_a_warning(home, tan, county):
    send([row(门诊自付金额="500")], "medical_insurance", tan, county)
    risk_run.execute_risk_run(county)
    assert set(RiskFlag.objects.open().filter(household=home).values_list("rule", flat=True)) >= {"MED-01", "MED-02"}
    assert Alert.objects.open().get(household=home).signals.filter(rule="MED-02").exists()
