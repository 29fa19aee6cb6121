"""Public-welfare posts, workshop places and jobs from employers: measures that are work.

When one starts, it becomes an entry in the employment account. The full months of a post or workshop place are told as
income (households/income/posts.py); what a job from an employer pays, visits tell."""

from django.db.models import Q
from django.utils.translation import gettext as _

from cases.choices import MeasureGroup
from core.dates import today, years_before
from core.workflow import ActionRefused
from households.checks import QUALITY_CHECKS
from households.checks.work import HIGHEST_WAGE, LOWEST_WAGE
from households.choices import WorkChannel, WorkPlace
from households.income.posts import state_post_wages
from households.models import Member, WorkSpell

POST_CHANNELS_BY_GROUP = {  # the first where nothing else is said
    MeasureGroup.PUBLIC_POST: (WorkChannel.PUBLIC_POST,),
    MeasureGroup.EMPLOYMENT: (WorkChannel.WORKSHOP, WorkChannel.ORGANISED),
}
YOUNGEST, OLDEST = 16, 69  # years: nobody under 16 works; a public-welfare post ends on the 70th birthday


# ----------------------------------------------------------------------------------------------------- planning a post


def measure_post_fields(household, group, *, member=None, employer="", monthly_wage=None, channel="", place="") -> dict:
    """Return the fields of a measure about its member and its work; a measure that is no work may name who it is for.
    Raises ActionRefused with what to correct."""
    employer = employer.strip()
    told = employer or monthly_wage is not None or channel or place
    if group != MeasureGroup.PUBLIC_POST and not told:
        return {"member": member and checked_member(household, member)}
    channel = post_channel(group, channel)
    if member is None or not employer or monthly_wage is None:
        raise ActionRefused(_("A post needs three things: who works there, the employer, and the monthly wage."))
    check_post_wage(monthly_wage)
    check_post_member(household, member, channel)
    place = place or WorkPlace.VILLAGE
    return {"member": member, "employer": employer, "monthly_wage": monthly_wage, "channel": channel, "place": place}


def post_channel(group, channel) -> str:
    """Return the kind of post that a group of measures gives: `channel`, or the usual one."""
    possible = POST_CHANNELS_BY_GROUP.get(group, ())
    if not possible or (channel and channel not in possible):
        raise ActionRefused(
            _(
                "Employer and wage belong to a public-welfare post, or to a workshop place or a job from an employer: "
                "choose the group “Public-welfare post” or “Employment”."
            )
        )
    return channel or possible[0]


def checked_member(household, member):
    """Return the member a measure is for, who must belong to the household."""
    if not Member.objects.present(today()).filter(household=household, pk=member.pk).exists():
        raise ActionRefused(_("Choose somebody of this household."))
    return member


def check_post_wage(wage) -> None:
    if not LOWEST_WAGE <= wage <= HIGHEST_WAGE:
        words = {"least": LOWEST_WAGE, "most": f"{HIGHEST_WAGE:,}"}
        raise ActionRefused(
            _("The monthly wage must lie between %(least)s and %(most)s yuan. Please check it.") % words
        )


def check_post_member(household, member, channel) -> None:
    if not eligible_post_members(household, channel).filter(pk=member.pk).exists():
        words = {"youngest": YOUNGEST, "oldest": OLDEST}
        raise ActionRefused(
            _("Choose somebody of this household aged %(youngest)s to %(oldest)s.") % words
            if channel == WorkChannel.PUBLIC_POST
            else _("Choose somebody of this household aged %(youngest)s or more.") % words
        )


def members_of_age():
    """Return the members of any household who are old enough to work."""
    return Member.objects.present(today()).filter(birth_date__lte=years_before(today(), YOUNGEST))


def eligible_post_members(household, channel=""):
    """Return the members whose age allows this kind of work; members without a birth date are left out."""
    of_age = members_of_age().filter(household=household)
    young_enough = Q(birth_date__gt=years_before(today(), OLDEST + 1))
    return of_age.filter(young_enough) if channel == WorkChannel.PUBLIC_POST else of_age


# ----------------------------------------------------------------------------------------------- from a post to income


def begin_post(measure, day) -> None:
    """Add an entry to the employment account from `day` on, and state the wages of the full months since. Raises
    ActionRefused when the account would contradict itself, such as three posts at once."""
    Member.objects.select_for_update(no_key=True).get(pk=measure.member_id)  # two posts share one amount a month
    measure.spell = WorkSpell.objects.create(
        member=measure.member,
        employer=measure.employer,
        place=measure.place or WorkPlace.VILLAGE,  # the version before writes none
        channel=measure.channel,
        started_on=day,
        monthly_wage=measure.monthly_wage,
    )
    measure.save(update_fields=["spell"])
    # The same checks as for imported data; raising undoes the row in the transaction of the step.
    spells = WorkSpell.objects.filter(pk=measure.spell.pk)
    for check in QUALITY_CHECKS.values():
        if check.model is WorkSpell and check.odd(spells, today()).exists():
            words = {"what": check.what}
            raise ActionRefused(_("This post cannot start: %(what)s Correct the employment account first.") % words)
    state_post_wages(WorkSpell.objects.filter(member=measure.member_id))


def end_post(measure, day) -> None:
    """End the work on `day`, unless the account has an earlier end; later months are not stated any more. A post that
    goes on at another wage since a visit said so is a later entry of the same employer."""
    spell = measure.spell
    if spell is None:
        return
    Member.objects.select_for_update(no_key=True).get(pk=spell.member_id)
    later = Q(channel=spell.channel, employer=spell.employer, measure=None, started_on__gt=spell.started_on)
    for one in WorkSpell.objects.filter(Q(pk=spell.pk) | later, member=spell.member_id):
        if one.ended_on is None or one.ended_on > day:
            one.ended_on = max(day, one.started_on)  # never before its first day
            one.save(update_fields=["ended_on"])
    state_post_wages(WorkSpell.objects.filter(member=spell.member_id))
