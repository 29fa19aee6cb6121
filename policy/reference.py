"""The parameters that a new county starts with, from data/parameters.toml."""

import tomllib
from pathlib import Path

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
}


def document_in_words(document: str) -> str:
    """Return a document as it is cited: povwatch's own in the reader's language, a county's as the county wrote it."""
    return gettext(document) if document in SHIPPED_DOCUMENTS else document


def default_parameters() -> list[tuple[str, dict]]:
    """Return (key, {valid_from, value, document}) of every shipped value."""
    return [(key, row) for key, rows in tomllib.loads(DEFAULTS_FILE.read_text()).items() for row in rows]


def load_parameters(county) -> int:
    """Give `county` every shipped value of each key for which it has none yet. Returns how many rows were added."""
    known = set(Parameter.objects.filter(area=county).values_list("key", flat=True))
    rows = [Parameter(key=key, area=county, **row) for key, row in default_parameters() if key not in known]
    return len(Parameter.objects.bulk_create(rows))
