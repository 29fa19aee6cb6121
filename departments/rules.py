"""Rules about what only departments know. Rules that have another source too stand in alerts/rules/."""

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alerts.models import AlertChannel
from alerts.rules import Levels, rule
from alerts.rules.declare import ASKED, CREDIT, EVENTS, MEDICAL, SUPPORT


@rule(
    "MED-02",
    _("Outpatient spending"),
    group=MEDICAL,
    facts=["outpatient_paid"],
    uses=["outpatient_month"],
    about=_("One person paid much as an outpatient in one month."),
    says=_("One person paid %(outpatient_paid)s as an outpatient in a month, the limit is %(outpatient_month)s."),
    clears=_("Later months tell of lower costs."),
    basis=_("Department data sharing: medical insurance"),
    channel=AlertChannel.DEPARTMENT,
)
def outpatient_spending(p):
    return Levels(amber=Q(outpatient_paid__gte=p.outpatient_month))


@rule(
    "MED-03",
    _("New serious illness"),
    group=MEDICAL,
    facts=["illness_told_on", "is_lifted_or_followed"],
    uses=["illness_days"],
    about=_("The health department told of a serious illness not long ago. Red for lifted and monitored households."),
    says=_("A serious illness was told of on %(illness_told_on)s."),
    clears=_("The time that counts as new passes, or the person recovers."),
    basis=_("Department data sharing: health"),
    channel=AlertChannel.DEPARTMENT,
)
def new_serious_illness(p):
    recent = Q(illness_told_on__gte=p.ago(p.illness_days))
    return Levels(red=recent & Q(is_lifted_or_followed=True), amber=recent)


@rule(
    "DSR-01",
    pgettext_lazy("rule", "Natural disaster"),
    group=EVENTS,
    facts=["house_lost_on", "crop_lost_percent"],
    uses=["crop_loss"],
    about=_("A disaster took the house (red), or a large part of the crop."),
    says=(_("House lost on: %(house_lost_on)s."), _("Percent of the crop lost: %(crop_lost_percent)s.")),
    clears=_("The time passes for which a loss counts."),
    basis=_("Department data sharing: emergency management"),
    channel=AlertChannel.DEPARTMENT,
)
def natural_disaster(p):
    return Levels(red=Q(house_lost_on__lte=p.day), amber=Q(crop_lost_percent__gte=p.crop_loss))


@rule(
    "ACC-01",
    pgettext_lazy("rule", "Accident"),
    group=EVENTS,
    facts=["grave_accident_on", "injury_on"],
    uses=["accident_days"],
    about=_("An accident killed or disabled somebody (red), or injured somebody."),
    says=(_("Accident with death or disability on: %(grave_accident_on)s."), _("Injured on: %(injury_on)s.")),
    clears=_("The time that counts as recent passes."),
    basis=_("Department data sharing: police"),
    channel=AlertChannel.DEPARTMENT,
)
def accident(p):
    since = p.ago(p.accident_days)
    return Levels(red=Q(grave_accident_on__gte=since), amber=Q(injury_on__gte=since))


@rule(
    "IND-01",
    _("Project failed"),
    group=EVENTS,
    facts=["project_failed_on", "joined_project_failed_on", "business_loss", "business"],
    uses=["business_loss_share"],
    about=_(
        "A project of the family failed, or one that it had joined by a contract, or the family lost a large part of "
        "its business income."
    ),
    says=(
        _("Project failed on: %(project_failed_on)s."),
        _("Project that the family had joined failed on: %(joined_project_failed_on)s."),
        _("Loss: %(business_loss)s."),
        _("Business income: %(business)s."),
    ),
    clears=_("The time passes for which a loss counts, or the failure of the project is taken back."),
    basis=_("Department data sharing: agriculture"),
    channel=AlertChannel.DEPARTMENT,
)
def project_failed(p):
    large = Q(business__gt=0, business_loss__gte=F("business") * p.business_loss_share)
    failed = Q(project_failed_on__lte=p.day) | Q(joined_project_failed_on__lte=p.day)
    return Levels(amber=failed | large)


@rule(
    "LOAN-01",
    _("Credit overdue"),
    group=CREDIT,
    facts=["credit_overdue_since"],
    uses=["overdue_amber", "overdue_red"],
    about=_("A microcredit has been overdue for some time."),
    says=_("A credit has been overdue since %(credit_overdue_since)s."),
    clears=_("The bank says that it was repaid."),
    basis=_("Department data sharing: banks"),
    channel=AlertChannel.DEPARTMENT,
)
def credit_overdue(p):
    return Levels(
        red=Q(credit_overdue_since__lte=p.ago(p.overdue_red)), amber=Q(credit_overdue_since__lte=p.ago(p.overdue_amber))
    )


@rule(
    "CIV-01",
    _("Allowance changed"),
    group=SUPPORT,
    facts=["support_stopped_on", "support_new_on", "reliefs", "last_visit_on"],
    uses=["support_days", "reliefs_many"],
    about=_(
        "Allowance or destitute support was stopped, several temporary reliefs were paid in twelve months, or support "
        "is new and nobody has visited the family since."
    ),
    says=(
        _("Stopped on: %(support_stopped_on)s."),
        _("Temporary reliefs in twelve months: %(reliefs)s."),
        _("New on: %(support_new_on)s."),
        _("Last visit: %(last_visit_on)s."),
    ),
    clears=_("The time passes for which a change counts, or a visit looks at the family after new support."),
    basis=_("Department data sharing: civil affairs"),
    channel=AlertChannel.DEPARTMENT,
)
def allowance_changed(p):
    since = p.ago(p.support_days)
    unseen = Q(last_visit_on__isnull=True) | Q(last_visit_on__lt=F("support_new_on"))
    stopped, new = Q(support_stopped_on__gte=since), Q(support_new_on__gte=since) & unseen
    return Levels(amber=stopped | Q(reliefs__gte=p.reliefs_many) | new)


@rule(
    "APP-01",
    _("Asked for help"),
    group=ASKED,
    facts=["asked_for_help_on", "declared_on"],
    about=_("The family called a hotline, wrote a petition or declared a need, and has no answer yet."),
    says=(_("Hotline call or petition of: %(asked_for_help_on)s."), _("Declared or entered here on: %(declared_on)s.")),
    clears=_("The call, petition or declaration is answered."),
    basis=_("Department data sharing: hotlines and petitions"),
    channel=AlertChannel.DEPARTMENT,
)
def asked_for_help(p):
    return Levels(amber=Q(asked_for_help_on__lte=p.day) | Q(declared_on__lte=p.day))
