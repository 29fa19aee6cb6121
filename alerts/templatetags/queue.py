"""Template filters for the time and the reasons in the queue."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alerts.models import AlertState
from alerts.rules import RULES
from core.text import join_words

register = template.Library()
RULES_NAMED = 2  # a row names so many rules and counts the rest


@register.filter
def days_left(days):
    """Return the days until a deadline in words; empty when there is no deadline."""
    if days is None:
        return "–"
    if days < 0:
        return ngettext("%(n)s day overdue", "%(n)s days overdue", -days) % {"n": -days}
    return ngettext("%(n)s day left", "%(n)s days left", days) % {"n": days} if days else _("due today")


@register.filter
def why(signals):
    """Return the reasons of a row in a few words: rules by name, alerts entered by hand by their channel."""
    names = dict.fromkeys(signal_name(one) for one in sorted(signals, key=lambda one: -one.level))
    named, more = list(names)[:RULES_NAMED], len(names) - RULES_NAMED
    return join_words(named) + (" " + _("and %(n)s more") % {"n": more} if more > 0 else "")


def signal_name(signal) -> str:
    return str(RULES[signal.rule].name) if signal.rule in RULES else signal.get_channel_display()


@register.filter
def state_label(state):
    """Return the word for a state of alerts."""
    return AlertState(state).label
