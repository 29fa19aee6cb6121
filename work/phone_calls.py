"""Whom a caseworker calls from the phone this month, and what they said once it has arrived."""

from collections import defaultdict

from django.utils.translation import gettext as _

from accounts.permissions import Permission
from core.text import join_words
from core.workflow import ActionRefused
from households.models import Member
from visits.phone.work_calls import PHONE_CALLS, PhoneCalls

from .choices import AWAY_STATES, HeardAnswer
from .models import AccountEntry, Heard
from .people.actions import hear_of, hear_of_change
from .people.columns import wage_words, work_words
from .people.confirm import ASK, last_words, month_condition, with_last_words
from .people.forms import OtherwiseForm

OTHERWISE = "otherwise"


def people_away_to_call(households, user) -> dict:
    """Return {household's pk: [who works away and is still to be asked this month]}, where this person keeps the
    account."""
    entries = AccountEntry.objects.within(*user.areas_where(Permission.WORK_KEEP)).filter(household__in=households)
    away = entries.filter(month_condition(ASK), state__in=AWAY_STATES, spell__isnull=False)
    found = defaultdict(list)
    for entry in with_last_words(away.order_by("confirmed_on", "member")).select_related(
        "member", "household", "spell"
    ):
        found[entry.household_id].append(person_to_call(entry))
    return found


def person_to_call(entry) -> dict:
    """Return somebody as the phone shows them; `heard` is the day by which the list is ordered."""
    return {
        "person": entry.member_id,
        "spell": entry.spell_id,
        "name": entry.member.name,
        "words": join_words(one for one in (work_words(entry), wage_words(entry)) if one),
        "last": last_words(entry),
        "heard": f"{entry.confirmed_on or ''}",
        "phone": entry.member.phone or entry.household.phone,
    }


def record_phone_call(call, by) -> None:
    """Record what somebody said of their work when they were called. Raises ActionRefused where it cannot be recorded;
    what was recorded before is not recorded again."""
    member = Member.objects.visible_to(by).select_related("household__village", "household__county")
    member = member.filter(pk=call.person).first()
    if member is None:
        raise ActionRefused(_("This person is in none of your villages any more. Tell your township what you heard."))
    if Heard.objects.filter(call=call.id).exists():
        return
    if call.answer == OTHERWISE:
        hear_of_change(member, by=by, call=call, **read_otherwise(call))
    elif call.answer in (HeardAnswer.UNCHANGED, HeardAnswer.NOT_REACHED):
        hear_of(member, by=by, on=call.day, call=call.id, answer=HeardAnswer(call.answer))
    else:
        raise ActionRefused(_("This answer is not known here. Call again, and record it on the page of the person."))


def read_otherwise(call) -> dict:
    """Return what is otherwise. Raises ActionRefused with what is wrong about it."""
    form = OtherwiseForm(call.said)
    if not form.is_valid():
        raise ActionRefused(join_words(error for several in form.errors.values() for error in several))
    return form.cleaned_data


PHONE_CALLS.add("work", PhoneCalls(people_away_to_call, record_phone_call))
