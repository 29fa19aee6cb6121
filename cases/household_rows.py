"""What becomes of cases, helpers and measures when a household is closed or merged, or a person moves."""

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from core.dates import today
from households.moves.belongings import BELONGINGS, Belonging

from .assistance.actions import UNDER_WAY, open_case_of
from .models import Case, HelperAssignment, Measure


def why_not_closed(household) -> str:
    return _("This household has an open case: end it first, with the reason.") if open_case_of(household) else ""


def why_not_merged(gone, kept) -> str:
    if open_case_of(gone) and open_case_of(kept):
        return _("Both households have an open case: end or refuse one of them first.")
    return ""


def let_case_follow(gone, kept, by) -> None:
    """Let the open case go on with the living household, as its next episode, and its helper where that has none. Cases
    that are over stay readable where they were. Measures of a case follow it in the database."""
    case = open_case_of(gone)
    if case:
        last = Case.objects.filter(household=kept).aggregate(no=Max("episode_no"))["no"] or 0
        Case.objects.filter(pk=case.pk).update(household=kept, episode_no=last + 1)
    helpers = HelperAssignment.objects.filter(household=gone, until=None)
    if not HelperAssignment.objects.filter(household=kept, until=None).exists():
        helpers.update(household=kept)
    for helper in helpers.all():
        HelperAssignment.objects.filter(pk=helper.pk).update(until=max(helper.since, today()))


BELONGINGS.add("cases", Belonging(why_not_closed, why_not_merged, let_case_follow))


def measures_going_on(**where):
    """Return measures without a case of which something is still to be done."""
    return Measure.objects.going_on().filter(case=None, **where)


def why_not_closed_yet(household) -> str:
    """A measure that nobody brings to its end would stay under way for ever, and a post would go on."""
    at_work = Q(spell__isnull=False, spell__ended_on=None)
    if measures_going_on(household=household).filter(Q(state__in=UNDER_WAY) | at_work).exists():
        return _("A measure of this household is under way: cancel it, or deliver and end it first.")
    return ""


def let_measures_follow(gone, kept, by) -> None:
    measures_going_on(household=gone).update(household=kept)


def let_measures_follow_person(before, after, is_move) -> None:
    """Let a post, a course or a machine without a case go along with the person who has it."""
    measures_going_on(member=before).update(household=after.household_id, member=after)


BELONGINGS.add(
    "measures", Belonging(closing=why_not_closed_yet, follow=let_measures_follow, continued=let_measures_follow_person)
)
