"""docs/alerts.md agrees with the code."""

from django.conf import settings

from alerts.alert.workflow import ALERT_WORKFLOW
from core.workflow import state_diagram
from policy.keys import PARAMETER_KEYS


def page():
    return (settings.BASE_DIR / "docs" / "alerts.md").read_text()


def test_the_picture_is_that_of_the_table():
    shown, drawn = page().split("```mermaid\n")[1].split("\n```")[0], state_diagram(ALERT_WORKFLOW.steps)
    assert shown == drawn, f"Paste into docs/alerts.md:\n{drawn}"


def test_every_step_and_every_parameter_named_exists():
    untold = [step for step in ALERT_WORKFLOW.by_name if step not in page()]
    assert untold == [], f"Tell of them in the table of steps of docs/alerts.md: {untold}"
    named = [
        "accept_days",
        "verify_days_red",
        "verify_days_amber",
        "answer_days",
        "decision_days",
        "notice_days",
        "working_days",
        "quiet_days",
    ]
    assert all(f"`{key}`" in page() and key in PARAMETER_KEYS for key in named)
