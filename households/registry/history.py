"""What was changed in the records of one household: each change field by field, with who made it. The versions come
from database triggers (core/history.py), so nothing that writes is missing.

Apps above add their records with `trace(Model, road, which)`."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import masks
from core.text import listed
from households.models import GuaranteeCheck, Household, IncomeRecord, Member, WorkSpell

SHOWN = 30
SILENT = {
    "id", "created_at", "updated_at", "received_at", "observed_at", "found_at", "recorded_at", "id_hash",
    "phone_hash", "theme", "net_amount",
}  # fmt: skip
MASKS = {"id_number": masks.id_number, "phone": masks.phone, "bank_account": masks.last4}
TRACES = {}


def trace(model, road, which):
    """Show the changes of `model` on the portrait of the household that `road` leads to; `which` says in words which of
    several records it is."""
    TRACES[model] = Trace(model, road, which)


@dataclass(frozen=True)
class Trace:
    model: type
    road: str
    which: Callable


trace(Household, "pgh_obj", lambda row: "")
trace(Member, "household", lambda row: row.name)
trace(IncomeRecord, "household", lambda row: f"{row.get_item_display()}, {row.month:%Y-%m}")
trace(GuaranteeCheck, "household", lambda row: in_words(row.checked_on))
trace(WorkSpell, "member__household", lambda row: f"{row.member.name}, {in_words(row.started_on)}")


@dataclass(frozen=True)
class Change:
    """One change of one record. `fields` lists (what, before, after); a record that was removed has none."""

    at: dt.datetime
    subject: str
    which: str
    fields: list
    is_removal: bool
    by: int | None


def changes(household) -> list[dict]:
    """The latest changes of the household's records, newest first: {change, by}."""
    found = [change for one in TRACES.values() for change in changes_of(one, household)]
    newest = sorted(found, key=lambda change: change.at, reverse=True)[:SHOWN]
    people = User.objects.in_bulk({change.by for change in newest} - {None})
    return [{"change": change, "by": people.get(change.by)} for change in newest]


def changes_of(traced, household):
    """The latest changes of one kind of record. An event holds the row as it was before; what it became is the next
    event of the same row, or the row as it is now."""
    model, related = traced.model, [field.name for field in traced.model._meta.concrete_fields if field.is_relation]
    events = model._meta.get_field("events").related_model.objects.filter(**{traced.road: household})
    events = list(events.select_related("pgh_context", *related).order_by("-pgh_created_at", "-pgh_id")[:SHOWN])
    after = model._base_manager.select_related(*related).in_bulk({event.pgh_obj_id for event in events})
    for event in events:
        yield change_of(traced, event, after.get(event.pgh_obj_id))
        after[event.pgh_obj_id] = event


def change_of(traced, before, after) -> Change:
    is_removal = before.pgh_label == "delete"
    return Change(
        at=before.pgh_created_at,
        subject=traced.model._meta.verbose_name,
        which=traced.which(before),
        fields=[] if is_removal or after is None else list(differences(traced.model, before, after)),
        is_removal=is_removal,
        by=before.pgh_context.metadata.get("user") if before.pgh_context else None,
    )


def differences(model, before, after):
    """(what, before, after) of every field that differs; personal data masked as its class says."""
    for field in model._meta.concrete_fields:
        if field.name in SILENT or getattr(before, field.attname) == getattr(after, field.attname):
            continue
        yield field.verbose_name, shown(model, field, before), shown(model, field, after)


def shown(model, field, row) -> str:
    """A field's value in words, masked when it is a secret."""
    value = getattr(row, field.name)
    if value and field.name in model.Privacy.secret:
        return MASKS[field.name](value) if field.name in MASKS else _("(hidden)")
    return in_words(value, getattr(field, "base_field", field).flatchoices)


def in_words(value, choices=()) -> str:
    if value in (None, "", [], {}):
        return "–"
    if isinstance(value, list):
        return listed(in_words(one, choices) for one in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dt.datetime):
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, dt.date):
        return formats.date_format(value, "DATE_FORMAT")
    return str(dict(choices).get(value, value))
