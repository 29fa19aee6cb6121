"""T11 counts the employment account: today's draft says what the account says, a frozen month is counted again as it
was, and a month of before the account says that it was not counted."""

import datetime as dt
from collections import Counter

import pytest
from django.db import transaction

from core.database_roles import as_owner
from core.sql import execute_sql
from policy.models import Parameter
from povwatch.tests.factories import case, household
from reports.counting import COUNTINGS, rows
from reports.models import MonthlyReport
from reports.month import actions as month_actions
from reports.month import verify
from reports.sheets import REPORT_SHEETS
from reports.sheets.table import ReportFigures, fill_sheet
from work.models import AccountEntry, Placement, Training, WorkNeed
from work.tests.account import bring_up
from work.tests.offered import worker

from . import busy
from .busy import june
from .standing import somebody_in_each_state


def t11(county) -> dict:
    """{column: value} of the whole county."""
    sheet = REPORT_SHEETS["T11"]
    total = fill_sheet(ReportFigures(MonthlyReport.objects.get(county=county), [county]), sheet).rows[-1]
    return dict(zip([column.key for column in sheet.columns], [cell.value for cell in total.cells], strict=True))


@pytest.fixture
def people(heyi, shuikou, zhao):
    """One in each of many states: needs work, offered, in training, away, returned, at school, not looking, unable."""
    case(household(heyi, people=1))
    return somebody_in_each_state(heyi, shuikou, zhao)


def test_the_draft_of_today_says_what_the_account_says(today, county, people):
    bring_up(county)
    draft = month_actions.draft_report(county, busy.JUNE)
    rows.count_report_rows(draft)
    told, states = t11(county), Counter(AccountEntry.objects.values_list("state", flat=True))
    shown = {key.partition("_")[2]: value for key, value in told.items() if key.startswith(("account_", "beside_"))}
    assert {state: number for state, number in shown.items() if number} == dict(states)
    assert len(states) == 10 and told["account"] == AccountEntry.objects.in_account().count() == 7


@pytest.fixture
def frozen(transactional_db, county, people):
    """June, frozen; every statement is a transaction, so that what follows is later."""
    return month_actions.close_report_month(county, busy.JUNE)


def test_a_frozen_month_is_counted_again_as_it_was(frozen, county, people, heyi):
    """The course ends, the word is taken over by another entry, the place is given up, all of it later."""
    counted = frozen.rows.filter(code__startswith="work.account.")
    assert len(set(counted.values_list("code", flat=True))) == 10
    other = worker(heyi, "Other")
    with transaction.atomic():
        Training.objects.update(ended_on=june(5))
        WorkNeed.objects.update(member=other)
        Placement.objects.update(member=other, offered_on=dt.date(2026, 1, 1))
    with transaction.atomic():
        Training.objects.all().delete()
        WorkNeed.objects.create(member=people["Needs"], told_on=june(2), wants_work=False)
    assert verify.verify_report(frozen).holds


def test_a_month_of_before_the_account_still_holds_and_says_that_it_was_not_counted(transactional_db, county, people):
    """Its parameters knew no working age."""
    kept = list(Parameter.objects.filter(key__startswith="work_age"))
    with as_owner(), transaction.atomic():
        execute_sql("SET LOCAL session_replication_role = replica")  # what is in force is only ever added to
        Parameter.objects.filter(key__startswith="work_age").delete()
    made = month_actions.close_report_month(county, busy.JUNE)
    Parameter.objects.bulk_create(kept)
    told = t11(county)
    assert (told["account"], told["account_needs"], told["beside_school"]) == (None, None, None) and told["now"] == 2
    assert verify.verify_report(made).holds


@pytest.mark.parametrize("is_named", [True, False])
def test_a_month_is_counted_again_by_what_made_it_and_not_by_what_was_added_since(
    transactional_db, county, people, monkeypatch, is_named
):
    """A month of the version before, which had a working age and did not count the account; older ones do not say what
    made them."""
    with monkeypatch.context() as before:
        before.delitem(COUNTINGS, "account")
        made = month_actions.close_report_month(county, busy.JUNE)
    assert made.countings == sorted(COUNTINGS.keys() - {"account"})
    if not is_named:
        with as_owner(), transaction.atomic():
            execute_sql("SET LOCAL session_replication_role = replica")
            MonthlyReport.objects.update(countings=None)
    made.refresh_from_db()
    assert verify.verify_report(made).holds and t11(county)["account"] is None
