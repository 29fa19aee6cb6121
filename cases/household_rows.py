"""What becomes of cases and helpers when a household is closed or merged."""

from django.db.models import Max
from django.utils.translation import gettext as _

from core.dates import today
from households.moves.belongings import BELONGINGS, Belonging

from .choices import OPEN
from .models import Case, HelperAssignment


def open_case(household) -> Case | None:
    return Case.objects.filter(household=household, state__in=OPEN).first()


def why_not_closed(household) -> str:
    return _("This household has an open case: end it first, with the reason.") if open_case(household) else ""


def why_not_merged(gone, kept) -> str:
    if open_case(gone) and open_case(kept):
        return _("Both households have an open case: end or refuse one of them first.")
    return ""


def let_case_follow(gone, kept, by) -> None:
    """Let the open case go on with the living household, as its next episode, and its helper too. Cases that are over
    stay readable where they were."""
    case = open_case(gone)
    if case:
        last = Case.objects.filter(household=kept).aggregate(no=Max("episode_no"))["no"] or 0
        Case.objects.filter(pk=case.pk).update(household=kept, episode_no=last + 1)
    helpers = HelperAssignment.objects.filter(household=gone, until=None)
    if case and not HelperAssignment.objects.filter(household=kept, until=None).exists():
        helpers.update(household=kept)
    for helper in helpers.all():
        HelperAssignment.objects.filter(pk=helper.pk).update(until=max(helper.since, today()))


BELONGINGS.add("cases", Belonging(why_not_closed, why_not_merged, let_case_follow))
