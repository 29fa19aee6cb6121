"""Urging a place below to act, and answering it. The words for what is to be acted on come from the apps above."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.log import record_access
from accounts.models import Area, Urging
from accounts.permissions import Permission, must
from accounts.waiting.declare import TOWNSHIP_ROLES, VILLAGE_ROLES
from core.catalogue import Catalogue
from core.text import join_words
from core.workflow import ActionRefused

URGED_WORDS = Catalogue("what a place is urged to act on")  # {code: label}
ANSWERING_ROLES = {Area.Level.TOWNSHIP: TOWNSHIP_ROLES, Area.Level.VILLAGE: VILLAGE_ROLES}


def counts_in_words(counts) -> str:
    """Return what a place is urged to act on, such as "Overdue alerts: 3, Visits late: 12"."""
    told = [
        _("%(what)s: %(value)s") % {"what": label, "value": counts[code]}
        for code, label in URGED_WORDS.items()
        if counts.get(code)
    ]
    return join_words(told)


def may_urge(user, area) -> bool:
    """Whether this person may urge a place: a township or village inside their territory, never the whole of it."""
    mine = [one.path for one in user.areas_where(Permission.PLACE_URGE)]
    inside = any(area.path.startswith(path) and area.path != path for path in mine)
    return inside and area.level in ANSWERING_ROLES


@transaction.atomic
def urge_place(area, *, by, counts, note="") -> Urging:
    """Remind a place of what it must act on. While an earlier urging has no answer there is no second one."""
    must(by, Permission.PLACE_URGE, area)
    if not may_urge(by, area):
        raise ActionRefused(_("Townships and villages of your territory are urged, not your own office."))
    held = {code: number for code, number in counts.items() if number}
    if not held and not note.strip():
        raise ActionRefused(_("Nothing is to be acted on there today. Say in the note what it is about."))
    made, is_new = Urging.objects.get_or_create(
        area=area, answered_at=None, defaults={"counts": held, "note": note.strip(), "asked_by": by}
    )
    if not is_new:
        raise ActionRefused(
            _("%(place)s was urged on %(day)s already and has not answered yet.")
            % {"place": area.name, "day": f"{timezone.localdate(made.asked_at):%Y-%m-%d}"}
        )
    record_access(by, "place_urged", made, area=area)
    return made


def is_to_answer(user, urging) -> bool:
    """Whether this person answers for the place that was urged."""
    roles = ANSWERING_ROLES[urging.area.level]
    return any(grant.role in roles and urging.area.path.startswith(grant.area.path) for grant in user.grants_today)


@transaction.atomic
def answer_urging(urging, *, by, answer) -> None:
    """Answer for the place; whoever urged sees it beside the place."""
    if not is_to_answer(by, urging):
        raise PermissionDenied(_("Those who are responsible in %(place)s answer this.") % {"place": urging.area.name})
    if not answer.strip():
        raise ActionRefused(_("Please say what was done, or when it will be."))
    now = {"answer": answer.strip(), "answered_by": by, "answered_at": timezone.now()}
    if not Urging.objects.open().filter(pk=urging.pk).update(**now):
        raise ActionRefused(_("This was answered already. Nothing was changed."))
    record_access(by, "urging_answered", urging, area=urging.area)
