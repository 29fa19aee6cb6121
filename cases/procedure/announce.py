"""Recording how the latest decision about a case was made known."""

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.permissions import Permission, must
from cases.case import actions as case_actions
from cases.case import public_notice
from cases.case.announcing import PROCEDURE_OF, decision_to_announce, way_of
from cases.choices import AnnouncementWay
from cases.models import Announcement
from core.dates import today
from core.workflow import ActionRefused, StaleState
from households.models import Household


@transaction.atomic
def announce_decision(case, *, by, told_on, place) -> Announcement:
    """Record when and where the latest decision was made known: posted in the village, or told to the family."""
    must(by, Permission.CASE_REVIEW, case.household.village)
    Household.objects.select_for_update(no_key=True).get(pk=case.household_id)
    case.refresh_from_db()
    decision = decision_to_announce(case)
    if decision is None:
        raise StaleState(_("The decision about this case was made known already."))
    check_announcement_day(decision, told_on)
    way = way_of(decision.step)
    place = public_notice.check_public_words(place, case) if way == AnnouncementWay.POSTED else place.strip()
    if not place:
        raise ActionRefused(_("Say where it was posted, or to whom the letter was handed."))
    told = {"procedure": PROCEDURE_OF[decision.step], "way": way, "told_on": told_on, "place": place, "by": by}
    made = Announcement.objects.create(case=case, **told)
    case_actions.CASE_STEPS.log(case, "announce", case.state, by=by)
    return made


def check_announcement_day(decision, day) -> None:
    if not decision.effective_on <= day <= today():
        words = {"day": date_format(decision.effective_on, "DATE_FORMAT")}
        raise ActionRefused(_("It was decided on %(day)s: choose that day or a later one, up to today.") % words)
