"""What alerts add to a household on the phone: its open alert, and its colour with the reasons."""

from collections import defaultdict

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from visits.phone.parts import phone_part

from .engine.explain import explain_flag
from .models import Alert, RiskFlag
from .rules import RULES


@phone_part("alert", label=gettext_lazy("Open alert"), order=10)
def open_alerts(households):
    """Tell the open alert: its level, where it stands, until when."""
    waiting = Alert.objects.open().filter(household__in=[home.pk for home in households])
    return {alert.household_id: [alert_in_words(alert)] for alert in waiting}


def alert_in_words(alert) -> str:
    until = alert.due_on and _("until %(day)s") % {"day": date_format(alert.due_on, "DATE_FORMAT")}
    return " · ".join(str(word) for word in (alert.get_level_display(), alert.get_state_display(), until) if word)


@phone_part("flags", label=gettext_lazy("Risk flags"), order=20)
def open_flags(households):
    """Tell the flags that stand, each with why."""
    standing = RiskFlag.objects.open().filter(household__in=[home.pk for home in households], rule__in=RULES)
    found = defaultdict(list)
    for flag in standing.select_related("judged_by").order_by("rule"):
        found[flag.household_id].append(flag_in_words(flag))
    return found


def flag_in_words(flag) -> str:
    words = {"level": flag.get_level_display(), "rule": RULES[flag.rule].name, "why": explain_flag(flag).sentence}
    return _("%(level)s: %(rule)s. %(why)s") % words
