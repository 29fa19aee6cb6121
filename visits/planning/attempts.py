"""Households where nobody was met: to be tried again by the village, and after several days to be decided about by the
township. A visit on which somebody is met ends both; a decision of the township begins the count anew."""

from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from visits.models import UnreachedDecision, Visit

from .due import tried_days, tried_in_words, visit_reason

ATTEMPTS_TO_TELL = 3  # days on which nobody was met, after which the township decides


def undecided_attempts():
    """Return the attempts since the last visit on which somebody was met, and since the township's last decision."""
    decided = UnreachedDecision.objects.filter(household=OuterRef("household"), decided_on__gte=OuterRef("visited_on"))
    return Visit.objects.open_attempts().filter(~Exists(decided))


def tried_in_vain() -> Q:
    """Return the condition that a household cannot be reached: nobody was met on ATTEMPTS_TO_TELL days or more, and the
    township has not decided what follows."""
    tried = undecided_attempts().order_by().values("household")
    often = tried.annotate(days=Count("visited_on", distinct=True)).filter(days__gte=ATTEMPTS_TO_TELL)
    return Q(pk__in=often.values("household"))


def left_alone(day) -> Q:
    """Return the condition that the township decided to leave a household until a later day."""
    return Q(pk__in=UnreachedDecision.objects.filter(until__gt=day).order_by().values("household"))


def to_try_again(day) -> Q:
    """Return the condition that somebody is to try a household again: nobody was met, no attempt names a later day, the
    township neither is to decide nor leaves it alone."""
    tried = Visit.objects.open_attempts().order_by()
    later = Q(pk__in=tried.filter(next_visit_on__gt=day).values("household"))
    return Q(pk__in=tried.values("household")) & ~later & ~tried_in_vain() & ~left_alone(day)


@visit_reason("again", rank=35, words=lambda household, day: _("To be tried again"))
def nobody_was_met(p):
    return to_try_again(p.day)


# ------------------------------------------------------------------------------------------------------ for what waits


def households_to_try_again(households, day):
    """Keep the households on file to try again, with `tried_on`, the days, and `last_tried`."""
    return with_tried_days(households.active().filter(to_try_again(day)))


def unreached_households(households):
    """Keep the households on file that cannot be reached, with `tried_on`, the days, and `last_tried`."""
    return with_tried_days(households.active().filter(tried_in_vain()))


def with_tried_days(households):
    tried = Visit.objects.open_attempts().filter(household=OuterRef("pk")).order_by().values("household")
    last = Subquery(tried.annotate(last=Max("visited_on")).values("last"))
    return households.annotate(tried_on=tried_days(), last_tried=last)


tried_in_words_lazy = lazy(tried_in_words, str)  # an e-mail is in its reader's language
