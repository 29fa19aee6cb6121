"""The values of a registry change: as they are kept in it, and read from and written to a household or a person."""

import datetime as dt
import json
from decimal import Decimal

from core.crypto.fields import keyed_hash
from core.dates import parse_birth

BIRTH = "birth_date"  # kept as a day, or as a year alone


def kept_value(value):
    """Return a value as it is kept in a change: days and amounts as texts."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def values_of(row, names) -> dict:
    """Return {name: value} of a household or a person, as changes keep them."""
    return {name: row.born if name == BIRTH else kept_value(getattr(row, name)) for name in names}


def write_values(row, values) -> None:
    """Set the values of a change on a household or a person; the caller saves it."""
    for name, value in values.items():
        if name == BIRTH:
            row.birth_date, row.birth_year_only = parse_birth(value or "")
        else:
            setattr(row, name, row._meta.get_field(name).to_python(value))


def different_values(values, before) -> dict:
    """Return those of `values` that differ from what stood."""
    return {name: value for name, value in values.items() if value != before.get(name)}


def proposal_fingerprint(kind, household, member, values) -> str:
    """Return what is the same for the same proposal, and tells nothing without the key."""
    about = [kind, household and household.pk, member and member.pk, values]
    return keyed_hash(json.dumps(about, sort_keys=True, ensure_ascii=False))
