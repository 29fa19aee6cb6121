"""Facts about where a household's monitoring stands."""

from django.db.models import Case as Choose
from django.db.models import F, Max, Q, Value, When, Window
from django.utils.translation import gettext_lazy as _

from households.facts import DATE, WORD, YES_NO, Fact, declare_derived_facts, fact_group

from .choices import IN_CLEARING, IS_CLEARED, UNAPPROVED, CaseState, CaseStep
from .models import CaseTransition

CASE_PHASE = Choose(  # the rules do not need to know how far a clearing has come
    When(target__in=IN_CLEARING, then=Value(CaseState.CLEARING)),
    When(target__in=IS_CLEARED, then=Value(CaseState.CLEARED)),
    default=F("target"),
)


@fact_group(
    road="case__household",
    case_state=Fact(WORD, _("monitoring"), choices=CaseState.choices),
    cleared_on=Fact(DATE, _("risk cleared on")),
)
def cases(p):
    """Return the latest approved episode as of the day: active, clearing, cleared or ended. A household never monitored
    has none; proposals and refusals do not count."""
    cleared = Window(Max("effective_on", filter=Q(step=CaseStep.CLEAR)), partition_by=F("case"))
    return (
        CaseTransition.objects.filter(effective_on__lte=p.day)
        .exclude(target__in=UNAPPROVED)
        .annotate(case_state=CASE_PHASE, cleared_on=Choose(When(target__in=IS_CLEARED, then=cleared)))
        .order_by("case__household", "-case__episode_no", "-effective_on", "-pk")
        .distinct("case__household")
    )


declare_derived_facts(
    is_followed=Fact(YES_NO, _("under monitoring")), is_lifted_or_followed=Fact(YES_NO, _("lifted or under monitoring"))
)
