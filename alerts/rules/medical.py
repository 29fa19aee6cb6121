"""Rules about medical care."""

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .declare import DISABILITY, MEDICAL, Levels, rule


@rule(
    "MED-01",
    _("Medical self-payment over the threshold"),
    group=MEDICAL,
    facts=["self_paid_this_year", "insured_self_paid", "is_lifted_or_followed"],
    uses=["self_pay_followed", "self_pay_general", "self_pay_red"],
    about=_(
        "One person paid much for medical care since January. Lifted and monitored households have a lower "
        "threshold; a multiple of it is red."
    ),
    says=(
        _("One person paid for medical care since January, by what was told: %(self_paid_this_year)s."),
        _("By medical insurance: %(insured_self_paid)s."),
    ),
    clears=_("The new year begins with lower costs."),
    basis=_("Department data sharing: medical insurance"),
)
def self_payment_high(p):
    followed = Q(is_lifted_or_followed=True)

    def over(times):
        lower, upper = paid_at_least(p.self_pay_followed * times), paid_at_least(p.self_pay_general * times)
        return followed & lower | upper

    return Levels(red=over(p.self_pay_red), amber=over(1))


def paid_at_least(amount) -> Q:
    """Return whether one person paid so much, by whichever source knows of it."""
    return Q(self_paid_this_year__gte=amount) | Q(insured_self_paid__gte=amount)


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
    _("New or severe disability"),
    group=DISABILITY,
    facts=["severe_disability", "severe_told", "certificate_told_on", "disabled_wages", "net"],
    uses=["earner_share", "certificate_days"],
    about=_(
        "Somebody has a disability of level 1 or 2, or a new certificate. Red when a severely disabled person earns a "
        "large share of the income."
    ),
    says=(
        _("People with a disability of level 1 or 2: %(severe_disability)s."),
        _("Certificates of level 1 or 2 told by the federation: %(severe_told)s."),
        _("The latest certificate is of %(certificate_told_on)s."),
        _("What they earned in twelve months: %(disabled_wages)s of a net income of %(net)s."),
    ),
    clears=_("Nobody has a disability of level 1 or 2 any more, and no certificate is new."),
    basis=_("Department data sharing: disabled persons' federation"),
)
def severely_disabled(p):
    severe = Q(severe_disability__gt=0) | Q(severe_told__gt=0)
    earner = Q(disabled_wages__gt=0, disabled_wages__gte=F("net") * p.earner_share)
    return Levels(red=severe & earner, amber=severe | Q(certificate_told_on__gte=p.ago(p.certificate_days)))
