"""Orders: what a page of a month leaves to the worker is done once, by whichever worker takes it, and the waiting page
shows it."""

import datetime as dt
from contextlib import closing

import pglock
import pytest
import time_machine
from django.db import connection

from core.jobs import work
from core.jobs.work import work_on_job
from core.workflow import ActionRefused
from povwatch.tests import factories
from reports.counting import rows
from reports.models import MonthlyReport, ReportOrder, ReportOrderKind
from reports.month import actions as month_actions
from reports.month import orders

pytestmark = pytest.mark.usefixtures("few_countings")
MAY = dt.date(2026, 5, 1)


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel("2026-06-01T10:00+08:00", tick=False) as moved:
        yield moved


@pytest.fixture
def draft(heyi, county):
    factories.case(factories.household(heyi))
    return month_actions.draft_report(county, MAY)


def ask(kind, report, by, **said):
    return orders.request_report_order(kind, report.county, report.month, version=report.version, by=by, **said)


def words(client, order):
    return client.get(f"/dashboard/months/orders/{order.pk}/", follow=True).content.decode()


def test_pressing_twice_is_one_order_and_another_waits_for_its_turn(draft, qin):
    first = ask(ReportOrderKind.FREEZE, draft, qin, seen="draft")
    assert ask(ReportOrderKind.FREEZE, draft, qin, seen="draft") == first
    with pytest.raises(ActionRefused, match="Qin was first: Freeze"):
        ask(ReportOrderKind.COUNT, draft, qin)
    work_on_job(first.pk)
    work_on_job(first.pk)  # the task of a killed worker comes again
    draft.refresh_from_db()
    assert [one.step for one in draft.transitions.all()] == ["freeze"]
    assert ask(ReportOrderKind.COUNT, draft, qin) != first


@pytest.mark.django_db(transaction=True)
def test_everybody_sees_how_much_is_counted_while_it_is(draft, qin, client_of, monkeypatch):
    """What the worker tells stands at once, although the counting is one transaction."""
    order, seen, count = ask(ReportOrderKind.COUNT, draft, qin), [], rows.insert_report_rows

    def look(report, queryset):
        with closing(connection.copy()) as other, other.cursor() as cursor:
            cursor.execute("SELECT done, total FROM core_job WHERE id = %s", [order.pk])
            seen.append(cursor.fetchone())
        count(report, queryset)

    monkeypatch.setattr(rows, "insert_report_rows", look)
    monkeypatch.setattr(work, "TELL_EVERY", 0)
    work_on_job(order.pk)
    assert sorted(set(seen)) == [(0, 0), (1, 4), (2, 4), (3, 4)]


def test_what_cannot_be_done_is_told_to_who_waits(draft, qin, client_of):
    order = ask(ReportOrderKind.FREEZE, draft, qin, seen="draft")
    month_actions.take_report_step(draft, "check", by=qin)
    work_on_job(order.pk)
    assert "Somebody else moved this first" in words(client_of(qin), order)
    draft.refresh_from_db()
    assert draft.state == "checked"


def test_who_lost_the_county_since_has_nothing_done(draft, heyi, qin):
    order = ask(ReportOrderKind.COUNT, draft, qin)
    factories.case(factories.household(heyi))
    qin.grants.all().delete()
    work_on_job(order.pk)
    order.refresh_from_db()
    assert order.failure and draft.rows.filter(code__startswith="stock.").count() == 1


def test_an_accident_is_told_without_anybodys_data(draft, qin, client_of, monkeypatch, caplog):
    def broken(report, at):
        raise ValueError("Zhang San, 420527199001011234")

    monkeypatch.setattr(rows, "count_report_rows", broken)
    order = ask(ReportOrderKind.COUNT, draft, qin)
    work_on_job(order.pk)
    page = words(client_of(qin), order)
    assert "Something went wrong and nothing was changed." in page and "Zhang" not in page + caplog.text
    assert "ValueError" in caplog.text


def test_without_a_broker_the_order_waits_and_can_be_sent_again(
    draft, qin, client_of, clock, broker, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        order = ask(ReportOrderKind.COUNT, draft, qin)
    assert "Waiting for the worker" in words(client_of(qin), order)
    assert "No worker is doing it" not in words(client_of(qin), order)
    clock.shift(31)
    assert "No worker is doing it" in words(client_of(qin), order)
    with django_capture_on_commit_callbacks(execute=True):
        client_of(qin).post(f"/dashboard/months/orders/{order.pk}/again/")
    assert [args for _task, *args, _options in broker] == [[str(order.pk)]] * 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_not_do_it_twice(draft, qin, client_of):
    order = ask(ReportOrderKind.COUNT, draft, qin)
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [pglock.advisory(order.lock).int_lock_id])
        assert not work_on_job(order.pk)  # the other may be killed at it, so this one looks again
        assert ReportOrder.objects.open().get() == order
        assert "The worker counts the month" in words(client_of(qin), order)
        ReportOrder.objects.update(done=3, total=13)
        page = words(client_of(qin), order)
        assert "3 of 13 parts are done" in page and 'value="3" max="13"' in page
    other.close()


def test_orders_are_seen_by_the_county_that_gave_them(draft, qin, li, mo, client_of):
    order = ask(ReportOrderKind.COUNT, draft, qin)
    answers = [client_of(user).get(f"/dashboard/months/orders/{order.pk}/").status_code for user in (qin, li, mo)]
    assert answers == [200, 403, 404]


def test_while_an_order_waits_the_month_offers_no_other(draft, qin, client_of):
    desk = client_of(qin)
    assert "Count again" in desk.get(draft.get_absolute_url()).content.decode()
    order = ask(ReportOrderKind.FREEZE, draft, qin, seen="draft")
    for url in (draft.get_absolute_url(), "/dashboard/months/"):
        page = desk.get(url).content.decode()
        assert order.get_absolute_url() in page and "Requested by Qin: Freeze, May 2026." in page
        assert "Mark as checked" not in page
    assert order_progress(desk, order).status_code == 200
    work_on_job(order.pk)
    assert order_progress(desk, order).headers["HX-Refresh"] == "true"


def order_progress(client, order):
    return client.get(f"/dashboard/months/orders/{order.pk}/progress/")


def test_an_order_leads_to_the_version_it_made(draft, qin):
    month_actions.take_report_step(draft, "freeze", by=qin)
    order = ask(ReportOrderKind.CORRECT, draft, qin, why="Late")
    assert orders.report_order_result(order) is None
    work_on_job(order.pk)
    assert orders.report_order_result(order) == MonthlyReport.objects.get(version=2)
