"""Reasons to visit that alerts add: an alert to verify, and, raised after the last visit, a red flag or one about
income that is only estimated. A reason to doubt a visit: "no risk" that its signs speak against (WRK-11). And the
alerts answered in one's own work of a week."""

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from visits.models import VisitPurpose
from visits.planning.due import visit_reason
from visits.planning.overdue import VisitDoubt, add_visit_doubt
from visits.planning.own_work import own_work

from .levels import Level
from .models import VILLAGE_STATES, Alert, AlertOutcome, AlertTransition, RiskFlag
from .rules import RULES


def waiting_alert_annotations(p):
    """Return the alert of the household that waits for the village to verify it."""
    waiting = Alert.objects.filter(household=OuterRef("pk"), state__in=VILLAGE_STATES, visit=None)
    return {"alert_level": Subquery(waiting.values("level")[:1]), "alert_due": Subquery(waiting.values("due_on")[:1])}


def red_alert_words(household, day) -> str:
    return alert_due_words(_("Red alert to verify by %(day)s"), household)


def amber_alert_words(household, day) -> str:
    return alert_due_words(_("Alert to verify by %(day)s"), household)


def alert_due_words(text, household) -> str:
    return text % {"day": date_format(household.alert_due, "DATE_FORMAT") if household.alert_due else "–"}


@visit_reason("red_alert", rank=5, words=red_alert_words, more=waiting_alert_annotations, purpose=VisitPurpose.VERIFY)
def has_red_alert(p):
    return Q(alert_level=Level.RED)


@visit_reason("alert", rank=20, words=amber_alert_words, purpose=VisitPurpose.VERIFY)
def has_amber_alert(p):
    return Q(alert_level=Level.AMBER)


def newest_red_flag_annotations(p):
    """Return the newest red flag of the household."""
    standing = RiskFlag.objects.open_on(p.day).red().filter(household=OuterRef("pk"), rule__in=RULES)
    newest = standing.order_by("-raised_on", "rule")
    return {"red_rule": Subquery(newest.values("rule")[:1]), "red_since": Subquery(newest.values("raised_on")[:1])}


def red_flag_words(household, day) -> str:
    return _("Red flag: %(rule)s") % {"rule": RULES[household.red_rule].name}


@visit_reason("red_flag", rank=10, words=red_flag_words, more=newest_red_flag_annotations)
def has_unvisited_red_flag(p):
    return Q(red_since__isnull=False) & (Q(last_visit=None) | Q(last_visit__lt=F("red_since")))


def estimated_income_annotations(p):
    """Return since when a rule about income finds the household by estimate, because too many of the twelve months are
    carried forward."""
    judged_so = [code for code, one in RULES.items() if "income_carried_red" in one.uses]
    standing = RiskFlag.objects.open_on(p.day).amber().filter(household=OuterRef("pk"), rule__in=judged_so)
    unsure = standing.filter(household__facts__income_carried__gt=p.values.get("income_carried_red", 12))
    return {"estimated_since": Subquery(unsure.order_by("-raised_on").values("raised_on")[:1])}


def estimated_income_words(household, day) -> str:
    return _("Ask about income: a flag rests on an estimate")


@visit_reason("estimated_income", rank=25, words=estimated_income_words, more=estimated_income_annotations)
def has_estimated_income(p):
    return Q(estimated_since__isnull=False) & (Q(last_visit=None) | Q(last_visit__lt=F("estimated_since")))


def no_risk_against_signs(p):
    """Return the condition that a visit is the evidence of "no risk" although red flags or its own findings speak
    against it."""
    said = {"outcome": AlertOutcome.NO_RISK, "is_against_signs": True}
    return Exists(Alert.objects.filter(visit=OuterRef("pk"), **said))


add_visit_doubt(VisitDoubt("no_risk", gettext_lazy("“No risk” said against signs of risk"), no_risk_against_signs))


@own_work("alerts", label=gettext_lazy("Alerts answered"), order=30)
def alerts_answered(user, first, last):
    answered = AlertTransition.objects.filter(step="answer", by=user, effective_on__range=(first, last))
    return answered.order_by().values_list("effective_on").annotate(number=Count("pk"))
