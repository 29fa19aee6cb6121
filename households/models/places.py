"""The village of a household, kept beside it in tables that are listed over a county: their lists, and the policies of
their rows, then read it where they stand. The database keeps it; nobody writes it."""

import pgtrigger
from django.db.models import PROTECT, BaseConstraint, ForeignKey
from django.utils.translation import gettext_lazy as _

from core.sql import quote_names

VILLAGE_SQL = """
SELECT village_id INTO NEW.village_id FROM public.households_household WHERE id = NEW.household_id FOR KEY SHARE;
RETURN NEW;
"""
# Deferred like Django's keys; what follows a household that moves follows at once.
KEY_SQL = """
CONSTRAINT {name} FOREIGN KEY (household_id, village_id) REFERENCES households_household (id, village_id)
ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED
"""


class VillageOfHousehold(ForeignKey):
    """The village in which the household of a row lives now. It has no history of its own: the household's tells it."""

    is_derived = True

    def __init__(self, **more):
        usual = {"to": "accounts.Area", "on_delete": PROTECT, "related_name": "+", "verbose_name": _("village")}
        super().__init__(**(usual | {"editable": False} | more))


class InVillageOfHousehold(BaseConstraint):
    """A key of two columns, household and village: a row lies where its household does, and follows when it moves."""

    def constraint_sql(self, model, schema_editor):
        return KEY_SQL.format(name=quote_names(self.name)).strip()

    def create_sql(self, model, schema_editor):
        return f"ALTER TABLE {quote_names(model._meta.db_table)} ADD {self.constraint_sql(model, schema_editor)}"

    def remove_sql(self, model, schema_editor):
        return f"ALTER TABLE {quote_names(model._meta.db_table)} DROP CONSTRAINT {quote_names(self.name)}"

    def validate(self, model, instance, exclude=None, using=None):
        """Leave it to the database, which also fills the village in."""

    def __eq__(self, other):
        return isinstance(other, InVillageOfHousehold) and self.name == other.name

    def __hash__(self):
        return hash(self.name)


def fill_village() -> pgtrigger.Trigger:
    """Return the trigger that takes the village from the household, whatever was written."""
    return pgtrigger.Trigger(
        name="village_of_household",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("household_id", "village_id"),
        func=VILLAGE_SQL,
    )
