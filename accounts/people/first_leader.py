"""The first leader of a county, without whom nobody could confirm a grant: made from the command line alone."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Area, Grant, GrantOrigin
from accounts.roles import CountyLeader
from core.dates import today
from core.workflow import ActionRefused

from .record import record_about, record_grant


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


@transaction.atomic
def prolong_only_leader(user, county, *, until=None, document) -> Grant:
    """Let the only leader of a county lead it on, after their own grant ends: nobody else could confirm that. Refused
    while somebody else leads the county. The document is the order by which they go on."""
    Area.objects.select_for_update(no_key=True).get(pk=county.pk)
    own = Grant.objects.filter(role=CountyLeader.code, area=county, user=user).order_by("valid_from").last()
    if problem := prolonging_problem(user, county, own, document):
        raise ActionRefused(problem)
    assert own is not None and own.valid_until is not None  # else there is nothing to prolong  # nosec B101
    begins = max(today(), own.valid_until + dt.timedelta(days=1))
    if until and until < begins:
        raise ActionRefused(_("The last day lies before the first. Correct one of them."))
    role = {"role": CountyLeader.code, "area": county, "origin": GrantOrigin.FIRST_LEADER}
    grant = Grant.objects.create(user=user, valid_from=begins, valid_until=until, **role)
    record_grant(None, "only_leader_prolonged", grant, reason=document.strip())
    return grant


def prolonging_problem(user, county, own, document) -> str:
    """Return in words why a leader is not prolonged from the command line; empty when it may be."""
    others = Grant.objects.filter(role=CountyLeader.code, area=county).exclude(user=user)
    if others.standing(today()).filter(user__is_active=True).exists():
        return _("Somebody else leads this county too, and confirms it in the pages: have it proposed there.")
    if own is None:
        return _("This person never led the county. Its first leader is made with create_person --first-leader.")
    if own.valid_until is None or not user.is_active:
        return _("There is nothing to prolong: the grant has no last day, or the account is closed.")
    return "" if document.strip() else _("Name the order by which this leader goes on: --document")


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
