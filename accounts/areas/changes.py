"""Changes of areas that hold from a day: another name, another code, one village merged into another. What belongs to a
merged village follows; apps above say how (AREA_FOLLOWERS)."""

import datetime as dt

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.log import record_access
from accounts.models import Area, AreaChange
from accounts.permissions import Permission, must
from core.catalogue import Catalogue
from core.dates import today
from core.workflow import ActionRefused

AREA_FOLLOWERS = Catalogue("kind of rows that follow a merged village")  # functions of the change: area, into
Kind = AreaChange.Kind


@transaction.atomic
def enter_area_change(area, kind, *, by, on, document, **values) -> AreaChange:
    """Enter a change of an area; it is applied at once when its day is today or past. Raises ActionRefused with what
    is wrong."""
    must(by, Permission.AREA_CHANGE, area)
    county = Area.objects.get(code=area.county_code)
    change = AreaChange(county=county, area=area, kind=kind, on=on, document=document.strip(), by=by, **values)
    if problems := area_change_problems(change):
        raise ActionRefused(" ".join(problems))
    change.save(force_insert=True)
    record_access(by, "area_change_entered", change, area=area)
    if on <= today():
        apply_area_change(change)
    return change


def area_change_problems(change) -> list[str]:
    """Return in words why a change of an area cannot be."""
    found = [] if change.document else [_("Please name the document by which it was decided.")]
    if change.area.ended_on:
        found.append(_("This village was merged into another already."))
    return found + PROBLEMS[Kind(change.kind)](change)


def name_problems(change) -> list[str]:
    if not change.name or not change.official_name:
        return [_("Please enter both the new name and the new official name.")]
    beside = change.area.parent.children.not_ended() if change.area.parent else Area.objects.counties()
    same = beside.filter(name=change.name).exclude(pk=change.area_id)
    return [_("Another place of this name lies there already.")] if same.exists() else []


def code_problems(change) -> list[str]:
    area, code = change.area, change.code
    if area.level != Area.Level.VILLAGE:
        return [_("Only the code of a village changes here.")]
    right = code.isascii() and code.isdecimal() and len(code) == len(area.code)
    if not right or not code.startswith(area.parent.code):
        return [_("A village has a code of 12 digits that begins with the code of its township.")]
    taken = Area.objects.filter(code=code).exists()
    return [_("This code belongs to another village already.")] if taken else []


def merge_problems(change) -> list[str]:
    area, into = change.area, change.into
    if area.level != Area.Level.VILLAGE or into is None or into.level != Area.Level.VILLAGE:
        return [_("Choose the village that goes on.")]
    if into.pk == area.pk or into.ended_on or into.county_code != area.county_code:
        return [_("Choose another village of the same county that goes on.")]
    return []


PROBLEMS = {Kind.NAME: name_problems, Kind.CODE: code_problems, Kind.MERGE: merge_problems}


@transaction.atomic
def apply_area_change(change) -> None:
    """Let a change hold: write it to the area, and let what belongs to a merged village follow."""
    # With its keys: nothing is entered into a village while it is merged into another.
    area = Area.objects.select_for_update().get(pk=change.area_id)
    before = {"name": area.name, "official_name": area.official_name, "code": area.code, "path": area.path}
    if change.kind == Kind.NAME:
        area.name, area.official_name = change.name, change.official_name
    elif change.kind == Kind.CODE:
        area.code = change.code
    else:
        area.ended_on = change.on
        for follow in AREA_FOLLOWERS.values():
            follow(change)
    area.save()
    for below in area.children.all():  # village groups, a handful
        below.parent = area
        below.save()
    change.before, change.applied_at = before, timezone.now()
    change.save(update_fields=["before", "applied_at"])
    record_access(change.by, "area_changed", change, area=area)


def apply_due_area_changes(day=None) -> int:
    """Apply the changes whose day has come, in their order. Returns how many."""
    waiting = AreaChange.objects.filter(applied_at=None, on__lte=day or today()).order_by("on", "pk")
    due = list(waiting.select_related("area", "into", "by"))
    for change in due:
        apply_area_change(change)
    return len(due)


@transaction.atomic
def withdraw_area_change(change, *, by) -> None:
    """Take a change back whose day has not come."""
    must(by, Permission.AREA_CHANGE, change.area)
    if not AreaChange.objects.filter(pk=change.pk, applied_at=None).delete()[0]:
        raise ActionRefused(_("This change holds already. Enter another one that changes it back."))
    record_access(by, "area_change_withdrawn", change.area, area=change.area)


def names_then(county, day: dt.date, moment) -> dict[int, dict]:
    """Return {area: {name, official_name, code}} of the areas of a county that were called otherwise on a day, as was
    known at a moment."""
    later = Q(on__gt=day) | Q(applied_at__gt=moment) if moment else Q(on__gt=day)
    changed = AreaChange.objects.filter(later, county=county, applied_at__isnull=False).exclude(kind=Kind.MERGE)
    rows = changed.order_by(F("applied_at").desc()).values_list("area", "before")
    return dict(rows)  # the earliest of them stands last
