"""docs/indicators.md names exactly the indicators there are; docs/reports.md describes how a month is made, and its
sheets."""

import re
from collections import Counter

import pytest
from django.conf import settings

from core.workflow import state_diagram
from reports.counting import COUNTINGS
from reports.indicators.figures import place_indicators
from reports.models import ReportState
from reports.month.actions import REPORT_WORKFLOW
from reports.sheets import REPORT_SHEETS

DOCUMENT = (settings.BASE_DIR / "docs" / "indicators.md").read_text()
REPORTS = (settings.BASE_DIR / "docs" / "reports.md").read_text()
GROUPS = ("month", "open", "alerts", "assistance", "decisions")


def codes():
    """The codes of the indicators: those of a group with it before them."""
    told = place_indicators(Counter())
    nested = {f"{group}.{code}" for group in GROUPS for code in told[group]}
    return nested | set(told) - set(GROUPS) | {"risks", "trend"}


def test_every_indicator_is_documented():
    first_cells = [line.split("|")[1] for line in DOCUMENT.splitlines() if line.startswith("| `")]
    assert set(re.findall(r"`([a-z_.]+)`", " ".join(first_cells))) == codes()


def test_the_picture_of_a_month_is_that_of_its_steps_and_every_state_can_be_reached():
    between = REPORTS.split("<!-- steps of a month: drawn from reports/month/actions.py -->\n")[1].split(
        "\n<!-- end -->"
    )[0]
    drawn = f"```mermaid\n{state_diagram(REPORT_WORKFLOW.steps)}\n```"
    assert between == drawn, f"Paste into docs/reports.md:\n{drawn}"
    assert REPORT_WORKFLOW.reachable(ReportState.DRAFT) == set(ReportState)


def test_every_sheet_and_every_file_of_countings_is_told():
    told = re.findall(r"T\d+", REPORTS)
    assert set(REPORT_SHEETS) <= set(told)
    files = {counting.rows.__module__.rpartition(".")[2] for counting in COUNTINGS.values()}
    assert all(f"`counting/{name}.py`" in REPORTS for name in files)


QUESTIONS = [
    re.split(r" *\| *", line.strip("| "))
    for line in (settings.BASE_DIR / "docs" / "questions.md").read_text().splitlines()
    if re.match(r"\| \d", line)
]


@pytest.mark.parametrize("question", QUESTIONS, ids=[number for number, *_more in QUESTIONS])
def test_an_officials_question_is_answered_by_its_page(question, request, heyi, client_of):
    """The address is that person's, and every filter in it is one of the page."""
    _number, _words, who, _way, _presses, address = question
    answer = client_of(request.getfixturevalue(who.lower())).get(address.strip("`"))
    assert answer.status_code == 200 and "alert-danger" not in answer.content.decode()
    if "?" in address:
        assert "take away" in answer.content.decode()
