"""What alerts add to the reasons to visit: one to verify, and a red flag that was raised after the last visit."""

from django.db.models import F, OuterRef, Q, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from visits.models import Purpose
from visits.planning.due import reason

from .levels import Level
from .models import WITH_VILLAGE, Alert, RiskFlag
from .rules import RULES


def alert_at_hand(p):
    """The alert that waits for the village to look at the household at hand."""
    waiting = Alert.objects.filter(household=OuterRef("pk"), state__in=WITH_VILLAGE, visit=None)
    return {"alert_level": Subquery(waiting.values("level")[:1]), "alert_due": Subquery(waiting.values("due_on")[:1])}


def red_alert_in_words(household, day) -> str:
    return alert_in_words(_("Red alert to verify by %(day)s"), household)


def amber_alert_in_words(household, day) -> str:
    return alert_in_words(_("Alert to verify by %(day)s"), household)


def alert_in_words(text, household) -> str:
    return text % {"day": date_format(household.alert_due, "DATE_FORMAT") if household.alert_due else "–"}


@reason("red_alert", rank=5, words=red_alert_in_words, more=alert_at_hand, purpose=Purpose.VERIFY)
def red_alert(p):
    return Q(alert_level=Level.RED)


@reason("alert", rank=20, words=amber_alert_in_words, purpose=Purpose.VERIFY)
def amber_alert(p):
    return Q(alert_level=Level.AMBER)


def newest_red(p):
    """The red flag raised last over the household at hand."""
    standing = RiskFlag.objects.open_on(p.day).red().filter(household=OuterRef("pk"), rule__in=RULES)
    newest = standing.order_by("-raised_on", "rule")
    return {
        "red_rule": Subquery(newest.values("rule")[:1]),
        "red_since": Subquery(newest.values("raised_on")[:1]),
    }


def flag_in_words(household, day) -> str:
    return _("Red flag: %(rule)s") % {"rule": RULES[household.red_rule].name}


@reason("red_flag", rank=10, words=flag_in_words, more=newest_red)
def red_flag(p):
    return Q(red_since__isnull=False) & (Q(last_visit=None) | Q(last_visit__lt=F("red_since")))
