"""What is done with offers: made, changed, closed. Each is one transaction and is recorded in the access log."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.log import record_access
from accounts.permissions import Permission, must
from cases.assistance.actions import check_day_reached
from cases.assistance.posts import YOUNGEST, check_post_wage
from core.workflow import ActionRefused
from work.choices import OfferKind
from work.models import Offer
from work.places import county_of
from work.versions import check_seen

from .defaults import oldest_for, places_of_work
from .places import with_free_places

TERMS = (
    "title", "area", "enterprise", "where", "places", "monthly_wage", "starts_on", "ends_on", "equipment", "age_from",
    "age_to", "for_whom", "least_labour", "skill", "note",
)  # fmt: skip


@transaction.atomic
def make_offer(kind, *, by, area, **said) -> Offer:
    """Offer places of work, or of a course, in an area."""
    must(by, Permission.WORK_KEEP, area)
    check_offer(kind, area, **said)
    made = Offer.objects.create(kind=kind, area=area, county=county_of(area), by=by, **said)
    record_access(by, "offer_made", made, area=area)
    return made


@transaction.atomic
def change_offer(offer, *, by, area, places, seen="", **said) -> Offer:
    """Change the terms of an offer; who has a place keeps it, and the history keeps the earlier terms. `seen` is the
    version that the form was shown with."""
    must(by, Permission.WORK_KEEP, offer.area)
    must(by, Permission.WORK_KEEP, area)
    offer = locked_offer(offer)
    check_seen(offer, TERMS, seen)
    check_offer(offer.kind, area, **said)
    if places < offer.taken:
        words = {"taken": offer.taken}
        raise ActionRefused(_("%(taken)s places are taken: name at least as many, or end a placement first.") % words)
    for field, value in ({"area": area, "county": county_of(area), "places": places} | said).items():
        setattr(offer, field, value)
    offer.save()
    record_access(by, "offer_changed", offer, area=area)
    return offer


def locked_offer(offer) -> Offer:
    """Return the offer as it is now, with its free places; until the end of the transaction nobody else takes one."""
    Offer.objects.select_for_update(no_key=True).get(pk=offer.pk)
    return with_free_places(Offer.objects.filter(pk=offer.pk).select_related("area", "enterprise", "county"))[0]


def check_offer(kind, area, *, age_from, age_to, starts_on, ends_on=None, where="", enterprise=None, **said) -> None:
    """Raise ActionRefused with what to correct in the terms of an offer."""
    check_ages(kind, age_from, age_to)
    if ends_on and ends_on < starts_on:
        raise ActionRefused(_("The last day lies before the first: choose a later one."))
    if where not in dict(places_of_work(kind)):
        raise ActionRefused(_("A public-welfare post lies in the county: choose where."))
    if enterprise and (enterprise.closed_on or enterprise.county.code != area.county_code):
        raise ActionRefused(_("This enterprise is closed or lies in another county: choose another one."))
    if kind != OfferKind.COURSE:
        check_wage(said.get("monthly_wage"))


def check_wage(wage) -> None:
    if wage is None:
        raise ActionRefused(_("Say what is paid in a month."))
    check_post_wage(wage)


def check_ages(kind, age_from, age_to) -> None:
    words = {"youngest": YOUNGEST, "oldest": oldest_for(kind)}
    if age_from < YOUNGEST or age_to > oldest_for(kind):
        raise ActionRefused(_("Who has this offer is aged %(youngest)s to %(oldest)s: correct the ages.") % words)
    if age_to < age_from:
        raise ActionRefused(_("The greatest age lies below the least: correct one of them."))


@transaction.atomic
def close_offer(offer, *, by, on) -> Offer:
    """Offer no further places from a day on; who has one keeps it."""
    must(by, Permission.WORK_KEEP, offer.area)
    check_day_reached(on)
    if offer.closed_on:
        raise ActionRefused(_("This offer is closed already."))
    offer.closed_on = on
    offer.save(update_fields=["closed_on"])
    record_access(by, "offer_closed", offer, area=offer.area)
    return offer
