"""Which decisions are to be made known, and how: an approval by an announcement in the village, a refusal by a letter
to the family. Each waits for the village clerk until its day is recorded."""

from django.db.models import Case as Choose
from django.db.models import Exists, OuterRef, Q, Value, When

from cases.choices import AnnouncementWay, CaseState, Procedure
from cases.models import Announcement, CaseTransition

APPROVALS = {"identify": Procedure.IDENTIFICATION, "remark": Procedure.IDENTIFICATION, "clear": Procedure.CLEARING}
REFUSALS = {
    "decline": Procedure.IDENTIFICATION,
    "reject": Procedure.IDENTIFICATION,
    "refuse": Procedure.IDENTIFICATION,
    "decline_clearing": Procedure.CLEARING,
    "stop_clearing": Procedure.CLEARING,
    "reject_clearing": Procedure.CLEARING,
}
PROCEDURE_OF = APPROVALS | REFUSALS
DECIDED_FROM = (CaseState.ENDORSED, CaseState.CLEARING_ENDORSED)  # an imported approval comes from elsewhere


def way_of(step) -> AnnouncementWay:
    return AnnouncementWay.POSTED if step in APPROVALS else AnnouncementWay.LETTER


def unannounced_decisions(way):
    """Return the steps by which something was decided here and that nobody has made known in this way."""
    ours = Q(step__in=APPROVALS, source__in=DECIDED_FROM) if way == AnnouncementWay.POSTED else Q(step__in=REFUSALS)
    clearing = [step for step, procedure in PROCEDURE_OF.items() if procedure == Procedure.CLEARING]
    procedure = Choose(When(step__in=clearing, then=Value("clearing")), default=Value("identification"))
    told = Announcement.objects.filter(case=OuterRef("case"), way=way, procedure=OuterRef("procedure"))
    made = CaseTransition.objects.filter(ours).alias(procedure=procedure)
    return made.filter(~Exists(told.filter(told_on__gte=OuterRef("effective_on"))))


def decision_to_announce(case) -> CaseTransition | None:
    """Return the latest decision about a case that is to be made known; None when there is none."""
    waiting = [decision for way in AnnouncementWay for decision in unannounced_decisions(way).filter(case=case)]
    return max(waiting, key=lambda decision: decision.pk, default=None)
