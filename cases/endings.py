"""What ends of cases: the files of signed papers, long after the case was closed. Which households are in use."""

from django.db.models import DateField, Max, OuterRef, Subquery
from django.db.models.functions import Cast, Coalesce, Now
from django.utils.translation import gettext_lazy as _

from cases.choices import OPEN
from cases.models import (
    Announcement,
    Authorisation,
    Case,
    CaseTransition,
    Comparison,
    HelperAssignment,
    Judgement,
    Measure,
    Objection,
    Plan,
    PublicNotice,
    ReturnExamination,
    Review,
    Scan,
    TakenOverCase,
)
from core.crypto.files import delete_stored_file
from core.dates import today
from departments.models import Inquiry
from households.ending.anonymous import FILES, NOTHING_SAID, forget, said_before
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
        delete_stored_file(scan.stored_name)
    Scan.objects.filter(pk__in=[scan.pk for scan in scans]).update(erased_on=today())
    return len(scans)


def erase_papers(homes) -> None:
    """Erase the files of all papers of households that are made anonymous, and the names in what was asked of
    departments."""
    for scan in Scan.objects.filter(case__household__in=homes, erased_on=None):
        delete_stored_file(scan.stored_name)
    cases = list(Case.objects.filter(household__in=homes).values_list("pk", flat=True))
    Inquiry.objects.filter(case__in=cases).update(who={"people": []}, note="")


FILES.add("papers", erase_papers)
forget(Scan, "case__household", title="", erased_on=Coalesce("erased_on", Cast(Now(), DateField())))
forget(Authorisation, "case__household", guardian="")
forget(Comparison, "case__household", note="")
forget(Review, "case__household", attendees="", minutes="")
forget(PublicNotice, "case__household", lines={})
forget(Objection, "notice__case__household", words=NOTHING_SAID, answer=NOTHING_SAID)
forget(Announcement, "case__household", place="")
forget(HelperAssignment, "household", phone="")
forget(Plan, "case__household", goal="")
TEXTS = ("urgent_reason", "effect", "employer")
forget(Measure, "household", title=NOTHING_SAID, **{text: said_before(text) for text in TEXTS})
forget(TakenOverCase, "household", number=NOTHING_SAID)
forget(ReturnExamination, "household", reason=NOTHING_SAID, known={})
forget(Judgement, "case__household", words="")
forget(Case, "household", statement_at_identification=None, statement_at_clearing=None)
