"""A month outlives the history it was counted from: its figures and lines stay, and a digest that was taken before
proves them."""

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command
from django.db import InternalError, transaction

from core.database_roles import as_owner
from core.sql import execute_sql
from households.ending.anonymous import make_anonymous
from households.endings import end_households
from households.models import Household
from povwatch.tests import factories
from reports.models import ReportProof, ReportRow
from reports.month import actions as month_actions
from reports.month.proof import prove_months
from reports.month.verify import verify_report

from . import busy
from .busy import JUNE

pytestmark = pytest.mark.usefixtures("few_countings")


@pytest.fixture
def month(transactional_db, heyi, county, alert, zhao):
    """June, frozen; what is written afterwards is later."""
    busy.fill(heyi, alert, zhao, people=3)
    return month_actions.close_report_month(county, JUNE)


def forget(*, but_not_proved=False):
    """Let all households of June have left long ago, and make them anonymous."""
    homes = Household.objects.all()
    for home in homes:
        Household.objects.filter(pk=home.pk).update(state="moved", state_on=dt.date(2020, 1, 1))
    if not but_not_proved:
        prove_months(homes[0].county)
    make_anonymous([home.pk for home in homes])


def lines(month):
    return list(month.rows.order_by("pk").values_list("code", "village", "household", "people", "times", "yuan"))


def said() -> str:
    out = io.StringIO()
    call_command("close_month", "2026-06", "--verify", stdout=out)
    return out.getvalue()


def test_without_a_proof_such_a_month_would_not_hold(month):
    """The reason why there is one."""
    assert verify_report(month).holds
    forget(but_not_proved=True)
    assert not verify_report(month).holds


def test_a_month_whose_history_ended_is_verified_by_the_digest_taken_before(month, qin, client_of):
    kept, digest = lines(month), month.digest
    forget()
    assert lines(month) == kept and verify_report(month).holds
    month.refresh_from_db()
    proof = ReportProof.objects.get()
    assert (month.digest, proof.held, proof.report) == (digest, True, month)
    assert "holds" in said() and "cannot be counted again" in said()
    page = client_of(qin).get(month.get_absolute_url()).content.decode()
    assert "can no longer be counted anew" in page and proof.digest in page


def test_a_month_whose_history_is_there_says_nothing_of_it(month, qin, client_of):
    assert "can no longer be counted anew" not in client_of(qin).get(month.get_absolute_url()).content.decode()


def test_whoever_changes_a_line_afterwards_is_found_out(month):
    forget()
    with as_owner(), transaction.atomic():
        execute_sql("SET LOCAL session_replication_role = replica")
        ReportRow.objects.filter(pk=month.rows.earliest("pk").pk).update(times=99)
    assert not verify_report(month).holds
    with pytest.raises(CommandError, match="1 of 1 frozen reports do not hold"):
        said()


def test_a_month_that_was_changed_before_is_not_made_good_by_its_proof(month):
    with as_owner(), transaction.atomic():
        execute_sql("SET LOCAL session_replication_role = replica")
        ReportRow.objects.filter(pk=month.rows.earliest("pk").pk).update(times=99)
    forget()
    assert not ReportProof.objects.get().held and not verify_report(month).holds


def test_the_proof_is_taken_once_and_never_changed(month):
    assert (prove_months(month.county), prove_months(month.county)) == (1, 0)
    for change in (lambda: ReportProof.objects.update(held=True), lambda: ReportProof.objects.all().delete()):
        with as_owner(), pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
            change()


def test_the_night_takes_the_proof_before_it_makes_anybody_anonymous(month, county, heyi):
    home = factories.household(heyi)
    Household.objects.filter(pk=home.pk).update(state="moved", state_on=dt.date(2019, 1, 1))
    from households.ending.kinds import ENDINGS
    from households.ending.run import end_kind

    assert end_kind(ENDINGS["households"], county, dt.date(2020, 1, 1), lambda *_told: None) == 1
    assert ReportProof.objects.get().held and verify_report(month).holds
    assert end_households(county, dt.date(2020, 1, 1), 10) == 0
