"""What is done with people: entered, moved, their territory handed over, a grant ended, gone."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import DateField, F, Value
from django.db.models.functions import Cast, Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Area, Grant, GrantProposal, ProposalKind, User
from accounts.permissions import Permission, may, must
from core.dates import today
from core.workflow import ActionRefused

from . import links
from .proposals import A_DAY, propose_grant, take_proposal_step
from .record import record_about, record_grant


@transaction.atomic
def enter_person(*, by, username, full_name, email="", phone="", **grant) -> tuple[GrantProposal, str]:
    """Enter somebody new with the grant that is proposed for them. Returns the proposal and the code that the person
    needs beside the one-time link; it is not kept."""
    user = User(username=username.strip(), full_name=full_name.strip(), email=email.strip(), phone=phone.strip())
    user.set_unusable_password()
    try:
        user.full_clean()
    except ValidationError as error:
        raise ActionRefused(" ".join(error.messages)) from error
    user.save()
    proposal = propose_grant(user, by=by, **grant)
    record_about(user, by, "person_entered", area=proposal.county)
    return proposal, links.begin_first_link(user, proposal.county, by=by)


@transaction.atomic
def propose_for(user, *, by, **grant) -> tuple[GrantProposal, str]:
    """Propose another grant for somebody. Who has no password, such as after coming back, gets a new code, which is
    returned; "" for everybody else."""
    must_know(user, by)
    proposal = propose_grant(user, by=by, **grant)
    needs_link = not user.has_usable_password() and not user.links.open().exists()
    return proposal, links.begin_first_link(user, proposal.county, by=by) if needs_link else ""


def must_know(user, by) -> None:
    """Raise ActionRefused for somebody of another county."""
    if not User.objects.visible_to(by).filter(pk=user.pk).exists():
        raise ActionRefused(_("This person does not work in your county."))


@transaction.atomic
def propose_move(user, *, by, role, areas, valid_from, reason) -> GrantProposal:
    """Propose that somebody works in other places from a day on, in the same role; the present ones end the day
    before."""
    must_know(user, by)
    held = own_grants(user, by).filter(role=role)
    grants = list(held)
    if not grants:
        raise ActionRefused(_("The person holds no such role any more. Please look at it again."))
    kept = {area.pk for area in areas} & {grant.area_id for grant in grants}
    ends, more = [one for one in grants if one.area_id not in kept], [area for area in areas if area.pk not in kept]
    return propose_grant(
        user, by=by, role=role, areas=more, valid_from=valid_from, reason=reason, ends=ends, kind=ProposalKind.MOVE,
        department=grants[0].department,
    )  # fmt: skip


@transaction.atomic
def propose_hand_over(user, *, by, to, valid_from, reason) -> list[GrantProposal]:
    """Propose that somebody takes over all grants of a person from a day on, with the open work. One proposal a
    role."""
    must_know(user, by)
    must_know(to, by)
    if to.pk == user.pk:
        raise ActionRefused(_("Choose somebody else, who takes over."))
    kinds = {}
    for grant in own_grants(user, by):
        kinds.setdefault((grant.role, grant.department), []).append(grant)
    if not kinds:
        raise ActionRefused(_("The person holds no role any more. There is nothing to hand over."))
    return [
        propose_grant(
            to, by=by, role=role, department=department, areas=[grant.area for grant in grants], ends=grants,
            valid_from=valid_from, reason=reason, kind=ProposalKind.HAND_OVER, taken_from=user,
        )
        for (role, department), grants in kinds.items()
    ]  # fmt: skip


def own_grants(user, by):
    """Return the grants of a person, in force or to come, where `by` ends grants."""
    inside = Area.objects.within(*by.areas_where(Permission.GRANT_END))
    mine = user.grants.standing(today()).filter(area__in=inside)
    return mine.select_related("area", "user").order_by("role", "area__path")


@transaction.atomic
def end_grant(grant, *, by, reason) -> None:
    """End a grant at once; nobody needs to confirm that. It was in force until yesterday, or never."""
    must(by, Permission.GRANT_END, grant.area)
    if not reason.strip():
        raise ActionRefused(_("Please give a reason, so that the next person who reads it knows why."))
    if not end_grants(Grant.objects.filter(pk=grant.pk), by, reason):
        raise ActionRefused(_("This grant had ended already. Nothing was changed."))
    record_grant(by, "grant_ended", grant, reason=reason)


def end_grants(grants, by, reason) -> int:
    yesterday = Cast(Value(today() - A_DAY), DateField())
    last = Greatest(Cast(F("valid_from") - A_DAY, DateField()), yesterday)
    ended = {"ended_at": timezone.now(), "ended_by": by, "ended_why": reason.strip()[:200]}
    return grants.standing(today()).update(valid_until=last, **ended)


@transaction.atomic
def let_leave(user, *, by, reason) -> None:
    """End at once everything somebody holds in one's county: grants, what is proposed, the way to a password. Who holds
    nothing elsewhere cannot sign in any more."""
    must_know(user, by)
    if not reason.strip():
        raise ActionRefused(_("Please give a reason, so that the next person who reads it knows why."))
    county = keeps_people_in(user, by)
    grants = list(own_grants(user, by))
    end_grants(Grant.objects.filter(pk__in=[grant.pk for grant in grants]), by, reason)
    for grant in grants:
        record_grant(by, "grant_ended", grant, reason=reason)
    drop_proposals(user, by, reason)
    links.close_links(user, reason, by=by)
    if not user.grants.standing(today()).exists():
        user.is_active = False
        user.set_unusable_password()
        user.save(update_fields=["is_active", "password"])
    record_about(user, by, "person_left", area=county, reason=reason)


def keeps_people_in(user, by) -> Area:
    """Return the county in which `by` ends grants and the person works, worked or is to work."""
    counties = Area.objects.counties().within(*by.areas_where(Permission.GRANT_END))
    held = {area.county_code for area in Area.objects.filter(grants__user=user)}
    proposed = set(user.proposals.values_list("county__code", flat=True))
    found = counties.filter(code__in=held | proposed).first()
    must(by, Permission.GRANT_END, found)
    return found


def drop_proposals(user, by, reason) -> None:
    for proposal in GrantProposal.objects.waiting().visible_to(by).filter(user=user):
        step = "withdraw" if may(by, Permission.PEOPLE_KEEP, proposal.county) else "refuse"
        take_proposal_step(proposal, step, by=by, reason=reason)
