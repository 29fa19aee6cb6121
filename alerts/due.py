"""What the rules add to the reasons to visit: a red flag that was raised after the last visit."""

from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from visits.due import reason

from .models import RiskFlag
from .rules import RULES


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
