"""What a township decides about a household where nobody was met in several attempts."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.details import name_access_detail
from accounts.audit.log import record_access
from accounts.permissions import Permission, must
from core.dates import today
from core.workflow import ActionRefused, StaleState
from households.models import Household
from visits.models import UnreachedChoice, UnreachedDecision
from visits.planning.attempts import tried_in_vain

LONGEST_REST_DAYS = 366  # a family that works elsewhere comes back within a year
name_access_detail("unreached", values=UnreachedChoice.choices)


def is_unreached(household) -> bool:
    """Return whether the township is to decide about this household."""
    return Household.objects.active().filter(tried_in_vain(), pk=household.pk).exists()


@transaction.atomic
def decide_unreached(household, *, by, choice, words, until=None) -> UnreachedDecision:
    """Decide that the village tries again, or that the family is left until a day; `words` say what to do, or why."""
    must(by, Permission.VISIT_REVIEW, household.village)
    Household.objects.select_for_update(no_key=True).get(pk=household.pk)
    if not is_unreached(household):
        raise StaleState(_("Nothing is to be decided here any more: somebody was met, or somebody else decided."))
    check_unreached_decision(choice, words, until)
    said = {"choice": choice, "words": words.strip(), "until": until if choice == UnreachedChoice.LATER else None}
    made = UnreachedDecision.objects.create(household=household, county_id=household.county_id, by=by, **said)
    record_access(by, "unreached_decided", made, area=household.village, unreached=choice)
    return made


def check_unreached_decision(choice, words, until) -> None:
    if choice not in UnreachedChoice.values:
        raise ActionRefused(_("Choose what follows: the village tries again, or the family is left until a day."))
    if not words.strip():
        raise ActionRefused(_("Write what the village is to do, or why the family is left alone."))
    if choice == UnreachedChoice.LATER and not is_day_to_rest_until(until):
        raise ActionRefused(_("Say until which day: from tomorrow, within a year."))


def is_day_to_rest_until(day) -> bool:
    return day is not None and today() < day <= today() + dt.timedelta(LONGEST_REST_DAYS)
