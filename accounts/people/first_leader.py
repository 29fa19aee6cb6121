"""The first leader of a county, without whom nobody could confirm a grant: made from the command line alone."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Area, Grant, GrantOrigin
from accounts.roles import CountyLeader
from core.dates import today
from core.workflow import ActionRefused

from .record import record_about


@transaction.atomic
def make_first_leader(user, county, *, document="") -> Grant:
    """Let somebody lead a county that has no leader. Refused while one is in force or to come; where all have ended,
    the document is asked for by which this one leads."""
    Area.objects.select_for_update(no_key=True).get(pk=county.pk)
    if county.level != Area.Level.COUNTY:
        raise ActionRefused(_("A county leader leads a county: give the code of the county."))
    refuse_second_leader(county, document)
    role = {"role": CountyLeader.code, "area": county, "origin": GrantOrigin.FIRST_LEADER}
    grant = Grant.objects.create(user=user, **role)
    record_about(user, None, "first_leader_made", area=county, reason=document or _("command line"), role=grant.role)
    return grant


def refuse_second_leader(county, document) -> None:
    """Raise ActionRefused where the county is led, or was and no document is named."""
    leaders = Grant.objects.filter(role=CountyLeader.code, area=county)
    if leaders.standing(today()).filter(user__is_active=True).exists():
        raise ActionRefused(
            _("This county has a leader. Another is proposed in the pages and confirmed by the leader there is.")
        )
    if leaders.exists() and not document.strip():
        raise ActionRefused(
            _("This county had a leader, and none is left. Name the order by which this one leads: --document")
        )
