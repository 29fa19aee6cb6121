"""Which lifted households may have fallen back into poverty. The system only names candidates; people examine each.

A candidate is lifted, not under monitoring, and its income is below the line or a guarantee is not met. Who was
examined this year counts by the latest verdict; of whom too little is known, neither can be said."""

import datetime as dt
from functools import reduce
from operator import or_

from django.db.models import Case as SqlCase
from django.db.models import Count, Exists, OuterRef, Q, Subquery, TextChoices, Value, When
from django.utils.translation import gettext_lazy as _

from cases.choices import UNCLEARED
from cases.models import Case, ReturnExamination, ReturnVerdict
from households.choices import HouseholdKind

GUARANTEES = {
    "education_met": _("compulsory education"), "medical_met": _("medical insurance"), "housing_met": _("safe housing"),
    "water_met": _("safe water"),
}  # fmt: skip


class ReturnState(TextChoices):
    TO_EXAMINE = "to_examine", _("To be examined")
    RETURNED = "returned", _("Returned to poverty")
    NOT_RETURNED = "not_returned", _("Examined, not returned")
    UNKNOWN = "unknown", _("Too little known")


def lifted_households(households):
    """Keep the lifted households on file."""
    return households.active().filter(kind=HouseholdKind.LIFTED)


def line_or_guarantee_unmet(p) -> Q:
    """Return the condition that the income is below the line or a guarantee is not met, as far as it is known."""
    guarantees = [Q(**{f"facts__{name}": False}) for name in GUARANTEES]
    below = [Q(facts__per_capita__lt=p.line)] if p.in_force("line") else []
    return reduce(or_, [*guarantees, Q(facts__guarantees_failed__gt=0), *below])


def too_little_known(p) -> Q:
    """Return the condition that income or a guarantee is not known; of everybody while no line is in force."""
    if not p.in_force("line"):
        return ~Q(pk__in=[])
    missing = [Q(**{f"facts__{name}": None}) for name in ("per_capita", *GUARANTEES)]
    return reduce(or_, missing)


def latest_verdict(day) -> Subquery:
    """Return the latest verdict about a household in the year of `day`, up to that day."""
    year = (dt.date(day.year, 1, 1), day)
    found = ReturnExamination.objects.filter(household=OuterRef("pk"), examined_on__range=year)
    return Subquery(found.order_by("-examined_on", "-pk").values("verdict")[:1])


def with_return_state(households, p):
    """Keep the lifted households about which there is something to say, each with its `return_state` and `verdict`."""
    monitored = Exists(Case.objects.filter(household=OuterRef("pk"), state__in=UNCLEARED))
    state = SqlCase(
        When(verdict=ReturnVerdict.RETURNED, then=Value(ReturnState.RETURNED)),
        When(verdict=ReturnVerdict.NOT_RETURNED, then=Value(ReturnState.NOT_RETURNED)),
        When(monitored, then=None),
        When(line_or_guarantee_unmet(p), then=Value(ReturnState.TO_EXAMINE)),
        When(too_little_known(p), then=Value(ReturnState.UNKNOWN)),
    )
    lifted = lifted_households(households).annotate(verdict=latest_verdict(p.day))
    return lifted.annotate(return_state=state).filter(return_state__isnull=False)


def count_return_states(households, p) -> dict[str, int]:
    """Return {state: households}, with 0 for a state in which there is none."""
    rows = with_return_state(households, p).order_by().values_list("return_state").annotate(n=Count("pk"))
    return dict.fromkeys(ReturnState.values, 0) | dict(rows)


def unmet_in_words(facts, p) -> list:
    """Return what speaks for a return, in words: income below the line, guarantees not met."""
    if facts is None:
        return []
    below = p.in_force("line") and facts.per_capita is not None and facts.per_capita < p.line
    unmet = [label for name, label in GUARANTEES.items() if getattr(facts, name) is False]
    return [*([_("income below the line")] if below else []), *unmet]
