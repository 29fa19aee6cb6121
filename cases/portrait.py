"""Episodes of monitoring on the portrait of a household."""

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.choices import RiskType
from households.history import in_words, trace
from households.portrait import panel

from .models import Case, CaseStep, CaseTransition

trace(Case, "household", lambda row: _("episode %(number)s") % {"number": row.episode_no})


@panel("cases", label=gettext_lazy("Monitoring"), order=15)
def cases(request, household):
    """Every episode, the latest first, with the moves of its life."""
    moves = CaseTransition.objects.select_related("by").order_by("-effective_on", "-pk")
    found = Case.objects.visible_to(request.user).filter(household=household)
    return {
        "episodes": [
            {"case": case, "risks": in_words(case.risks, RiskType.choices), "events": events(case)}
            for case in found.prefetch_related(Prefetch("transitions", moves))
        ]
    }


def events(case) -> list[dict]:
    """A case's moves as the timeline shows them."""
    return [
        {
            "on": move.effective_on,
            "title": CaseStep(move.step).label,
            "text": move.reason,
            "by": move.by,
        }
        for move in case.transitions.all()
    ]
