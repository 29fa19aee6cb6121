"""What ends of cases: the files of signed papers, long after the case was closed. Which households are in use."""

from django.db.models import Max, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from cases.choices import OPEN
from cases.models import Case, CaseTransition, Scan
from core.dates import today
from households.ending.kinds import IN_USE, ends, free_to_end

IN_USE.add("open_case", lambda: Case.objects.filter(state__in=OPEN).values("household"))


def due_scans(county, up_to):
    """Return the papers whose case was closed before `up_to`, and that were filed before it; none of a household whose
    data is in use."""
    closed = CaseTransition.objects.filter(case=OuterRef("case")).order_by().values("case")
    last = Subquery(closed.annotate(on=Max("effective_on")).values("on"))
    kept = Scan.objects.filter(case__household__county=county, erased_on=None).exclude(case__state__in=OPEN)
    old = kept.alias(closed_on=last).filter(closed_on__lt=up_to, at__date__lt=up_to)
    return free_to_end(old, "case__household").order_by("at", "pk")


@ends("scans", order=50, key="keep_scan_months", label=_("Files of signed papers of closed cases"), due=due_scans)
def end_scans(county, up_to, most) -> int:
    """Erase the files. That there was such a paper stays on record: a consent names it."""
    scans = list(due_scans(county, up_to)[:most])
    for scan in scans:
        scan.path.unlink(missing_ok=True)
    Scan.objects.filter(pk__in=[scan.pk for scan in scans]).update(erased_on=today())
    return len(scans)
