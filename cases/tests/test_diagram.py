"""docs/cases.md agrees with the code: its pictures are drawn from the tables, and every state can be reached."""

import pytest
from django.conf import settings

from cases.case.workflow import CASE_WORKFLOW, MEASURE_WORKFLOW
from cases.choices import CaseState, MeasureState
from core.workflow import state_diagram
from policy.keys import PARAMETER_KEYS


def page():
    return (settings.BASE_DIR / "docs" / "cases.md").read_text()


@pytest.mark.parametrize(
    ("marker", "table"), [("steps of a case", CASE_WORKFLOW), ("steps of a measure", MEASURE_WORKFLOW)]
)
def test_the_picture_is_that_of_the_table(marker, table):
    between = page().split(f"<!-- {marker}: drawn from cases/case/workflow.py -->\n")[1].split("\n<!-- end -->")[0]
    drawn = f"```mermaid\n{state_diagram(table.steps)}\n```"
    assert between == drawn, f"Paste into docs/cases.md:\n{drawn}"


@pytest.mark.parametrize(
    ("table", "start", "states"),
    [(CASE_WORKFLOW, CaseState.CANDIDATE, CaseState), (MEASURE_WORKFLOW, MeasureState.PLANNED, MeasureState)],
)
def test_every_state_can_be_reached_and_every_step_begins_where_somebody_comes(table, start, states):
    assert table.reachable(start) == set(states)
    assert {source for step in table.steps for source in step.sources} <= table.reachable(start)


def test_only_refused_ended_and_cancelled_are_the_end():
    def last(table, states):
        return {state for state in states if not table.from_state(state)}

    assert last(CASE_WORKFLOW, CaseState) == {CaseState.REFUSED, CaseState.ENDED}
    assert last(MEASURE_WORKFLOW, MeasureState) == {MeasureState.ENDED, MeasureState.CANCELLED}


def test_every_step_and_every_parameter_of_a_case_is_told():
    untold = [name for name in CASE_WORKFLOW.by_name if name not in page()]
    assert untold == [], f"Tell of them in the table of steps of docs/cases.md: {untold}"
    named = ["notice_days", "decision_days", "plan_days", "first_measure_days", "judgement_months", "clear_months"]
    assert all(f"`{key}`" in page() and key in PARAMETER_KEYS for key in named)
