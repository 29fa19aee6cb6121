"""Proving a frozen month without the history it was counted from: by a digest of its lines that knows households by
their keys alone, taken while the month could still be verified by its own."""

import hashlib

from django.db import connection, transaction

from core.locks import wait_for_turn
from reports.counting import point_in_time, rows
from reports.models import MonthlyReport, ReportProof

PROOF_ROWS_SQL = (
    "SELECT concat_ws('|', code, village_id, coalesce(household_id::text, ''), people, times, "
    "coalesce(yuan::text, ''), "
    f"coalesce(\"on\"::text, ''), details::text) FROM {rows.REPORT_ROW_TABLE} WHERE report_id = %s ORDER BY 1"
)


def proof_digest(report) -> str:
    """Return the SHA-256 over every line of a month, the digest it was frozen with, and no name or number."""
    found = hashlib.sha256(report.digest.encode())
    with connection.chunked_cursor() as cursor:  # never the whole month in memory
        cursor.execute(PROOF_ROWS_SQL, (report.pk,))
        while lines := cursor.fetchmany(5000):
            found.update("\n".join(text for (text,) in lines).encode() + b"\n")
    return found.hexdigest()


def prove_months(county) -> int:
    """Take the digest of every frozen month of a county that has none, before history ends. Each is a transaction of
    its own, so that a night that is stopped goes on. Returns how many."""
    reports = MonthlyReport.objects.sealed().filter(county=county, proof=None).select_related("county")
    for report in reports:
        prove_month(report)
    return len(reports)


@transaction.atomic
def prove_month(report) -> None:
    wait_for_turn(f"proof of {report.pk}")
    if ReportProof.objects.filter(report=report).exists():
        return
    with point_in_time.data_known_at(report.county, report.counted_at, report.undated_at):
        held = rows.report_digest(report) == report.digest
    ReportProof.objects.create(report=report, digest=proof_digest(report), held=held)
