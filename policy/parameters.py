"""The parameters in force in a county on a day, as one frozen object: p.line, p.near_line, p.day, p.ago(days)."""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.dates import add_months

from .keys import PARAMETER_KEYS
from .models import Parameter


class NotInForce(LookupError):
    """A parameter was needed that has no value in force on the day."""


@dataclass(frozen=True)
class Parameters:
    """The parameters of one day. `values` holds a Decimal for each key in force; `sources` holds for each key since
    when and by which document."""

    day: dt.date
    values: MappingProxyType
    sources: MappingProxyType

    def __getattr__(self, key):
        if key not in PARAMETER_KEYS:
            raise AttributeError(key)
        if key not in self.values:
            raise NotInForce(_("No value is in force for “%(key)s”.") % {"key": PARAMETER_KEYS[key].label})
        return self.values[key]

    def in_force(self, *keys) -> bool:
        """Whether every one of `keys` has a value."""
        return all(key in self.values for key in keys)

    def ago(self, days) -> dt.date:
        """Return the date `days` before the day."""
        return self.day - dt.timedelta(days=int(days))

    def months_ago(self, months) -> dt.date:
        """Return the same day of the month `months` earlier; a day the month does not have becomes its last."""
        month = add_months(self.day, -int(months))
        last = (add_months(month, 1) - dt.timedelta(days=1)).day
        return month.replace(day=min(self.day.day, last))

    def snapshot(self) -> dict:
        """Return what was in force, as a run stores it: {key: {value, since, document}}."""
        return {key: {"value": str(value), **self.sources[key]} for key, value in sorted(self.values.items())}

    @property
    def digest(self) -> str:
        """Return a hash that is the same for the same values."""
        values = {key: str(value.normalize()) for key, value in sorted(self.values.items())}
        return hashlib.sha256(json.dumps(values).encode()).hexdigest()

    def changed(self, **values) -> "Parameters":
        """Return the same day with other values, for a what-if. Raises ValidationError for an unknown key or a wrong
        value."""
        unknown = sorted(set(values) - set(PARAMETER_KEYS))
        if unknown:
            raise ValidationError(
                _("Unknown parameter “%(key)s”. Known are: %(known)s."),
                params={"key": unknown[0], "known": ", ".join(sorted(PARAMETER_KEYS))},
            )
        cleaned = {key: PARAMETER_KEYS[key].clean(value) for key, value in values.items()}
        tried = {key: {"since": self.day.isoformat(), "document": _("what-if")} for key in values}
        return replace(
            self,
            values=MappingProxyType({**self.values, **cleaned}),
            sources=MappingProxyType({**self.sources, **tried}),
        )


def parameters_from_snapshot(told: dict, day: dt.date) -> Parameters:
    """Return the parameters that a run stored with `snapshot`."""
    values = {key: Decimal(one["value"]) for key, one in told.items()}
    sources = {key: {"since": one["since"], "document": one["document"]} for key, one in told.items()}
    return Parameters(day, MappingProxyType(values), MappingProxyType(sources))


def parameters_on(day: dt.date, area) -> Parameters:
    """Return the parameters in force in the county `area` on `day`. Keys without a value are absent: `in_force`
    tells."""
    rows = [row for row in Parameter.objects.in_force(day, area) if row.key in PARAMETER_KEYS]
    return Parameters(
        day,
        MappingProxyType({row.key: Decimal(row.value) for row in rows}),
        MappingProxyType({row.key: {"since": row.valid_from.isoformat(), "document": row.document} for row in rows}),
    )


def parameters_asked_once(day: dt.date, county) -> Parameters:
    """Return the parameters of a day, asking the database once for this object of the county: for work that asks for
    them in several places."""
    asked = county.__dict__.setdefault("parameters_asked", {})
    if day not in asked:
        asked[day] = parameters_on(day, county)
    return asked[day]


def parameter_over_time(key: str, days, area) -> list[Decimal | None]:
    """Return the value of one key on each of `days`; None where none was in force."""
    rows = list(Parameter.objects.filter(area=area, key=key).order_by("valid_from", "id"))
    in_force = [[Decimal(row.value) for row in rows if row.valid_from <= day] for day in days]
    return [values[-1] if values else None for values in in_force]
