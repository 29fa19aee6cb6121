"""What people record of somebody's work: the work they need, their courses, the work itself, and that they were heard
of. Each is one transaction and is recorded in the access log; the account shows it at once."""

from functools import wraps

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.audit.log import record_access
from accounts.permissions import Permission, must
from accounts.reach import beyond_reach
from core.dates import today
from core.workflow import ActionRefused
from households.checks import QUALITY_CHECKS
from households.choices import WAGE_ITEM_BY_CHANNEL
from households.counties import refuse_closed, share_registry_turn
from households.income.posts import state_post_wages
from households.models import Household, Member, WorkSpell
from households.signals import household_changed
from policy import parameters
from work.choices import HeardAnswer, HeardWay
from work.models import Heard, Training, WorkNeed

from .entries import NEED_COLUMNS, refresh_account_entries


def records_work(action):
    """Return the decorator of an action about somebody's work: `action` is its word in the access log. The decorated
    function gets the member first, locked, and returns what it recorded."""

    def decorate(function):
        @wraps(function)
        @transaction.atomic
        def recorded(member, *, by, **said):
            must(by, Permission.WORK_KEEP, member.household.village)
            lock_member(member)
            made = function(member, by=by, **said)
            record_access(by, action, member, area=member.household.village)
            bring_account_up_to_date(member.household)
            return made

        return recorded

    return decorate


def lock_member(member) -> None:
    """Let others wait who record something of the same person. Raises ActionRefused for somebody who is not on file."""
    share_registry_turn(member.household.county_id)
    refuse_closed(member.household)
    member = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    if member.left_on and member.left_on <= today():
        raise ActionRefused(_("This person left the household: nothing is recorded of their work here any more."))


def bring_account_up_to_date(household) -> None:
    """Let the account show at once what was recorded, and let the household be judged again."""
    with beyond_reach("the account follows from the records of a household, whoever recorded them"):
        refresh_account_entries(parameters.parameters_on(today(), household.county), pk__in=[household.pk])
    household_changed.send(Household, household=household)


def check_day_reached(day) -> None:
    if day > today():
        raise ActionRefused(_("This day is in the future: choose today or an earlier day."))


# ------------------------------------------------------------------------------------------- what is needed and learned


@records_work("work_need_told")
def say_need(member, *, by, told_on, **said) -> WorkNeed:
    """Record what somebody said on a day about the work they need; what was not asked is repeated from before."""
    check_day_reached(told_on)
    before = WorkNeed.objects.filter(member=member, told_on__lte=told_on).order_by("-told_on", "-pk").first()
    repeated = {name: getattr(before, name) for name in NEED_COLUMNS} if before else {}
    return WorkNeed.objects.create(member=member, told_on=told_on, by=by, **(repeated | said))


@records_work("training_recorded")
def record_course(member, *, by, course, started_on, ended_on=None, certificate="") -> Training:
    """Record a course that somebody attends or attended."""
    check_course_days(started_on, ended_on)
    said = {"course": course.strip(), "started_on": started_on, "ended_on": ended_on}
    return Training.objects.create(member=member, certificate=certificate.strip(), by=by, **said)


@records_work("training_ended")
def end_course(member, *, by, training, ended_on, certificate="") -> Training:
    """Record that a course is over, and which certificate there is."""
    training = Training.objects.select_for_update(no_key=True).get(pk=training.pk, member=member)
    if training.ended_on is not None:
        raise ActionRefused(_("This course is recorded as ended already."))
    check_course_days(training.started_on, ended_on)
    training.ended_on, training.certificate = ended_on, certificate.strip()
    training.save(update_fields=["ended_on", "certificate"])
    return training


def check_course_days(started_on, ended_on) -> None:
    check_day_reached(started_on)
    if ended_on and ended_on < started_on:
        raise ActionRefused(_("A course cannot end before it begins: please check both days."))


# ------------------------------------------------------------------------------------------------------------- the work


@records_work("work_begun")
def begin_work(member, *, by, started_on, channel, **said) -> WorkSpell:
    """Record work that somebody began: place, employer, industry, wage and subsidy."""
    check_day_reached(started_on)
    if channel in WAGE_ITEM_BY_CHANNEL:
        raise ActionRefused(_("A post or a place in a workshop begins with its measure or its offer: record it there."))
    made = WorkSpell.objects.create(member=member, started_on=started_on, channel=channel, **said)
    return plausible(made)


@records_work("work_changed")
def change_work(member, *, by, spell, **said) -> WorkSpell:
    """Record that somebody's work is elsewhere or paid otherwise than what is on file."""
    return correct_spell(member, spell, **said)


