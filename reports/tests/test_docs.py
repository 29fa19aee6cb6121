"""docs/indicators.md tells every number there is, and no other."""

import re
from collections import Counter

from django.conf import settings

from reports.indicators import numbers

DOCUMENT = (settings.BASE_DIR / "docs" / "indicators.md").read_text()
GROUPS = ("month", "open", "alerts", "assistance", "decisions")


def codes():
    """The codes of the indicators: those of a group with it before them."""
    told = numbers(Counter())
    nested = {f"{group}.{code}" for group in GROUPS for code in told[group]}
    return nested | set(told) - set(GROUPS) | {"risks", "trend"}


def test_every_indicator_is_documented():
    first_cells = [line.split("|")[1] for line in DOCUMENT.splitlines() if line.startswith("| `")]
    assert set(re.findall(r"`([a-z_.]+)`", " ".join(first_cells))) == codes()
