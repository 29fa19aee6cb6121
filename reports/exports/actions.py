"""What people do with exports: ask for one, cancel it, have it made again, fetch it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.areas.places import first_county
from accounts.audit.details import name_access_detail
from accounts.audit.log import record_access
from accounts.permissions import Permission, must
from core.crypto import files as sealed_files
from core.jobs.actions import ask_job, cancel_job
from core.workflow import ActionRefused, StaleState
from reports.models import WITHDRAWABLE_EXPORT_STATES, Export, ExportKind, ExportState

from .contents import MANY_PEOPLE, ExportContents, allowed_export_lists, check_export_rights

EXPORT_RESET_VALUES = {
    "failure": "",
    "rows": None,
    "sha256": "",
    "size": None,
    "finished_at": None,
    "expires_at": None,
    "taken_at": None,
    "confirmed_by": None,
}

name_access_detail("kind", values=ExportKind.choices)


class ExportNeedsReason(ActionRefused):
    """Raised when a file would hold more people than are allowed without a reason."""


@transaction.atomic
def request_export(
    *, report, by, kind, areas, language, sheet="", with_details=False, in_full=False, reason=""
) -> Export:
    """Ask for a file. Raises PermissionDenied for what the person may not have, ExportNeedsReason for many people
    without a reason."""
    sheet = sheet if kind == ExportKind.CSV else ""
    with_details, in_full = allowed_export_lists(kind, sheet, with_details, in_full)
    export = Export(
        report=report,
        user=by,
        kind=kind,
        sheet=sheet,
        language=language,
        scope=[area.code for area in areas],
        with_details=with_details,
        in_full=in_full,
        reason=reason.strip(),
    )
    check_export_rights(export, by)
    contents = ExportContents(export)
    export.rows_total = contents.people
    if contents.lacks_reason:
        raise ExportNeedsReason(
            _(
                "The file would hold more than %(many)s people (%(rows)s rows). Say what it is "
                "for: the reason is kept in the access log."
            )
            % {"many": MANY_PEOPLE, "rows": f"{export.rows_total:,}"}
        )
    export.state = ExportState.ASKED if contents.needs_second_person else ExportState.QUEUED
    export.save()
    record_export_access("report_export_asked", export, rows=export.rows_total)
    if export.state == ExportState.QUEUED:
        ask_export_job(export)
    return export


@transaction.atomic
def request_list_export(*, page, listing, by, kind, rows, in_full, language, reason) -> Export:
    """Ask for a list as a file that a worker writes. `page` is the address that lists it, `rows` how many it has by
    now, `in_full` whether names are not masked."""
    areas = by.areas_where(Permission.REPORT_EXPORT)
    export = Export(
        page=page,
        listing=listing.code,
        county=first_county(areas),
        user=by,
        kind=kind,
        language=language,
        scope=[area.code for area in areas],
        with_details=True,
        in_full=in_full,
        reason=reason.strip(),
        rows_total=rows,
    )
    check_export_rights(export, by)
    export.save()
    record_export_access("report_export_asked", export, rows=rows)
    ask_export_job(export)
    return export


def record_export_access(action, export, **counts) -> None:
    """Record in the access log what was exported, for which places, how many rows of people, and why."""
    area = export.areas[0] if len(export.scope) == 1 else export.home
    what = {"list": export.listing or export.kind}
    if export.report:
        what = {"report": str(export.report), "sheet": export.sheet}
    record_access(
        export.user,
        action,
        export,
        area=area,
        reason=export.reason,
        kind=export.kind,
        scope=export.scope,
        in_full=export.in_full,
        **what,
        **counts,
    )


def ask_export_job(export) -> None:
    """Give the export to a worker as a new job. Without a broker it waits, and its page says so."""
    job = ask_job("make_export", county=export.home.code, by=export.user)
    Export.objects.filter(pk=export.pk).update(job=job)
    export.refresh_from_db()


@transaction.atomic
def remake_export(*, export) -> None:
    """Ask for the same file again, when there is none or its worker is gone. Raises StaleState when it is finished by
    now, or a worker is making it."""
    held = Export.objects.select_for_update(no_key=True).get(pk=export.pk)  # two clicks ask for it once
    if not held.can_begin_again:
        raise StaleState(_("It is already made, or a worker is making it: nothing was changed."))
    asks = needs_second_person(held)
    to = ExportState.ASKED if asks else ExportState.QUEUED
    export.move(held.state, to=to, asked_at=timezone.now(), **EXPORT_RESET_VALUES)
    record_export_access("report_export_asked", export, rows=export.rows_total, again=True)
    if not asks:
        ask_export_job(export)


def needs_second_person(export) -> bool:
    """Whether somebody else must allow the file before it is made; lists hold no ID numbers."""
    if export.is_table:
        return export.rows_total > MANY_PEOPLE
    return not export.is_list and ExportContents(export).needs_second_person


@transaction.atomic
def decide_export(*, export, by, allow: bool) -> None:
    """Allow, or refuse, a file with the ID numbers of many people that somebody else asked for. Raises PermissionDenied
    and StaleState."""
    must(by, Permission.EXPORT_CONFIRM, export.home)
    if by.pk == export.user_id:
        raise PermissionDenied(_("A second person must allow it: another leader of the county."))
    changes = (
        {"to": ExportState.QUEUED, "confirmed_by": by} if allow else {"to": ExportState.FAILED, "failure": "refused"}
    )
    if not export.move(ExportState.ASKED, **changes):
        raise StaleState(_("It was decided or withdrawn meanwhile: nothing was changed."))
    action = "report_export_allowed" if allow else "report_export_refused"
    record_access(by, action, export, area=export.home, reason=export.reason, rows=export.rows_total)
    if allow:
        ask_export_job(export)


def cancel_export(*, export) -> None:
    """Cancel an export; the worker notices with its next progress report. Raises StaleState when it is already
    finished."""
    if export.move(*WITHDRAWABLE_EXPORT_STATES, to=ExportState.CANCELLED):
        if export.job:
            cancel_job(export.job)
    else:
        if export.state == ExportState.CANCELLED:
            raise StaleState(_("It was cancelled already."))
        raise StaleState(_("It was already finished: nothing was cancelled."))


@transaction.atomic
def fetch_export_file(*, export, by):
    """Return the decrypted file, and record it in the access log. Raises PermissionDenied when the person has lost the
    territory or the role, and ActionRefused when there is no file, or no longer."""
    check_export_rights(export, by)
    if export.state == ExportState.EXPIRED or (export.expires_at and export.expires_at <= timezone.now()):
        words = _("This file has expired. Ask for it again: the list is then as it is at that moment.")
        month = _("This file has expired. Ask for it again: the figures of a frozen month stay the same.")
        raise ActionRefused(month if export.report else words)
    if export.state != ExportState.DONE or not sealed_files.is_stored(export.stored_name):
        raise ActionRefused(_("There is no file: it was not made, or it was cancelled. Ask for it again."))
    file = sealed_files.open_stored_file(export.stored_name)
    Export.objects.filter(pk=export.pk).update(taken_at=timezone.now())
    shown = ExportContents(export).households() if export.report else []  # others told of them when they were written
    record_export_access("report_export_taken", export, shown=shown, rows=export.rows, bytes=export.size)
    return file