@records_work("work_ended")
def end_work(member, *, by, spell, ended_on) -> WorkSpell:
    """Record that somebody's work is over."""
    return end_spell(member, spell, ended_on)


def correct_spell(member, spell, **said) -> WorkSpell:
    spell = open_spell(member, spell)
    if spell.channel in WAGE_ITEM_BY_CHANNEL:
        raise ActionRefused(_("The wage of a post is income that was promised: end this one and begin the other."))
    for name, value in said.items():
        setattr(spell, name, value)
    spell.save(update_fields=[*said])
    return plausible(spell)


def end_spell(member, spell, ended_on) -> WorkSpell:
    spell = open_spell(member, spell)
    check_day_reached(ended_on)
    if ended_on < spell.started_on:
        words = {"day": date_format(spell.started_on, "DATE_FORMAT")}
        raise ActionRefused(_("This work began on %(day)s: choose that day or a later one.") % words)
    spell.ended_on = ended_on
    spell.save(update_fields=["ended_on"])
    state_post_wages(WorkSpell.objects.filter(member=member))
    return spell


def open_spell(member, spell) -> WorkSpell:
    """Return the work as it is now, locked. Raises ActionRefused when it is over, or its measure decides about it."""
    spell = (
        WorkSpell.objects.select_for_update(of=("self",), no_key=True)
        .select_related("measure")
        .get(pk=spell.pk, member=member)
    )
    if measure := getattr(spell, "measure", None):
        raise ActionRefused(_("This work belongs to the measure “%(title)s”: end it there.") % {"title": measure.title})
    if spell.ended_on is not None:
        raise ActionRefused(_("This work is recorded as ended already."))
    return spell


def plausible(spell) -> WorkSpell:
    """Return the work. Raises ActionRefused with what is odd about it, by the checks of imported data; that undoes the
    row."""
    found = WorkSpell.objects.filter(pk=spell.pk)
    for check in QUALITY_CHECKS.values():
        if check.model is WorkSpell and check.odd(found, today()).exists():
            raise ActionRefused(
                _("This cannot be recorded: %(what)s Please check what is on file.") % {"what": check.what}
            )
    return spell


# ------------------------------------------------------------------------------------------------------------- heard of


@records_work("work_heard")
def hear_of(member, *, by, answer, on=None, way=HeardWay.PHONE, call=None) -> Heard:
    """Record that somebody was asked about the work they have: unchanged, or not reached. Said twice on a day, it is
    kept once. `call` is the ID of a call from a phone."""
    on = on or today()
    check_day_reached(on)
    if answer == HeardAnswer.UNCHANGED:
        work_on(member, on)
    said = {"on": on, "answer": answer, "way": way, "by": by}
    there = Heard.objects.filter(member=member, **said).first()
    return there or Heard.objects.create(member=member, call=call, **said)


@records_work("work_heard")
def hear_of_change(member, *, by, place="", monthly_wage=None, ended_on=None, call=None) -> Heard:
    """Record what somebody who was asked said of their work: that it is elsewhere or paid otherwise, or over. They were
    asked today, or in a call from a phone (a PhoneCall), which may arrive days later."""
    spell = work_on(member, today())
    if call:
        check_nobody_was_quicker(spell, call)
    said = {"place": place} if place else {}
    said |= {"monthly_wage": monthly_wage} if monthly_wage is not None else {}
    if ended_on:
        end_spell(member, spell, ended_on)
    elif said:
        correct_spell(member, spell, **said)
    else:
        raise ActionRefused(_("Say where the work is now, what it pays or when it ended. Else tap “Unchanged”."))
    answer = HeardAnswer.ENDED if ended_on else HeardAnswer.CHANGED
    asked = {"on": call.day, "call": call.id} if call else {"on": today()}
    return Heard.objects.create(member=member, by=by, answer=answer, way=HeardWay.PHONE, **asked)


def check_nobody_was_quicker(spell, call) -> None:
    """Raise ActionRefused where the work is not what it was when the call was made: the newer word holds."""
    if spell.pk != call.spell or spell.events.filter(pgh_created_at__gt=call.at).exists():
        words = _(
            "This work was changed after your call: look at the page of the person, and record there what still "
            "differs."
        )
        raise ActionRefused(words)


def work_on(member, day) -> WorkSpell:
    """Return the work somebody had on a day, the latest. Raises ActionRefused where none is on file."""
    found = WorkSpell.objects.open_on(day).filter(member=member).order_by("-started_on", "-pk").first()
    if found is None:
        raise ActionRefused(_("No work of this person is on file: record the work that began, or what they need."))
    return found
