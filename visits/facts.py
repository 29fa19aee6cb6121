"""What visits saw, for the facts of a household."""

from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from households.choices import RiskType
from households.facts import COUNT, DATE, WORDS, Fact, fact_group
from households.models import GuaranteeCheck

from .models import Visit


def failed_guarantees():
    """How many of the six a check found not met."""
    parts = [
        Case(When(Q(**{guarantee: False}), then=Value(1)), default=Value(0)) for guarantee in GuaranteeCheck.GUARANTEES
    ]
    return sum(parts[1:], parts[0])


@fact_group(
    last_visit_on=Fact(DATE, _("last visit")),
    shocks_seen=Fact(WORDS, _("shocks seen on the latest visit"), choices=RiskType.choices),
    guarantees_failed=Fact(COUNT, _("guarantees not met on the latest visit")),
)
def visits(p):
    """The latest visit that was not voided; a visit that asked nothing about guarantees failed none."""
    check = GuaranteeCheck.objects.filter(source_visit=OuterRef("pk")).annotate(failed=failed_guarantees())
    return (
        Visit.objects.counted()
        .filter(visited_on__lte=p.day)
        .annotate(
            last_visit_on=F("visited_on"),
            shocks_seen=F("shocks"),
            guarantees_failed=Subquery(check.values("failed")[:1]),
        )
        .order_by("household", "-visited_on", "-received_at")
        .distinct("household")
    )
