"""No way around the procedure: what has a table of steps moves by its steps, and every other place that writes a state
or a step is named here with its reason. A new one is red until somebody has thought about it."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from cases.tests.test_assistance import planned
from core.step_rows import stepped_models
from core.workflow import Transition
from povwatch.tests import factories

ROOT = Path(settings.BASE_DIR)
APPS = ("accounts", "alerts", "cases", "core", "departments", "households", "policy", "reports", "visits", "work")

# Things with a state and no table of steps: nobody decides about a household by them.
WITHOUT_STEPS = {
    "core.Job": "work of the machine", "alerts.RiskRun": "work of the machine",
    "reports.ReportOrder": "work of the machine",
    "households.ImportBatch": "a file on its way; what it decides about cases is a list with steps",
    "departments.FeedBatch": "a file on its way", "reports.Export": "a file on its way",
    "departments.Inquiry": "a question: open, then closed once, with what was found in the case",
    "households.UnknownPerson": "somebody told of: entered by a registry change, which has steps",
    "households.Household": "follows from a confirmed registry change, or from the registry file",
    "cases.TakenOverCase": "what a file says of a case; it is never changed",
    "reports.MeasureEffect": "follows from incomes and months, counted by the worker",
    "work.AccountEntry": "follows from dated records, every night",
}  # fmt: skip
# Who writes steps, and states, besides core/workflow.py.
DOORS = {
    "alerts/alert/actions.py": "the first step of an alert: opened",
    "alerts/engine/gather.py": "alerts are opened, and closed when their cause is gone before anybody accepted them",
    "alerts/engine/run.py": "runs of the night, which have no steps",
    "cases/assessment/clearing.py": "a note in the log of a case: the state stays",
    "cases/imports.py": "cases taken over: the county's first load, or a list that a leader confirmed",
    "cases/takeover/actions.py": "the first step of a list of cases: sent",
    "cases/procedure/actions.py": "notes in the log of a case: the state stays",
    "cases/procedure/announce.py": "a note in the log of a case: the state stays",
    "cases/case/actions.py": "the first step of a case: proposed",
    "cases/assistance/actions.py": "the first step of a measure: planned",
    "work/cash_grants/actions.py": "the first step of a claim: applied for",
    "accounts/people/links.py": "the first step of a sign-in link: asked or begun",
    "accounts/people/proposals.py": "the first step of a proposed grant",
    "accounts/people/merged.py": "the first step of a proposed grant, after a merger",
    "households/changes/actions.py": "the first step of a registry change: proposed",
    "households/imports/write/proposals.py": "registry changes proposed by a file, or withdrawn when it agrees",
    "households/imports/expiry.py": "imports, which have no steps", "households/models/imports.py": "the same",
    "departments/batches/expiry.py": "batches, which have no steps", "departments/models/batches.py": "the same",
    "reports/models/exports.py": "exports, which have no steps",
    "departments/inquiries/actions.py": "inquiries, which have no steps",
    "households/requests/actions.py": "the first step of a request about one's own data: received",
    "households/unknown/actions.py": "people told of, who have no steps", "departments/batches/again.py": "the same",
    "core/jobs/work.py": "jobs, which have no steps", "core/jobs/actions.py": "the same",
    "core/jobs/sweep.py": "the same",
}  # fmt: skip
IN_SQL = re.compile(
    r"UPDATE\s[^;]*?\sSET\s(?:(?!\b(?:WHERE|FROM)\b)[^;])*?\bstate = |INSERT INTO [^;]*?(transition|TRANSITIONS)", re.I
)


def source_files():
    found = (path for app in APPS for path in (ROOT / app).rglob("*.py"))
    return [path for path in found if not {"tests", "migrations"} & set(path.parts)]


def writes_states(path) -> bool:
    """Whether a file writes a state or a step by itself."""
    text = path.read_text()
    sheets = rf"write_sheet\(self, ({'|'.join(names(stepped_models()))})\)"
    if IN_SQL.search(text) or re.search(sheets, text):
        return True
    return any(is_door(node) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))


def names(models):
    return [model.__name__ for model in models]


def is_door(call) -> bool:
    """Whether a call updates a state, saves one, or writes a step."""
    told = ast.unparse(call.func)
    if told.endswith(".update") and any(one.arg == "state" for one in call.keywords):
        return True
    makes = told.endswith((".create", ".bulk_create", ".copy_rows"))
    of_steps = "transitions." in told or any(told.startswith(name + ".") for name in names(step_models()))
    return makes and of_steps or told.endswith("_STEPS.log")


def step_models():
    return [model for model in apps.get_models() if issubclass(model, Transition)]


def test_every_place_that_writes_a_state_or_a_step_is_named():
    found = {f"{path.relative_to(ROOT)}" for path in source_files() if writes_states(path)} - {"core/workflow.py"}
    assert found == set(DOORS), "a new door: take the step of its table, or name it with its reason"


NEW_DOORS = """Case.objects.update(state="cleared")
alert.transitions.create(step="close")
CASE_STEPS.log(case, "x", "")
CaseTransition.objects.bulk_create([])
sql("UPDATE cases_case t SET a = 1, state = 'active'")
sql("INSERT INTO cases_casetransition VALUES (1)")
merge.write_sheet(self, Alert)"""


@pytest.mark.parametrize("line", NEW_DOORS.splitlines())
def test_a_new_door_is_seen(tmp_path, line):
    door = tmp_path / "door.py"
    door.write_text(line)
    assert writes_states(door)


def test_everything_with_a_state_has_steps_or_says_why_not():
    ours = [model for model in apps.get_models() if model._meta.app_label in APPS and not is_history(model)]
    with_state = {model for model in ours if any(one.name == "state" and one.choices for one in model._meta.fields)}
    without = {model._meta.label for model in with_state - set(stepped_models())}
    assert without == set(WITHOUT_STEPS)


def is_history(model) -> bool:
    return any(one.name == "pgh_obj" for one in model._meta.fields)


@pytest.fixture
def one_of_each(db, heyi, lan, wen, zhao, qin, li, county):
    """One of most kinds, each as its own app makes it."""
    from accounts.people.links import ask_for_link
    from accounts.people.proposals import propose_grant
    from alerts.alert.actions import enter_alert
    from core.dates import today
    from households.requests.actions import receive_request
    from reports.month.prepare import open_report
    from visits.models import Visit
    from work.models import CashGrant

    home = factories.household(heyi)
    case = factories.case(home)
    ask_for_link("wen", address="10.0.0.1")
    propose_grant(lan, by=None, role="village_clerk", areas=[heyi], valid_from=today(), reason="Order 1")
    enter_alert(home, by=qin, channel="report", level=1, words="No water")
    planned(case, lan)
    Visit.objects.create(household=home, visited_on=today(), visited_by=lan)
    open_report(county, today().replace(day=1), by=qin)
    receive_request(home, by=qin, kind="copy", who="The head, by ID card")
    grant = CashGrant.objects.create(county=county, name="A", paper="B", valid_from=today(), condition="household")
    grant.claims.create(household=home, year=today().year, applied_on=today())
    return {type(case), *stepped_models()} - {
        apps.get_model("households.RegistryChange"),
        apps.get_model("cases.Takeover"),
    }


def test_no_state_of_any_kind_is_written_by_hand(one_of_each):
    """Each as its state would be written past its table, without the step."""
    open_doors = []
    for model in one_of_each:
        thing = model.objects.first()
        assert thing is not None, f"make one: {model._meta.label}"
        if not is_refused(thing):
            open_doors.append(model._meta.label)
    assert open_doors == []


def is_refused(thing) -> bool:
    others = [state for state in thing._meta.get_field("state").choices if state[0] != thing.state]
    try:
        with transaction.atomic():
            type(thing).objects.filter(pk=thing.pk).update(state=others[0][0])
            connection.check_constraints()
    except IntegrityError:
        return True
    return False
