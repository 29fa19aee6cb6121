"""Every step of a table of steps has its words: a step without them would be taken and then answer with an error."""

import pytest

from alerts.alert.page import STEP_DONE_LABELS
from alerts.alert.workflow import ALERT_WORKFLOW
from cases.case.workflow import CASE_WORKFLOW
from cases.choices import CaseStep
from households.changes.views import CHANGE_STEP_DONE
from households.changes.workflow import CHANGE_WORKFLOW
from households.requests.workflow import REQUEST_STEP_DONE, REQUEST_WORKFLOW
from reports.month.actions import REPORT_WORKFLOW
from reports.month.words import REPORT_STEP_DONE
from visits.pages.visit_page import VISIT_STEP_DONE, VISIT_STEP_LABELS, VISIT_STEP_QUESTIONS
from visits.workflow import VISIT_WORKFLOW

# An accepted visit is asked no question before the step.
ASKED_NOTHING = {"accept"}
WORDS = {
    "STEP_DONE_LABELS in alerts/alert/page.py": (ALERT_WORKFLOW, STEP_DONE_LABELS, set()),
    "VISIT_STEP_DONE in visits/pages/visit_page.py": (VISIT_WORKFLOW, VISIT_STEP_DONE, set()),
    "VISIT_STEP_LABELS in visits/pages/visit_page.py": (VISIT_WORKFLOW, VISIT_STEP_LABELS, set()),
    "VISIT_STEP_QUESTIONS in visits/pages/visit_page.py": (VISIT_WORKFLOW, VISIT_STEP_QUESTIONS, ASKED_NOTHING),
    "CHANGE_STEP_DONE in households/changes/views.py": (CHANGE_WORKFLOW, CHANGE_STEP_DONE, set()),
    "REQUEST_STEP_DONE in households/requests/workflow.py": (REQUEST_WORKFLOW, REQUEST_STEP_DONE, set()),
    "CaseStep in cases/choices.py": (CASE_WORKFLOW, CaseStep.values, set()),
    "REPORT_STEP_DONE in reports/month/words.py": (REPORT_WORKFLOW, REPORT_STEP_DONE, set()),
}


@pytest.mark.parametrize("where", WORDS)
def test_every_step_has_its_words(where):
    table, words, needless = WORDS[where]
    missing = set(table.by_name) - set(words) - needless
    assert not missing, f"Add {sorted(missing)} to {where}."
