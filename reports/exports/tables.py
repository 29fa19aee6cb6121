"""The national monthly tables of people who work away or plan to go, as files of any length: asked for with a reason,
allowed by a second person where they hold many ID numbers, and written by a worker as they are at that moment."""

from django.db import transaction

from accounts.audit.log import record_access
from accounts.models import Area
from accounts.permissions import Permission, must
from reports.models import Export, ExportState
from work.monthly_tables.export import rows_of_table, workbook_of

from .actions import ask_export_job, record_export_access
from .contents import MANY_PEOPLE

TABLE_BATCH = 2_000  # rows fetched from the database at once
TOLD_EVERY = 500  # rows between two reports of progress


@transaction.atomic
def request_table_export(name, place, *, by, reason, language) -> Export:
    """Ask for a monthly table of a place; of many people it waits for a county leader."""
    for right in (Permission.REPORT_EXPORT, Permission.HOUSEHOLD_SECRET):
        must(by, right, place)
    number = rows_of_table(name, place, by).count()
    export = Export.objects.create(
        kind=name, county=Area.objects.get(code=place.county_code), scope=[place.code], user=by, with_details=True,
        in_full=True, reason=reason.strip(), language=language, rows_total=number,
        state=ExportState.ASKED if number > MANY_PEOPLE else ExportState.QUEUED,
    )  # fmt: skip
    record_export_access("report_export_asked", export, rows=number)
    if export.state == ExportState.QUEUED:
        ask_export_job(export)
    return export


def write_table(export, job, path) -> int | None:
    """Write the table of an export as it is now, and return how many people it names; None where they have become many
    and nobody allowed it."""
    [place] = export.areas
    entries = rows_of_table(export.kind, place, export.user)
    total, shown = entries.count(), []
    if total > MANY_PEOPLE and not export.confirmed_by_id:
        return None
    path.write_bytes(workbook_of(export.kind, told_entries(entries, shown, job, total)))
    told = {"area": place, "reason": export.reason, "shown": shown, "list": export.kind, "rows": total}
    record_access(export.user, "monthly_table_taken", **told)
    return total


def told_entries(entries, shown, job, total):
    """Yield the rows, and tell from time to time how far the work is."""
    for done, entry in enumerate(entries.iterator(chunk_size=TABLE_BATCH)):
        if done % TOLD_EVERY == 0:
            job.tell("writing", done, total)
        shown.append(entry.household_id)
        yield entry
