"""Making files: by a worker that may be killed or told to stop, once and not twice."""

import datetime as dt
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from accounts.models import AccessEvent
from core.crypto.files import is_stored, stored_files_like
from core.jobs import work
from core.jobs.work import work_on_job
from core.workflow import StaleState
from reports.exports import actions as export_actions
from reports.exports import run as export_run
from reports.exports.contents import ExportContents
from reports.exports.expiry import delete_expired_exports
from reports.models import Export, MonthlyReport
from reports.month import actions as month_actions

from .exporting import IN_MAY, MAY, a_worker_at, family, made, waiting, worked_on

pytestmark = pytest.mark.usefixtures("few_countings", "in_june")


def work_of(export) -> Path:
    """The folder in which the worker of this machine makes the file."""
    return Path(settings.WORK_ROOT) / f"export-{export.job_id}"


def test_what_waits_can_be_cancelled(client_of, qin, report):
    export = waiting(report, qin)
    assert client_of(qin).post(reverse("reports:export-cancel", args=[export.pk])).url == reverse("reports:exports")
    worked_on(export)
    assert export.state == "cancelled" and not is_stored(export.stored_name)
    answer = client_of(qin).post(reverse("reports:export-cancel", args=[export.pk]))
    assert answer.status_code == 409 and "It was cancelled already." in answer.content.decode()


def test_a_worker_stops_when_it_is_cancelled_meanwhile(monkeypatch, qin, report):
    monkeypatch.setattr(work, "TELL_EVERY", 0)
    monkeypatch.setattr(export_run, "PROGRESS_BATCH", 1)
    rows, seen = ExportContents.report_rows, []

    def cancelled_meanwhile(self, sheet):
        for row in rows(self, sheet):
            seen.append(row)
            export_actions.cancel_export(export=Export.objects.get())
            yield row

    monkeypatch.setattr(ExportContents, "report_rows", cancelled_meanwhile)
    export = made(report, qin, with_details=True)
    assert (export.state, len(seen)) == ("cancelled", 1)
    assert not is_stored(export.stored_name) and not work_of(export).exists()


def test_a_draft_discarded_meanwhile_leaves_no_file(monkeypatch, qin, report):
    seal = export_run.sealed_files.store_file

    def discarded_meanwhile(*given):
        seal(*given)
        month_actions.discard_report(MonthlyReport.objects.get(pk=report.pk), by=qin)

    monkeypatch.setattr(export_run.sealed_files, "store_file", discarded_meanwhile)
    export = waiting(report, qin)
    work_on_job(export.job_id)
    assert not Export.objects.exists() and not stored_files_like("exports/*")
    work_on_job(export.job_id)  # the task of a killed worker comes again


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_leaves_nothing_to_fetch_and_the_next_takes_it_up(
    monkeypatch, fetch, client_of, qin, report, in_june
):
    def killed(path, *_more):
        path.write_bytes(b"half")
        raise SystemExit

    whole = export_run.EXPORT_WRITERS["workbook"]
    monkeypatch.setitem(export_run.EXPORT_WRITERS, "workbook", killed)
    with pytest.raises(SystemExit):
        made(report, qin)
    export = Export.objects.get()
    assert export.state == "running" and fetch(qin, export).status_code == 410
    in_june.shift(31)
    assert "No worker is making this export" in client_of(qin).get(export.get_absolute_url()).content.decode()
    monkeypatch.setitem(export_run.EXPORT_WRITERS, "workbook", whole)
    work_on_job(export.job_id)
    assert fetch(qin, export).status_code == 200


def test_the_page_of_a_waiting_export_asks_again_by_itself(client_of, qin, report):
    export = waiting(report, qin)
    page = client_of(qin).get(export.get_absolute_url()).content.decode()
    url = reverse("reports:export-progress", args=[export.pk])
    assert f'hx-get="{url}"' in page and "Reload the page" in page and "0 bytes" not in page
    worked_on(export)
    assert client_of(qin).get(url).headers["HX-Refresh"] == "true"


def test_a_month_counted_anew_meanwhile_is_written_again(monkeypatch, heyi, county, qin, in_june):
    in_june.move_to("2026-05-28 09:00:00+08:00")
    family(heyi, 1, **IN_MAY)
    report, whole, times = month_actions.draft_report(county, MAY), export_run.EXPORT_WRITERS["workbook"], []

    def counted_meanwhile(*given):
        whole(*given)
        times.append(1)
        if len(times) == 1:
            in_june.shift(60)
            month_actions.recount_report(MonthlyReport.objects.get(pk=report.pk), by=qin)

    monkeypatch.setitem(export_run.EXPORT_WRITERS, "workbook", counted_meanwhile)
    assert made(report, qin).state == "done" and len(times) == 2


def test_what_nobody_made_in_a_day_is_given_up_and_can_be_asked_again(client_of, qin, report, in_june):
    export = waiting(report, qin)
    in_june.shift(dt.timedelta(days=1, minutes=1))
    delete_expired_exports()
    export.refresh_from_db()
    assert (export.state, export.failure) == ("failed", "forgotten")
    assert (
        reverse("reports:export-again", args=[export.pk])
        in client_of(qin).get(reverse("reports:exports")).content.decode()
    )
    client_of(qin).post(reverse("reports:export-again", args=[export.pk]))
    export.refresh_from_db()
    assert export.state == "queued"


def test_what_no_worker_heard_of_can_be_sent_again_once(client_of, qin, report, in_june):
    """The broker was down."""
    export = waiting(report, qin)
    assert "No worker is making this export" not in client_of(qin).get(export.get_absolute_url()).content.decode()
    in_june.shift(31)
    assert "No worker is making this export" in client_of(qin).get(export.get_absolute_url()).content.decode()
    again = reverse("reports:export-again", args=[export.pk])
    assert [client_of(qin).post(again).status_code for _press in range(2)] == [302, 409]
    sent = AccessEvent.objects.filter(action="report_export_asked")
    assert [event.details.get("again") for event in sent] == [True, None]


def test_who_is_at_work_is_not_disturbed(qin, report, in_june):
    export = waiting(report, qin)
    export.move("queued", to="running")
    in_june.shift(dt.timedelta(days=2))
    with a_worker_at(export):
        with pytest.raises(StaleState, match="a worker is making it"):
            export_actions.remake_export(export=export)
        delete_expired_exports()
    export.refresh_from_db()
    assert export.state == "running"
    delete_expired_exports()
    export.refresh_from_db()
    assert export.state == "failed"


def test_cancelled_and_wanted_again_it_is_made_by_the_second_job_alone(qin, report):
    """The worker of the first job may still be writing, and notices with its next progress report."""
    export = waiting(report, qin)
    first = export.job
    export_actions.cancel_export(export=export)
    export_actions.remake_export(export=export)
    work_on_job(first.pk)
    export.refresh_from_db()
    assert export.state == "queued" and export.job != first
    assert worked_on(export).state == "done"


def test_what_was_asked_again_is_not_given_up_for_its_age(qin, report, in_june):
    export = waiting(report, qin)
    export.move("queued", to="failed", failure="unexpected")
    in_june.shift(dt.timedelta(days=2))
    export_actions.remake_export(export=export)
    delete_expired_exports()
    export.refresh_from_db()
    assert export.state == "queued"
