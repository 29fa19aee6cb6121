"""How the queue says time and reasons."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alerts.models import AlertState
from alerts.rules import RULES
from core.text import join_words

register = template.Library()
RULES_NAMED = 2  # rules a row names; the rest is counted


@register.filter
def days_left(days):
    """Days until a deadline in words; nothing is due when there is none."""
    if days is None:
        return "–"
    if days < 0:
        return ngettext("%(n)s day overdue", "%(n)s days overdue", -days) % {"n": -days}
    return ngettext("%(n)s day left", "%(n)s days left", days) % {"n": days} if days else _("due today")


@register.filter
def why(signals):
    """Return the reasons of a row in a few words: rules by name, what was entered by hand by its channel."""
    names = dict.fromkeys(signal_name(one) for one in sorted(signals, key=lambda one: -one.level))
    named, more = list(names)[:RULES_NAMED], len(names) - RULES_NAMED
    return join_words(named) + (" " + _("and %(n)s more") % {"n": more} if more > 0 else "")


def signal_name(signal) -> str:
    return str(RULES[signal.rule].name) if signal.rule in RULES else signal.get_channel_display()


@register.filter
def state_label(state):
    """Return the word for a state of alerts."""
    return AlertState(state).label
