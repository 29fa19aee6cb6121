"""Counting a month into report rows, and the digest of what was counted.

The digest covers every row, the parameters and the rules: the same data give the same digest, whenever they are
counted."""

import hashlib
import json

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from core import sql as bulk
from core.dates import last_of_month, today
from core.step_rows import check_each_statement
from policy import parameters
from reports.models import MonthlyReport, ReportRow, ReportSum

from . import COUNTINGS, CountedMonth, rules_digest
from .progress import tell_progress

REPORT_ROW_TABLE, REPORT_SUM_TABLE = (bulk.quote_names(model._meta.db_table) for model in (ReportRow, ReportSum))
ADDED_SINCE = {"account"}  # countings that months do not have which do not say what made them
SUMMED_FIELDS = ("households", "people", "times", "yuan")
ROW_COLUMNS = bulk.quote_names("code", "village_id", "household_id", "people", "times", "yuan", "on", "details")
# A household with several rows under a code counts as one household, with its people once.
ROW_SUMS_SQL = (
    "SELECT code, village_id, count(household_id) AS households, sum(people)::bigint AS people, "
    "sum(times)::bigint AS times, sum(yuan) AS yuan "
    "FROM (SELECT code, village_id, household_id, max(people) AS people, sum(times) AS times, sum(yuan) AS yuan "
    f"FROM {REPORT_ROW_TABLE} WHERE report_id = %s GROUP BY 1, 2, 3) AS once GROUP BY 1, 2"
)
# One line of text for each report row, without database ids.
DIGEST_ROWS_SQL = (
    "SELECT l.code || '|' || a.code || '|' || COALESCE(h.number, '') || '|' || l.people || '|' || l.times || '|' || "
    "COALESCE(l.yuan::text, '') || '|' || COALESCE(l.\"on\"::text, '') || '|' || l.details::text "
    f"FROM {REPORT_ROW_TABLE} l JOIN accounts_area a ON a.id = l.village_id "
    "LEFT JOIN households_household h ON h.id = l.household_id WHERE l.report_id = %s ORDER BY 1"
)


def counted_month_of(report, at=None) -> CountedMonth:
    """Return what a report counts from the data of the moment `at`, otherwise of now: its whole month, or the month so
    far."""
    as_of = min(last_of_month(report.month), today())
    p = parameters.parameters_on(as_of, report.county)
    return CountedMonth(report.county, report.month, as_of, p, undated_moment(report, at or timezone.now()))


def undated_moment(report, at):
    """Return when the first version of this month was counted for the last time, which for the first version is `at`:
    what carries no day counts as known then, or a correction would count what was recorded for later months."""
    earlier = MonthlyReport.objects.filter(county=report.county, month=report.month, version__lt=report.version)
    first = earlier.order_by("version").values_list("counted_at", flat=True).first()
    return first or at


@transaction.atomic
def count_report_rows(report, *, at=None) -> int:
    """Replace the rows of a report that is not frozen by a new count, and return how many there are. `at` is the moment
    of the data (see point_in_time.py)."""
    MonthlyReport.objects.select_for_update(no_key=True).get(pk=report.pk)
    at = at or timezone.now()
    month = counted_month_of(report, at)
    # A trigger checks each row. Deferred checks would all wait for the end of the transaction, and a hundred thousand
    # of them take minutes: check them with each statement instead.
    check_each_statement()
    report.rows.all().delete()
    fill_report_rows(report, month)
    write_report_sums(report)
    report.as_of, report.counted_at, report.undated_at = month.as_of, at, month.undated_at
    report.parameters, report.parameters_digest = month.p.snapshot(), month.p.digest
    report.rules_digest, report.countings = rules_digest(), sorted(COUNTINGS)
    told = ["as_of", "counted_at", "undated_at", "parameters", "parameters_digest", "rules_digest", "countings"]
    report.save(update_fields=told)
    return report.rows.count()


def countings_of(report) -> list:
    """Return the countings that made a month which is frozen; all there are for one that is not."""
    if not report.digest:
        return list(COUNTINGS.values())
    named = COUNTINGS.keys() - ADDED_SINCE if report.countings is None else set(report.countings)
    return [one for name, one in COUNTINGS.items() if name in named]


