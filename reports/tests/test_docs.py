"""docs/indicators.md tells every number there is, and no other; docs/reports.md tells how a month travels, and its
sheets."""

import re
from collections import Counter

from django.conf import settings

from core.workflow import diagram
from reports.counting import COUNTINGS
from reports.indicators.figures import numbers
from reports.models import ReportState
from reports.month.actions import REPORT
from reports.sheets import SHEETS

DOCUMENT = (settings.BASE_DIR / "docs" / "indicators.md").read_text()
REPORTS = (settings.BASE_DIR / "docs" / "reports.md").read_text()
GROUPS = ("month", "open", "alerts", "assistance", "decisions")


def codes():
    """The codes of the indicators: those of a group with it before them."""
    told = numbers(Counter())
    nested = {f"{group}.{code}" for group in GROUPS for code in told[group]}
    return nested | set(told) - set(GROUPS) | {"risks", "trend"}


def test_every_indicator_is_documented():
    first_cells = [line.split("|")[1] for line in DOCUMENT.splitlines() if line.startswith("| `")]
    assert set(re.findall(r"`([a-z_.]+)`", " ".join(first_cells))) == codes()


def test_the_picture_of_a_month_is_that_of_its_steps_and_every_state_can_be_reached():
    between = REPORTS.split("<!-- steps of a month: drawn from reports/month/actions.py -->\n")[1].split(
        "\n<!-- end -->"
    )[0]
    assert between == f"```mermaid\n{diagram(REPORT.steps)}\n```"
    assert REPORT.reachable(ReportState.DRAFT) == set(ReportState)


def test_every_sheet_and_every_file_of_countings_is_told():
    told = re.findall(r"T\d+", REPORTS)
    assert set(SHEETS) <= set(told)
    files = {counting.rows.__module__.rpartition(".")[2] for counting in COUNTINGS.values()}
    assert all(f"`counting/{name}.py`" in REPORTS for name in files)
