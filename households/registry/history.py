"""What was changed in the records of one household: each change field by field, with who made it. The versions come
from database triggers (core/history.py), so no change is missing.

Apps above add their records with `trace_model_changes(Model, road, which)`."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import masks
from core.history import kept_fields
from core.text import join_words
from households.models import GuaranteeCheck, Household, IncomeStatement, Member, RegistryChange, WorkSpell

CHANGES_SHOWN = 30
SILENT_FIELDS = {
    "id",
    "created_at",
    "updated_at",
    "received_at",
    "observed_at",
    "found_at",
    "recorded_at",
    "id_hash",
    "id_tails",
    "phone_hash",
    "phone_tails",
    "name_initials",
    "theme",
    "net_amount",
}
MASKS = {"id_number": masks.id_number, "phone": masks.phone, "bank_account": masks.last4}
TRACED_MODELS = {}


def trace_model_changes(model, road, which):
    """Show the changes of `model` on the portrait of the household; `road` is the lookup to it, and `which` says in
    words which of several records it is."""
    TRACED_MODELS[model] = TracedModel(model, road, which)


@dataclass(frozen=True)
class TracedModel:
    model: type
    road: str
    which: Callable


trace_model_changes(Household, "pgh_obj", lambda row: "")
trace_model_changes(Member, "household", lambda row: row.name)
trace_model_changes(IncomeStatement, "household", lambda row: f"{row.get_teller_display()}, {row.first_month:%Y-%m}")
trace_model_changes(GuaranteeCheck, "household", lambda row: field_value_words(row.checked_on))
trace_model_changes(
    WorkSpell, "member__household", lambda row: f"{row.member.name}, {field_value_words(row.started_on)}"
)


@dataclass(frozen=True)
class RowChange:
    """One change of one record. `fields` lists (what, before, after); a record that was deleted has none."""

    at: dt.datetime
    subject: str
    which: str
    fields: list
    is_removal: bool
    by: int | None
    change: int | None  # the registry change by which it came


def household_changes(household) -> list[dict]:
    """Return the latest changes of the household's records, the newest first: {change, by}."""
    found = [change for one in TRACED_MODELS.values() for change in model_changes(one, household)]
    newest = sorted(found, key=lambda change: change.at, reverse=True)[:CHANGES_SHOWN]
    people = User.objects.in_bulk({change.by for change in newest} - {None})
    why = RegistryChange.objects.in_bulk({change.change for change in newest} - {None})
    return [{"change": one, "by": people.get(one.by), "why": why.get(one.change)} for one in newest]


def model_changes(traced, household):
    """Return the latest changes of one kind of record. An event holds the row as it was before; what it became is the
    next event of the same row, or the row as it is now."""
    model, related = traced.model, [field.name for field in kept_fields(traced.model) if field.is_relation]
    events = model._meta.get_field("events").related_model.objects.filter(**{traced.road: household})
    events = list(events.select_related("pgh_context", *related).order_by("-pgh_created_at", "-pgh_id")[:CHANGES_SHOWN])
    after = model._base_manager.select_related(*related).in_bulk({event.pgh_obj_id for event in events})
    for event in events:
        yield describe_row_change(traced, event, after.get(event.pgh_obj_id))
        after[event.pgh_obj_id] = event


def describe_row_change(traced, before, after) -> RowChange:
    is_removal = before.pgh_label == "delete"
    return RowChange(
        at=before.pgh_created_at,
        subject=traced.model._meta.verbose_name,
        which=traced.which(before),
        fields=[] if is_removal or after is None else list(field_differences(traced.model, before, after)),
        is_removal=is_removal,
        by=context_of(before).get("user"),
        change=context_of(before).get("registry_change"),
    )


def context_of(event) -> dict:
    """Return what was noted with a version: who changed the row, and by which registry change."""
    return event.pgh_context.metadata if event.pgh_context else {}


def field_differences(model, before, after):
    """Return (what, before, after) of every field that differs; personal data is masked as its class says."""
    for field in kept_fields(model):
        if field.name in SILENT_FIELDS or getattr(before, field.attname) == getattr(after, field.attname):
            continue
        yield field.verbose_name, masked_field_value(model, field, before), masked_field_value(model, field, after)


def masked_field_value(model, field, row) -> str:
    """Return a field's value in words, masked when it is a secret."""
    value = getattr(row, field.name)
    if value and field.name in model.Privacy.secret:
        return MASKS[field.name](value) if field.name in MASKS else _("(hidden)")
    return field_value_words(value, getattr(field, "base_field", field).flatchoices)


def field_value_words(value, choices=()) -> str:
    if value in (None, "", [], {}):
        return "–"
    if isinstance(value, list):
        return join_words(field_value_words(one, choices) for one in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dt.datetime):
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, dt.date):
        return formats.date_format(value, "DATE_FORMAT")
    return str(dict(choices).get(value, value))
