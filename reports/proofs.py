"""What proves of restored data that months are as they were frozen."""

from core.backup.proofs import proof
from reports.models import MonthlyReport
from reports.month.verify import verify_report


@proof("months", "frozen months, counted again")
def frozen_months():
    reports = list(MonthlyReport.objects.sealed().select_related("county").order_by("county__code", "month", "version"))
    broken = [str(report) for report in reports if not verify_report(report).holds]
    return len(reports) - len(broken), broken
