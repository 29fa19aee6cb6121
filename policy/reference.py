"""The values that a new county starts with, from data/parameters.toml: the country's, or its province's where known."""

import datetime as dt
import tomllib
from pathlib import Path

from django.db.models import Min
from django.utils.translation import gettext, gettext_noop

from .models import Parameter

DEFAULTS_FILE = Path(__file__).parent / "data" / "parameters.toml"

# The documents that the shipped values cite, to translate them; a county's own stay as the county wrote them.
SHIPPED_DOCUMENTS = {
    gettext_noop("povwatch default"),
    gettext_noop("povwatch default, to be replaced by the province's notice"),
    gettext_noop("National reference line 2020"),
    gettext_noop("National reference line 2021"),
    gettext_noop("Hubei province, monitoring line 2023"),
    gettext_noop("Henan province, monitoring line 2023"),
    gettext_noop("Henan province, monitoring line 2024"),
    gettext_noop("Guizhou province, monitoring line 2023"),
    gettext_noop("Yunnan province, monitoring line 2025"),
}


def document_in_words(document: str) -> str:
    """Return a document as it is cited: povwatch's own in the reader's language, a county's as the county wrote it."""
    return gettext(document) if document in SHIPPED_DOCUMENTS else document


def default_parameters() -> list[tuple[str, dict]]:
    """Return (key, {valid_from, value, document, and the province it is for}) of every shipped value."""
    return [(key, row) for key, rows in tomllib.loads(DEFAULTS_FILE.read_text()).items() for row in rows]


def starting_values(county) -> list[tuple[str, dict]]:
    """Return (key, {valid_from, value, document}) of the values `county` starts with: the country's, but of one key and
    day the province's where that is known."""
    found: dict = {}
    for key, row in default_parameters():
        province = row.pop("province", "")
        if county.code.startswith(province) and (province or (key, row["valid_from"]) not in found):
            found[key, row["valid_from"]] = row
    return [(key, row) for (key, _day), row in found.items()]


def load_parameters(county) -> int:
    """Give `county` its starting values, of each key those that begin before the first value it has of that key: they
    hold until its own. Returns how many rows were added; nothing that is there is changed."""
    begun = dict(Parameter.objects.filter(area=county).order_by("key").values_list("key").annotate(Min("valid_from")))
    rows = [
        Parameter(key=key, area=county, **row)
        for key, row in starting_values(county)
        if row["valid_from"] < begun.get(key, dt.date.max)
    ]
    return len(Parameter.objects.bulk_create(rows))
