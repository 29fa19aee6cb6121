"""What people do with exports: ask for one, cancel it, have it made again, fetch it."""

import logging

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from accounts.audit.log import record
from core.crypto import files as sealed_files
from core.workflow import Overtaken, Refused
from reports import tasks
from reports.models import AT_WORK, Export, ExportKind, ExportState

from .contents import MANY, Contents, check_rights, lists_of

log = logging.getLogger(__name__)
UNMADE = {
    "failure": "", "rows_done": 0, "rows": None, "sha256": "", "size": None, "finished_at": None, "expires_at": None,
    "taken_at": None,
}  # fmt: skip


class NeedsReason(Refused):
    """More people are in it than go without a word."""


@transaction.atomic
def ask(*, report, by, kind, areas, language, sheet="", with_details=False, in_full=False, reason="") -> Export:
    """Have a file made. Raises PermissionDenied for what the person may not have, NeedsReason for many people without
    a reason."""
    sheet = sheet if kind == ExportKind.CSV else ""
    with_details, in_full = lists_of(kind, sheet, with_details, in_full)
    export = Export(
        report=report, user=by, kind=kind, sheet=sheet, language=language,
        scope=[area.code for area in areas], with_details=with_details, in_full=in_full, reason=reason.strip(),
    )  # fmt: skip
    check_rights(export, by)
    contents = Contents(export)
    export.rows_total = contents.people
    if contents.lacks_reason:
        raise NeedsReason(
            _("More than %(many)s people are in it (%(rows)s rows). Say what it is for: the reason goes into the log.")
            % {"many": MANY, "rows": f"{export.rows_total:,}"}
        )
    export.save()
    note("report_export_asked", export, rows=export.rows_total)
    send(export)
    return export


def note(action, export, **counts) -> None:
    """A line in the log: of what, for which places, how many rows of people, why."""
    area = export.areas[0] if len(export.scope) == 1 else export.report.county
    record(
        export.user, action, export, area=area, reason=export.reason, report=str(export.report), kind=export.kind,
        sheet=export.sheet, scope=export.scope, in_full=export.in_full, **counts,
    )  # fmt: skip


def send(export) -> None:
    """Hand it to a worker. Without a broker it waits, and its page says so."""

    def sent():
        try:
            tasks.make_export.delay(str(export.pk))
        except OperationalError:
            log.error("Export %s waits: the broker cannot be reached.", export.pk)

    transaction.on_commit(sent)


@transaction.atomic
def again(*, export) -> None:
    """Have the same made once more, as if it were asked for now: there is no file, or nobody is at work on it. Raises
    Overtaken when it is made by now, or somebody is at work on it."""
    held = Export.objects.select_for_update().get(pk=export.pk)  # pressed twice, it is sent once
    if not held.can_begin_again:
        raise Overtaken(_("It is made by now, or a worker is about to make it: nothing was changed."))
    export.move(held.state, to=ExportState.QUEUED, asked_at=timezone.now(), **UNMADE)
    note("report_export_asked", export, rows=export.rows_total, again=True)
    send(export)


def cancel(*, export) -> None:
    """Stop it; the worker finds out at its next look. Raises Overtaken when it is finished by now."""
    if not export.move(*AT_WORK, to=ExportState.CANCELLED):
        if export.state == ExportState.CANCELLED:
            raise Overtaken(_("It was cancelled already."))
        raise Overtaken(_("It was finished meanwhile: nothing was cancelled."))


@transaction.atomic
def take(*, export, by):
    """The file, in the clear, with a line in the log. Raises PermissionDenied for who lost the territory or the role
    since, and Refused when there is no file, or no longer."""
    check_rights(export, by)
    if export.state == ExportState.EXPIRED or (export.expires_at and export.expires_at <= timezone.now()):
        raise Refused(_("This file has expired. Ask for it again: a frozen month still says the same."))
    if export.state != ExportState.DONE or not export.path.exists():
        raise Refused(_("There is no file here: it is not made, or it was cancelled. Ask for it again."))
    file = sealed_files.read(export.path)
    Export.objects.filter(pk=export.pk).update(taken_at=timezone.now())
    note("report_export_taken", export, rows=export.rows, bytes=export.size)
    return file