def fill_report_rows(report, month) -> None:
    """Write the rows of every counting, and tell after each how many are done."""
    countings = countings_of(report)
    for done, counting in enumerate(countings, start=1):
        for told in counting.rows(month):
            insert_report_rows(report, told)
        tell_progress(done, len(countings))


def insert_report_rows(report, told) -> None:
    """Write the rows that a queryset, or a statement, yields."""
    sql = told if isinstance(told, bulk.Sql) else bulk.queryset_sql(told)
    text = f"INSERT INTO {REPORT_ROW_TABLE} (report_id, {ROW_COLUMNS}) SELECT %s, told.* FROM ({sql.text}) AS told"
    bulk.execute_sql(text, (report.pk, *sql.params))


def write_report_sums(report) -> None:
    """Write the sums of the rows, village by village."""
    report.sums.all().delete()
    names = bulk.quote_names("code", "village_id", *SUMMED_FIELDS)
    bulk.execute_sql(
        f"INSERT INTO {REPORT_SUM_TABLE} (report_id, {names}) SELECT %s, told.* FROM ({ROW_SUMS_SQL}) AS told",
        [report.pk] * 2,
    )


def report_sums_agree(report) -> bool:
    """Return whether the sums shown on pages equal those of the rows."""
    names = bulk.quote_names("code", "village_id", *SUMMED_FIELDS)
    kept = f"SELECT {names} FROM {REPORT_SUM_TABLE} WHERE report_id = %s"
    odd = f"({kept} EXCEPT ({ROW_SUMS_SQL})) UNION ALL (({ROW_SUMS_SQL}) EXCEPT {kept})"
    return not bulk.fetch_rows(f"SELECT EXISTS ({odd})", [report.pk] * 4)[0][0]


def report_digest(report, **values) -> str:
    """Return the SHA-256 over the month, its parameters and rules, and every row in a fixed order. `values` replace
    what the report says of them."""
    about = {
        "county": report.county.code,
        "month": f"{report.month:%Y-%m}",
        "as_of": report.as_of.isoformat(),
        "parameters": report.parameters_digest,
        "rules": report.rules_digest,
    } | values
    found = hashlib.sha256(json.dumps(about, sort_keys=True).encode())
    with connection.chunked_cursor() as cursor:  # never the whole month in memory
        cursor.execute(DIGEST_ROWS_SQL, (report.pk,))
        while rows := cursor.fetchmany(5000):
            found.update("\n".join(text for (text,) in rows).encode() + b"\n")
    return found.hexdigest()


def version_difference(report) -> list[dict] | None:
    """Return what a correction changed: for every code that differs, households, people, times and yuan before and
    after. Empty for a first version."""
    before = MonthlyReport.objects.filter(county=report.county, month=report.month, version=report.version - 1).first()
    if before is None:
        return None
    old, new = (report_figures_by_code(one) for one in (before, report))
    return [
        {"code": code, "before": old.get(code), "after": new.get(code)}
        for code in sorted(old.keys() | new.keys())
        if old.get(code) != new.get(code)
    ]


def report_figures_by_code(report) -> dict:
    """Return {code: [households, people, times, yuan]} of a whole report, ready for JSON."""
    totals = ", ".join(f"sum({name})" for name in SUMMED_FIELDS)
    found = bulk.fetch_rows(f"SELECT code, {totals} FROM ({ROW_SUMS_SQL}) AS told GROUP BY 1", [report.pk])
    return {code: [*map(int, numbers), str(yuan or 0)] for code, *numbers, yuan in found}


def report_sums(report, areas, codes=()) -> dict:
    """Return {(code, village path): (households, people, times, yuan)} in the territory `areas`, of all codes or of
    these."""
    told = report.sums.within(*areas).filter(under_codes(codes)).order_by()
    told = told.values_list("code", "village__path", *SUMMED_FIELDS)
    return {(code, path): numbers for code, path, *numbers in told}


def under_codes(codes) -> Q:
    """Return the condition of being counted under one of these codes; one that ends in * stands for all that begin like
    it. Without codes everything is."""
    stems = [code[:-1] for code in codes if code.endswith("*")]
    whole = [code for code in codes if not code.endswith("*")]
    wanted = Q(code__in=whole) if whole else Q()  # one look for each line, however many codes
    for stem in stems:
        wanted |= Q(code__startswith=stem)
    return wanted
