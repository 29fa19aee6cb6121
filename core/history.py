"""The history of rows, written by database triggers, so that no way of writing can bypass it."""

import pghistory
import pgtrigger
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def track_history(model):
    """Keep every earlier version of a row, as it was before each change or deletion, with the user and request that
    changed it. A new row writes no version: the row itself is the first one."""
    derived = [field.name for field in model._meta.local_fields if is_derived(field)]
    events = pghistory.UpdateEvent(row="OLD"), pghistory.DeleteEvent()
    return pghistory.track(*events, exclude=derived or None)(model)


def is_derived(field) -> bool:
    """Whether the database keeps a field by what stands elsewhere: it has no history of its own."""
    return field.generated or getattr(field, "is_derived", False)


def kept_fields(model) -> list:
    """Return the fields whose earlier values are kept."""
    return [field for field in model._meta.concrete_fields if not is_derived(field)]


def recorded_at_field():
    """Return the field that says since when a row is known. With it and the history one can tell what was known at any
    moment. Rows written by SQL alone get the moment at which their transaction began, as their history does."""
    return models.DateTimeField(_("recorded"), default=timezone.now, db_default=TransactionNow(), editable=False)


def insert_only(*, ended="FALSE", forgotten=()):
    """Return a trigger that refuses every change and deletion of a row, even to the owner of the table. The work that
    ends data (core/database_roles.py: as_retention) may delete a row for which the SQL condition `ended` holds, and
    empty the text columns named in `forgotten`."""
    empty = ", ".join(f"'{name}', ''" for name in forgotten)
    return pgtrigger.Trigger(
        name="insert_only",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF public.povwatch_may_end() THEN
                IF TG_OP = 'DELETE' THEN
                    IF {ended} THEN RETURN OLD; END IF;
                ELSIF to_jsonb(NEW) = to_jsonb(OLD) || jsonb_build_object({empty}) THEN
                    RETURN NEW;
                END IF;
            END IF;
            RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
        """,
    )
