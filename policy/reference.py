"""The parameters a new county starts with, from data/parameters.toml."""

import tomllib
from pathlib import Path

from .models import Parameter

DEFAULTS = Path(__file__).parent / "data" / "parameters.toml"


def defaults() -> list[tuple[str, dict]]:
    """(key, {valid_from, value, document}) as shipped."""
    return [(key, row) for key, rows in tomllib.loads(DEFAULTS.read_text()).items() for row in rows]


def load_parameters(county) -> int:
    """Give `county` every shipped value of a key it has none of yet; returns how many rows were added."""
    known = set(Parameter.objects.filter(area=county).values_list("key", flat=True))
    rows = [Parameter(key=key, area=county, **row) for key, row in defaults() if key not in known]
    return len(Parameter.objects.bulk_create(rows))
