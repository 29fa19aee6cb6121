"""docs/alerts.md tells what the code does."""

from django.conf import settings

from alerts.alert.workflow import ALERT
from core.workflow import diagram
from policy.keys import KEYS


def page():
    return (settings.BASE_DIR / "docs" / "alerts.md").read_text()


def test_the_picture_is_that_of_the_table():
    drawn = page().split("```mermaid\n")[1].split("\n```")[0]
    assert drawn == diagram(ALERT.steps)


def test_every_step_and_every_parameter_named_exists():
    assert all(step in page() for step in ALERT.by_name)
    named = ["accept_days", "verify_days_red", "verify_days_amber", "answer_days", "decision_days", "notice_days",
             "working_days", "quiet_days"]  # fmt: skip
    assert all(f"`{key}`" in page() and key in KEYS for key in named)
