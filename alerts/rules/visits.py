"""Rules about what a caseworker saw on a visit."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alerts.models import AlertChannel
from households.choices import RiskType

from .declare import SEEN, Levels, rule

# Shocks that cannot wait for a month: a house lost, an accident, a child out of school.
GRAVE = [RiskType.HOUSING, RiskType.ACCIDENT, RiskType.OUT_OF_SCHOOL, RiskType.EARTHQUAKE, RiskType.GEOLOGICAL]


@rule(
    "VIS-01",
    _("Seen on a visit"),
    group=SEEN,
    facts=["last_visit_on", "shocks_seen", "guarantees_failed"],
    about=_(
        "The latest visit found a shock or a guarantee that is not met. A guarantee not met, an unsafe house, an "
        "accident or a child out of school is red."
    ),
    says=_("The visit of %(last_visit_on)s saw: %(shocks_seen)s. Guarantees not met: %(guarantees_failed)s."),
    clears=_("A later visit finds none of these."),
    basis=_("Home visits"),
    channel=AlertChannel.VISIT,
)
def seen_on_visit(p):
    grave = Q(shocks_seen__overlap=[str(code) for code in GRAVE]) | Q(guarantees_failed__gt=0)
    return Levels(red=grave, amber=Q(shocks_seen__len__gt=0))
