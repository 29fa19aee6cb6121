"""Rules about medical care."""

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .declare import DISABILITY, MEDICAL, Levels, rule


@rule(
    "MED-01",
    _("Medical self-payment over the threshold"),
    group=MEDICAL,
    facts=["self_paid_this_year", "is_lifted_or_followed"],
    uses=["self_pay_followed", "self_pay_general", "self_pay_red"],
    about=_(
        "One person paid much for medical care since January. Lifted and monitored households have a lower "
        "threshold; a multiple of it is red."
    ),
    says=_("One person paid %(self_paid_this_year)s for medical care since January."),
    clears=_("The new year begins with lower costs."),
    basis=_("Department data sharing: medical insurance"),
)
def self_payment_high(p):
    lower = Q(is_lifted_or_followed=True, self_paid_this_year__gte=p.self_pay_followed)
    upper = Q(self_paid_this_year__gte=p.self_pay_general)
    grave = Q(is_lifted_or_followed=True, self_paid_this_year__gte=p.self_pay_followed * p.self_pay_red)
    gravest = Q(self_paid_this_year__gte=p.self_pay_general * p.self_pay_red)
    return Levels(red=grave | gravest, amber=lower | upper)


@rule(
    "MED-04",
    _("Uninsured member"),
    group=MEDICAL,
    facts=["uninsured", "is_lifted_or_followed"],
    about=_("Somebody has no basic medical insurance. Red for lifted and monitored households."),
    says=_("People without medical insurance: %(uninsured)s."),
    clears=_("Everybody in the household is insured."),
    basis=_("Three guarantees: basic medical care"),
)
def uninsured(p):
    return Levels(red=Q(uninsured__gt=0, is_lifted_or_followed=True), amber=Q(uninsured__gt=0))


@rule(
    "DIS-01",
    _("Severe disability"),
    group=DISABILITY,
    facts=["severe_disability", "disabled_wages", "net"],
    uses=["earner_share"],
    about=_("Somebody has a disability of level 1 or 2. Red when that person earns a large share of the income."),
    says=_(
        "People with a disability of level 1 or 2: %(severe_disability)s. What they earned in twelve months: "
        "%(disabled_wages)s of a net income of %(net)s."
    ),
    clears=_("Nobody in the household has a disability of level 1 or 2 any more."),
    basis=_("Department data sharing: disabled persons' federation"),
)
def severely_disabled(p):
    some = Q(severe_disability__gt=0)
    return Levels(red=some & Q(disabled_wages__gt=0, disabled_wages__gte=F("net") * p.earner_share), amber=some)
