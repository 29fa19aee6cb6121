"""Rules about work and capacity to work."""

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .declare import LABOUR, WORK, Levels, rule


@rule(
    "JOB-01",
    _("Wages stopped"),
    group=WORK,
    facts=["wages", "net", "working", "idle_since", "unpaid_since", "work_ended_told_on"],
    uses=["wage_share", "idle_amber", "idle_red"],
    about=_(
        "The family lives mainly on wages, and none of its earners has worked for some time. Without an employment "
        "account, months for which the family told of no wages count."
    ),
    says=(
        _("Last day of work: %(idle_since)s."),
        _("Without wages since: %(unpaid_since)s."),
        _("Without work by the labour department since: %(work_ended_told_on)s."),
        _("Wages were %(wages)s of a net income of %(net)s."),
    ),
    clears=_("Somebody works again and the employment account or the family says so."),
    basis=_("Department data sharing: labour"),
)
def wages_stopped(p):
    lives_on_wages = Q(wages__gt=0, wages__gte=F("net") * p.wage_share)

    def idle(days):
        day, nobody_known_to_work = p.ago(days), Q(working__isnull=True) | Q(working=0)
        unpaid = Q(working__isnull=True, unpaid_since__lte=day)
        return Q(idle_since__lte=day) | unpaid | nobody_known_to_work & Q(work_ended_told_on__lte=day)

    return Levels(red=lives_on_wages & idle(p.idle_red), amber=lives_on_wages & idle(p.idle_amber))


@rule(
    "JOB-02",
    _("Able to work, nobody works"),
    group=WORK,
    facts=["labour", "working", "idle_since", "wages", "business"],
    uses=["no_work_days"],
    about=_(
        "Somebody is able to work, but nobody has worked for some time, and there is no business income. Without "
        "an employment account, no wages in twelve months count as no work."
    ),
    says=_(
        "People able to work: %(labour)s. Last day of work: %(idle_since)s. Wages in twelve months: %(wages)s, "
        "business income: %(business)s."
    ),
    clears=_("Somebody finds work, or the family earns from a business."),
    basis=_("County working rule"),
)
def nobody_works(p):
    idle = Q(idle_since__lte=p.ago(p.no_work_days))
    never = Q(working__isnull=True, wages=0)
    return Levels(amber=Q(labour__gte=1, business=0) & (idle | never))


@rule(
    "LAB-01",
    _("No labour, no safety net"),
    group=LABOUR,
    facts=["people", "labour", "allowance", "destitute"],
    about=_("Nobody is able to work and nobody receives subsistence allowance or destitute support."),
    says=_("Nobody is able to work, and nobody receives subsistence allowance or destitute support."),
    clears=_("The family receives subsistence allowance or destitute support, or somebody is able to work."),
    basis=_("Safety-net policy"),
)
def no_safety_net(p):
    return Levels(red=Q(people__gt=0, labour=0, allowance=0, destitute=0))


@rule(
    "LAB-02",
    _("Main earner lost"),
    group=LABOUR,
    facts=["earner_lost_on", "worker_lost_on", "lost_wages", "net"],
    uses=["earner_lost_days", "earner_share"],
    about=_(
        "Somebody who earned a large share of the family's income died or left not long ago. Where no wages were told "
        "by person, anybody who worked counts."
    ),
    says=_(
        "An earner died or left on %(earner_lost_on)s. Wages of that person in the year: %(lost_wages)s; net income of "
        "those who stay: %(net)s."
    ),
    clears=_("The time that counts as recent passes."),
    basis=_("County working rule"),
)
def earner_lost(p):
    large = Q(net__isnull=True) | Q(lost_wages__gte=(F("net") + F("lost_wages")) * p.earner_share)
    by_account = Q(worker_lost_on__gte=p.ago(p.earner_lost_days), lost_wages__isnull=True)
    return Levels(amber=by_account | Q(lost_wages__gt=0) & large)
