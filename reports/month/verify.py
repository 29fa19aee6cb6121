"""Verifying a frozen month: its rows are still those it was frozen with, and what was known at that moment, counted
again, gives the same digest."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from core import sql
from policy import parameters
from reports.counting import CountedMonth, point_in_time, rows, rules_digest
from reports.models import MonthlyReport, ReportProof, ReportRow

from .proof import proof_digest

# A digest for each code, because rows may differ whose sums are equal.
CODE_DIGESTS_SQL = (
    "SELECT split_part(line, '|', 1), md5(string_agg(line, chr(10) ORDER BY line)) "
    f"FROM ({rows.DIGEST_ROWS_SQL}) AS digested (line) GROUP BY 1"
)
KEPT_ROW_TABLE = sql.quote_names(ReportRow._meta.db_table)


@dataclass(frozen=True)
class RowsDigest:
    """The digest of all rows, one for each code, and the figures of each code."""

    digest: str
    words: dict
    figures: dict


@dataclass(frozen=True)
class ReportVerification:
    """The digests of the rows that were kept and of those counted again. `notes`: what changed since in the parameters
    or rules of the month."""

    report: MonthlyReport
    kept: RowsDigest
    again: RowsDigest
    notes: list
    sums_agree: bool  # whether the pages show the sums of the rows
    proof: ReportProof | None = None  # since it was taken the month cannot be counted again

    @property
    def holds(self) -> bool:
        if self.proof:
            return self.sums_agree and self.proof.held and self.kept.digest == self.proof.digest
        return self.sums_agree and self.kept.digest == self.again.digest == self.report.digest

    @property
    def differences(self) -> list[dict]:
        """For every code whose rows differ, its figures as kept and as counted again."""
        codes = sorted(self.kept.words.items() ^ self.again.words.items())
        return [
            {"code": code, "kept": self.kept.figures.get(code), "again": self.again.figures.get(code)}
            for code in dict(codes)
        ]


def verify_report(report) -> ReportVerification:
    """Read a frozen report, and count it again from what was known then; by the digest of its lines alone where that
    has ended."""
    proof = ReportProof.objects.filter(report=report).first()
    return verify_by_proof(report, proof) if proof else verify_by_counting(report)


def verify_by_proof(report, proof) -> ReportVerification:
    kept = RowsDigest(proof_digest(report), {}, rows.report_figures_by_code(report))
    day = timezone.localtime(proof.made_at).date()
    notes = [
        f"Since {day} it cannot be counted again: the history of households that left long ago has ended. "
        "Its lines are verified by the digest that was taken before.",
        *verification_notes(report),
    ]
    return ReportVerification(report, kept, kept, notes, rows.report_sums_agree(report), proof)


@transaction.atomic
def verify_by_counting(report) -> ReportVerification:
    """Read a frozen report, and count it again. Only temporary tables are written."""
    p = parameters.parameters_from_snapshot(report.parameters, report.as_of)
    month = CountedMonth(report.county, report.month, report.as_of, p, report.undated_at)
    with point_in_time.data_known_at(report.county, report.counted_at, report.undated_at):
        kept = digest_report_rows(report)
        sql.execute_sql(
            f"CREATE TEMPORARY TABLE {KEPT_ROW_TABLE} ON COMMIT DROP AS "
            f"SELECT * FROM public.{KEPT_ROW_TABLE} WITH NO DATA"
        )
        rows.fill_report_rows(report, month)
        again = digest_report_rows(report, parameters=p.digest)
        sql.execute_sql(f"DROP TABLE pg_temp.{KEPT_ROW_TABLE}")
    return ReportVerification(report, kept, again, list(verification_notes(report)), rows.report_sums_agree(report))


def digest_report_rows(report, **values) -> RowsDigest:
    return RowsDigest(
        rows.report_digest(report, **values),
        dict(sql.fetch_rows(CODE_DIGESTS_SQL, [report.pk])),
        rows.report_figures_by_code(report),
    )


def verification_notes(report):
    """Yield what else should be known about a report, in words."""
    if not rows.report_sums_agree(report):
        yield "The sums that its pages show are not those of its rows."
    if rules_digest() != report.rules_digest:
        yield "The software's rules or countings changed since: figures that differ may differ because of that."
    if parameters.parameters_on(report.as_of, report.county).digest != report.parameters_digest:
        yield "Parameters of that day were enacted later. This count took those that the report was frozen with."
