"""The declaration of data-quality checks."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from core.catalogue import Catalogue
from households.choices import HouseholdState
from households.models import Household, Member, WorkSpell

QUALITY_CHECKS = Catalogue("data-quality check")
ON_FILE = {
    Household: {"state": HouseholdState.ACTIVE},
    Member: {"left_on": None, "household__state": HouseholdState.ACTIVE},
    WorkSpell: {"member__left_on": None, "member__household__state": HouseholdState.ACTIVE},
}


@dataclass(frozen=True)
class QualityCheck:
    """One data-quality check. `find(records, day)` filters a queryset of `model` to the records that look wrong on that
    day; `column` is the one to correct."""

    code: str
    model: type[Model]
    column: str
    what: str
    remedy: str
    find: Callable[[QuerySet, dt.date], QuerySet]

    def odd(self, records: QuerySet, day: dt.date) -> QuerySet:
        """Keep those of `records` that look wrong, among households on file and the people in them."""
        return self.find(records.filter(**ON_FILE[self.model]), day)


def quality_check(code, model, column, what, remedy=_("Check it with the family and correct what is wrong.")):
    """Declare a check; the decorated function is its `find`."""

    def declare(find):
        QUALITY_CHECKS.add(code, QualityCheck(code, model, column, what, remedy, find))
        return find

    return declare
