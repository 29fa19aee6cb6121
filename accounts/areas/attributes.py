"""What areas are from a day on: lifted out of poverty in a year, mountain, reservoir or old revolutionary area.

An entry never changes: a correction or an end is another entry in its place, so that the past stays what it was."""

import datetime as dt

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.details import name_access_detail
from accounts.audit.log import record_access
from accounts.models import Area, AreaAttribute
from accounts.models.areas import attributes_of_outer_area
from accounts.permissions import Permission, must
from core.dates import today
from core.workflow import ActionRefused, StaleState

Kind, Level = AreaAttribute.Kind, Area.Level
EARLIEST_LIFTED = 1978
LEVELS = {Kind.LIFTED: (Level.COUNTY, Level.VILLAGE)}  # the others hold for whatever lies inside
ANY_LEVEL = (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE)
name_access_detail("attribute", values=Kind.choices)


@transaction.atomic
def enter_area_attribute(area, *, by, **told) -> AreaAttribute:
    """Enter what an area is. `told` has kind and document, and year, note, valid_from, valid_until where they are
    known. Raises ActionRefused with what is wrong."""
    must(by, Permission.AREA_CHANGE, area)
    lock_area(area)
    if area.ended_on:
        raise ActionRefused(_("This village was merged into another already."))
    made = save_attribute(drafted_attribute(by=by, **of_area(area), **told))
    log_attribute("area_attribute_entered", made, by, made.document)
    return made


@transaction.atomic
def correct_area_attribute(one, *, by, why, **told) -> AreaAttribute:
    """Put another entry in the place of one that was wrong, or that ended. Raises StaleState when somebody replaced it
    meanwhile."""
    must(by, Permission.AREA_CHANGE, one.area)
    lock_area(one.area)
    kept = {name: getattr(one, name) for name in ("kind", "year", "note", "valid_from", "valid_until", "document")}
    made = drafted_attribute(by=by, **of_area(one.area), **kept | told)
    if all(getattr(made, name) == before for name, before in kept.items()):
        raise ActionRefused(_("Nothing differs from what stands. Change at least one field, or take the entry back."))
    take_away(one, by, why)
    save_attribute(made)
    log_attribute("area_attribute_corrected", made, by, why)
    return made


@transaction.atomic
def withdraw_area_attribute(one, *, by, why) -> None:
    """Take back an entry that never was right. Raises StaleState when somebody was quicker."""
    must(by, Permission.AREA_CHANGE, one.area)
    take_away(one, by, why)
    log_attribute("area_attribute_withdrawn", one, by, why)


def take_away(one, by, why) -> None:
    if not why.strip():
        raise ActionRefused(_("Please give the reason."))
    gone = {"withdrawn_at": timezone.now(), "withdrawn_by": by, "withdrawn_why": why.strip()}
    if not AreaAttribute.objects.standing().filter(pk=one.pk).update(**gone):
        raise StaleState


def lock_area(area) -> None:
    """Let two people enter what one area is only one after the other."""
    Area.objects.select_for_update(no_key=True).get(pk=area.pk)


def drafted_attribute(*, kind, year=None, valid_from=None, document="", note="", **told) -> AreaAttribute:
    """Return an entry that is not saved. What was lifted holds from the first day of its year, if no day is told."""
    if kind == Kind.LIFTED and valid_from is None and year and year in range(EARLIEST_LIFTED, dt.MAXYEAR):
        valid_from = dt.date(year, 1, 1)
    words = {"document": document.strip(), "note": note.strip()}
    return AreaAttribute(kind=kind, year=year, valid_from=valid_from, **words, **told)


def of_area(area) -> dict:
    return {"area": area, "county": Area.objects.get(code=area.county_code)}


def save_attribute(one) -> AreaAttribute:
    found = attribute_problems(one)
    if not found and any(overlap(one, other) for other in one.area.attributes.standing().filter(kind=one.kind)):
        found.append(_("The same stands here for that time already. Correct or end that entry."))
    if found:
        raise ActionRefused(" ".join(found))
    one.save(force_insert=True)
    return one


def attribute_problems(one) -> list[str]:
    """Return in words why an entry cannot be, whatever else stands."""
    found = [] if one.document else [_("Please name the document by which it was decided.")]
    if one.area.level not in LEVELS.get(one.kind, ANY_LEVEL):
        found.append(_("This is said of a county or a village.") if one.kind == Kind.LIFTED else _("Choose a place."))
    if one.valid_from and one.valid_until and one.valid_until < one.valid_from:
        found.append(_("The last day lies before the first. Correct one of them."))
    return found + year_problems(one)


def year_problems(one) -> list[str]:
    if one.kind != Kind.LIFTED:
        return [_("Only what was lifted has a year. Take the year away.")] if one.year else []
    if not one.year:
        return [_("Please enter the year in which it was lifted.")]
    if not EARLIEST_LIFTED <= one.year <= today().year:
        words = _("The year lifted must lie between %(first)s and this year.")
        return [words % {"first": EARLIEST_LIFTED}]
    early = one.valid_from and one.valid_from.year < one.year
    return [_("It cannot hold before the year in which it was lifted. Correct the year or the day.")] if early else []


def overlap(one, other) -> bool:
    """Whether two entries hold on a day in common."""
    first, last = dt.date.min, dt.date.max
    begins = max(one.valid_from or first, other.valid_from or first)
    return begins <= min(one.valid_until or last, other.valid_until or last)


def log_attribute(action, one, by, why) -> None:
    record_access(by, action, one.area, area=one.area, reason=why[:200], attribute=one.kind)


def attributes_of(area, day):
    """Return what an area is on a day, by itself and by what it lies in."""
    around = Q(area__code__in=area.path.split("/")) & ~Q(kind=Kind.LIFTED)
    held = AreaAttribute.objects.standing().on(day).filter(Q(area=area) | around)
    return held.select_related("area", "by").order_by("kind", "area__path")


def attribute_words(told) -> list[str]:
    """Return in words what areas are, from what `with_attributes` found: "Lifted out of poverty (2017)"."""
    return [AreaAttribute(**one).in_words for one in told]


def with_attributes(areas, day):
    """Add to areas `held`: the kinds of what they are on a day, each with the year."""
    held = attributes_of_outer_area(day).values(told=JSONObject(kind="kind", year="year")).distinct()
    return areas.annotate(held=ArraySubquery(held.order_by("told")))
