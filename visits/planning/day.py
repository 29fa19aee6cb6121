"""A caseworker's day on a page: whom to visit by village group, what is done, what came back."""

from django.utils.translation import gettext as _

from accounts.permissions import Permission
from core.dates import today
from visits.models import Visit, VisitState
from visits.planning.households import (
    colour_of_household,
    next_visit_purpose,
    own_village_households,
    update_missing_words,
)

from . import due


def households_due_today(user):
    """Return the households of one's own villages that are to be visited, the most urgent first."""
    return own_village_households(user).filter(rank__isnull=False)


def count_visits_today(user) -> int:
    return Visit.objects.visible_to(user).contacts().by(user).filter(visited_on=today()).count()


def count_visits_sent_back(user) -> int:
    """Count one's own visits that the township has sent back."""
    return Visit.objects.visible_to(user).by(user).filter(state=VisitState.SENT_BACK).count()


def group_by_village_group(households, user) -> list[dict]:
    """Return {place, households} by village group; the group of the most urgent household comes first."""
    carried = [area.path for area in user.areas_where(Permission.HOUSEHOLD_SECRET)]
    groups = {}
    for household in households:
        groups.setdefault(village_group_name(household), []).append(day_household_row(household, carried))
    return [{"place": where, "households": rows} for where, rows in groups.items()]


def village_group_name(household) -> str:
    if household.group_no is None:
        return household.village.name
    return _("%(village)s, group %(group)s") % {"village": household.village.name, "group": household.group_no}


def day_household_row(household, carried) -> dict:
    """Return one household of the day. `in_full`: whether this person may have its phone and address."""
    return {
        "household": household,
        "why": due.visit_reasons_in_words(household, today()),
        "questions": len(household.questions),
        "update": update_missing_words(household),
        "purpose": next_visit_purpose(household),
        "colour": colour_of_household(household),
        "in_full": any(household.village.path.startswith(path) for path in carried),
    }
