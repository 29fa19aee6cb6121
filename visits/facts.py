"""What visits saw, as facts of a household."""

from functools import reduce
from operator import or_

from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _

from households.choices import RiskType, Source
from households.facts import COUNT, DATE, WORDS, Fact, fact_group
from households.models import GuaranteeCheck

from .models import Visit, VisitState


def failed_guarantee_count():
    """Count how many of the six guarantees a check found not met."""
    parts = [
        Case(When(Q(**{guarantee: False}), then=Value(1)), default=Value(0)) for guarantee in GuaranteeCheck.GUARANTEES
    ]
    return sum(parts[1:], parts[0])


@fact_group(
    last_visit_on=Fact(DATE, _("last visit")),
    shocks_seen=Fact(WORDS, _("shocks seen on the latest visit"), choices=RiskType.choices),
)
def visits(p):
    """Return the latest visit that was not voided and on which somebody was met."""
    return (
        Visit.objects.contacts()
        .filter(visited_on__lte=p.day)
        .annotate(last_visit_on=F("visited_on"), shocks_seen=F("shocks"))
        .order_by("household", "-visited_on", "-observed_at", "-pk")
        .distinct("household")
    )


def any_guarantee_asked():
    """Return the condition that a check asked about at least one of the six guarantees."""
    return reduce(or_, (Q(**{f"{guarantee}__isnull": False}) for guarantee in GuaranteeCheck.GUARANTEES))


@fact_group(guarantees_failed=Fact(COUNT, _("guarantees not met on the latest visit that asked")))
def visit_checks(p):
    """Return the latest check made on a visit that was not voided. A later visit that did not ask changes nothing."""
    voided = Visit.objects.filter(pk=OuterRef("source_visit"), state=VisitState.VOIDED)
    return (
        GuaranteeCheck.objects.filter(
            any_guarantee_asked(), ~Exists(voided), source=Source.VISIT, checked_on__lte=p.day
        )
        .annotate(guarantees_failed=failed_guarantee_count())
        .order_by("household", "-checked_on", "-found_at", "-pk")
        .distinct("household")
    )
