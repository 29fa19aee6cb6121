"""A caseworker's day on a page: whom to visit by village group, what is done, what came back."""

from django.utils.translation import gettext as _

from accounts.permissions import Permission
from core.dates import today
from visits.models import Visit, VisitState
from visits.phone.bundle import colour_of, own_households

from . import due


def due_today(user):
    """The households of one's own villages that are to be visited, the most urgent first."""
    return own_households(user).filter(rank__isnull=False)


def done_today(user) -> int:
    return Visit.objects.visible_to(user).counted().by(user).filter(visited_on=today()).count()


def sent_back(user) -> int:
    """Visits of one's own that the township has sent back."""
    return Visit.objects.visible_to(user).by(user).filter(state=VisitState.SENT_BACK).count()


def grouped(households, user) -> list[dict]:
    """{place, households} by village group; the group of the most urgent household comes first."""
    carried = [area.path for area in user.areas_where(Permission.HOUSEHOLD_SECRET)]
    groups = {}
    for household in households:
        groups.setdefault(place(household), []).append(row(household, carried))
    return [{"place": where, "households": rows} for where, rows in groups.items()]


def place(household) -> str:
    if household.group_no is None:
        return household.village.name
    return _("%(village)s, group %(group)s") % {"village": household.village.name, "group": household.group_no}


def row(household, carried) -> dict:
    """One household of the day. `in_full`: whether this person may carry its phone and address."""
    return {
        "household": household,
        "why": due.why(household, today()),
        "purpose": due.purpose(household),
        "colour": colour_of(household),
        "in_full": any(household.village.path.startswith(path) for path in carried),
    }
