"""How a grant comes to be: proposed by one, confirmed by a county leader, never for oneself."""

import datetime as dt

from django.db import transaction
from django.db.models import DateField, F, Q
from django.db.models.functions import Cast, Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Area, Grant, GrantProposal, ProposalKind, User
from accounts.permissions import Permission, must
from accounts.roles import ROLES, DepartmentLiaison
from accounts.steps import StepTaker
from core.dates import today
from core.text import join_words
from core.workflow import ActionRefused

from .record import record_proposal_step
from .work import hand_over_if_due
from .workflow import PROPOSAL_WORKFLOW

A_DAY = dt.timedelta(days=1)


@transaction.atomic
def propose_grant(user, *, by, role, areas, valid_from, reason, kind=ProposalKind.ADD, **more) -> GrantProposal:
    """Propose a role over some areas for a person; it is in force only once a county leader has confirmed it. `more`:
    `department`, `valid_until`, `ends` (grants that end the day before), `taken_from`. Without `by` it comes from the
    command line. Raises ActionRefused with what is wrong."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    county = county_of(areas)
    if by is not None:
        must(by, Permission.PEOPLE_KEEP, county)
    proposal = GrantProposal(
        county=county, user=user, kind=kind, role=role, areas=[area.pk for area in areas], valid_from=valid_from,
        reason=reason.strip(), proposed_by=by, **(more | {"ends": [one.pk for one in more.get("ends", ())]}),
    )  # fmt: skip
    if problems := proposing_problems(proposal, by) + proposal_problems(proposal):
        raise ActionRefused(" ".join(problems))
    proposal.save(force_insert=True)
    PROPOSAL_STEPS.log(proposal, "propose", "", by=by)
    return proposal


def county_of(areas) -> Area:
    """Return the one county in which all these areas lie."""
    codes = {area.county_code for area in areas}
    if len(codes) != 1:
        raise ActionRefused(_("Choose at least one place, and all in one county."))
    return Area.objects.get(code=codes.pop())


def proposing_problems(proposal, by) -> list[str]:
    """Return in words why this person cannot propose it."""
    found = [] if proposal.reason else [_("Please give a reason, so that the next person who reads it knows why.")]
    if by is not None and by.pk == proposal.user_id:
        found.append(_("This would be for yourself. Please ask another administrator to propose it."))
    if proposal.valid_from < today():
        found.append(_("A grant begins today or later."))
    if proposal.valid_until and proposal.valid_until < proposal.valid_from:
        found.append(_("The last day lies before the first. Correct one of them."))
    if GrantProposal.objects.waiting().filter(same_grant(proposal), valid_from=proposal.valid_from).exists():
        found.append(_("The same is proposed already and waits to be confirmed."))
    return found


def proposal_problems(proposal) -> list[str]:
    """Return in words why a proposed grant cannot be in force, now or when it is confirmed."""
    found, role, places = [], ROLES[proposal.role], Area.objects.filter(pk__in=proposal.areas)
    if wrong := [area.name for area in places if area.level not in role.granted_on]:
        levels = join_words(level.label for level in Area.Level if level in role.granted_on)
        words = _("%(role)s is granted on: %(levels)s. This is another level: %(places)s.")
        found.append(words % {"role": role.label, "levels": levels, "places": join_words(wrong)})
    if ended := [area.name for area in places if area.ended_on]:
        found.append(_("Merged into another village by now: %(places)s.") % {"places": join_words(ended)})
    if bool(proposal.department) != (proposal.role == DepartmentLiaison.code):
        found.append(_("A liaison works for one department, and nobody else does: choose it there."))
    return found + overlap_problems(proposal)


def overlap_problems(proposal) -> list[str]:
    """Return where the person holds this role in this time already, or held one that began on the same day."""
    held = Grant.objects.filter(same_role(proposal), area__in=proposal.areas)
    begins = begins_on(proposal)
    overlapping = held.standing(begins).exclude(pk__in=proposal.ends)
    if proposal.valid_until:
        overlapping = overlapping.filter(valid_from__lte=proposal.valid_until)
    places = {one.area.name for one in (overlapping | held.filter(valid_from=begins)).select_related("area")}
    words = _("The person holds this role already, or it ended today: %(places)s. Choose a later day.")
    return [words % {"places": join_words(sorted(places))}] if places else []


def same_role(proposal) -> Q:
    return Q(user=proposal.user_id, role=proposal.role, department=proposal.department)


def same_grant(proposal) -> Q:
    return same_role(proposal) & Q(areas__overlap=proposal.areas)


def begins_on(proposal) -> dt.date:
    """Return the day from which a proposed grant holds when it is confirmed today."""
    return max(proposal.valid_from, today())


def proposal_hindrance(proposal, step, by, **said) -> str:
    """Return why this person cannot take the step: nobody confirms what they proposed or what is for themselves."""
    if step.name != "confirm" or by is None:
        return ""
    if by.pk == proposal.user_id:
        return _("This is for yourself. Another county leader must confirm it.")
    if by.pk == proposal.proposed_by_id:
        return _("You proposed this yourself. Another county leader must confirm it.")
    return ""


def lock_proposal(proposal, step) -> None:
    """Wait for everybody who decides about the same person, and read the proposal again."""
    User.objects.select_for_update(no_key=True).get(pk=proposal.user_id)
    proposal.refresh_from_db()


def prepare_proposal_step(proposal, step, by, **said) -> dict:
    if step.name == "confirm":
        problems = proposal_problems(proposal)
        if proposal.valid_until and proposal.valid_until < today():
            problems.append(_("Its last day is past. Refuse it, and have it proposed anew if it is still needed."))
        if problems:
            raise ActionRefused(" ".join(problems))
    return {"decided_by": by, "decided_at": timezone.now()}


def follow_proposal_step(proposal, step, by, **said) -> None:
    """Put what was confirmed in force: the grants, the end of those it replaces, and the open work when it is due."""
    if step.name != "confirm":
        return
    begins = begins_on(proposal)
    end_replaced_grants(proposal, begins, by)
    Grant.objects.bulk_create(
        Grant(user_id=proposal.user_id, role=proposal.role, area_id=pk, department=proposal.department,
              valid_from=begins, valid_until=proposal.valid_until, proposal=proposal)
        for pk in proposal.areas
    )  # fmt: skip
    User.objects.filter(pk=proposal.user_id).update(is_active=True)
    hand_over_if_due(proposal, begins, by)


def end_replaced_grants(proposal, begins, by) -> None:
    last = Greatest(Cast(F("valid_from") - A_DAY, DateField()), Cast(begins - A_DAY, DateField()))
    replaced = Grant.objects.filter(pk__in=proposal.ends).standing(begins)
    replaced.update(valid_until=last, ended_at=timezone.now(), ended_by=by, ended_why=proposal.reason)


PROPOSAL_STEPS = StepTaker(
    PROPOSAL_WORKFLOW,
    "grant",
    lambda proposal: proposal.county,
    record_access=record_proposal_step,
    lock=lock_proposal,
    hindrance=proposal_hindrance,
    prepare=prepare_proposal_step,
    follow=follow_proposal_step,
    withheld=lambda proposal, user: [
        name for name, step in PROPOSAL_WORKFLOW.by_name.items() if proposal_hindrance(proposal, step, user)
    ],
)
take_proposal_step, available_proposal_steps = PROPOSAL_STEPS.take, PROPOSAL_STEPS.available
