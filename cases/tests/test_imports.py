"""The sheet of cases: episodes with their lines, their states, and the steps that follow from them."""

import datetime as dt
from decimal import Decimal

import pytest

from cases.case import actions as case_actions
from cases.models import Case, CaseTransition
from core.dates import today
from households.models import Household
from households.tests.files import check, complaints, counts, folder, numbers, save
from policy.models import Parameter
from povwatch.tests import factories

CASE = {"household": "H1", "case_type": "unstable", "risks": "01;7", "identified_on": "2023-05-01"}
CLEARED = {**CASE, "cleared_on": "2024-06-30"}


@pytest.fixture
def home(heyi):
    return factories.household(heyi, number="H1")


def steps(case):
    return list(case.transitions.values_list("step", "target", "effective_on"))


def test_a_case_gets_the_line_of_its_day_and_its_first_step(tmp_path, county, heyi, home, qin):
    save(folder(tmp_path, cases=[CASE]), county, qin)
    case = Case.objects.get()
    assert (case.episode_no, case.state, case.risks, case.line_at_identification) == (1, "active", ["01", "07"], 7600)
    assert steps(case) == [("identify", "active", dt.date(2023, 5, 1))]
    assert (case.transitions.get().village, case.transitions.get().by) == (heyi, qin)


def test_clearing_adds_a_step_to_the_same_episode(tmp_path, county, home):
    save(folder(tmp_path, cases=[CASE]), county)
    batch = save(folder(tmp_path, cases=[CLEARED]), county)
    case = Case.objects.get()
    assert numbers(batch, "cases") == (0, 1, 0, 0)
    assert (case.state, case.clear_method, case.line_at_clearing) == ("cleared", "assistance", 8300)
    assert steps(case)[1:] == [("clear", "cleared", dt.date(2024, 6, 30))]
    again = save(folder(tmp_path, cases=[CLEARED]), county)
    assert numbers(again, "cases") == (0, 0, 1, 0) and CaseTransition.objects.count() == 2


def test_a_later_episode_is_marked_again(tmp_path, county, home):
    later = {**CASE, "identified_on": "2025-02-01", "line_at_identification": "9000"}
    save(folder(tmp_path, cases=[later, CLEARED]), county)
    first, second = Case.objects.order_by("episode_no")
    assert (first.state, second.state, second.line_at_identification) == ("cleared", "active", 9000)
    assert steps(second) == [("remark", "active", dt.date(2025, 2, 1))]


def test_an_ended_case(tmp_path, county, home):
    save(folder(tmp_path, cases=[{**CLEARED, "ended_on": "2025-01-01"}]), county)
    assert [step for step, *_rest in steps(Case.objects.get())] == ["identify", "clear", "end"]


def test_saying_nothing_of_the_state_changes_nothing(tmp_path, county, home):
    save(folder(tmp_path, cases=[CLEARED]), county)
    batch = save(folder(tmp_path, cases=[CASE]), county)
    assert numbers(batch, "cases") == (0, 0, 1, 0) and Case.objects.get().state == "cleared"


def test_a_case_in_clearing_stays_there(tmp_path, county, home):
    factories.case(home, identified_on=dt.date(2023, 5, 1), line=Decimal(7600), risks=["01", "07"])
    factories.stand(Case.objects.all(), "clearing")
    assert numbers(save(folder(tmp_path, cases=[{**CASE, "state": "active"}]), county), "cases") == (0, 0, 1, 0)
    assert Case.objects.get().state == "clearing"


BAD = [
    ("no day of identification", {"identified_on": ""}, "case_undated"),
    ("no type", {"case_type": ""}, "type_needed"),
    ("no risk", {"risks": ""}, "risks_needed"),
    ("six risks", {"risks": "01;02;03;04;05;06"}, "too_many_risks"),
    ("a risk nobody knows", {"risks": "08"}, "unknown_choice"),
    ("cleared without a day", {"state": "cleared"}, "clearing_undated"),
    ("a day of clearing, yet active", {"state": "active", "cleared_on": "2024-01-01"}, "clearing_unstated"),
    ("ended without a day", {"state": "ended"}, "ending_undated"),
    ("cleared before it began", {"cleared_on": "2022-01-01"}, "cleared_before"),
    ("a line nobody has enacted", {"identified_on": "2012-01-01"}, "no_line"),
    ("a household nobody knows", {"household": "H9"}, "unknown_household"),
]


@pytest.mark.parametrize(("cells", "code"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_a_bad_case_is_named(cells, code, tmp_path, county, home):
    assert [found for *_where, found in complaints(check(folder(tmp_path, cases=[{**CASE, **cells}]), county))] == [
        code
    ]


def test_a_file_cannot_take_a_clearing_back(tmp_path, county, home):
    save(folder(tmp_path, cases=[CLEARED]), county)
    batch = check(folder(tmp_path, cases=[{**CASE, "state": "active"}]), county)
    assert complaints(batch) == [("cases", 2, "state", "case_went_back")] or complaints(batch)[0][3] == "case_went_back"


def rolled_back(zhao, li):
    case = Case.objects.get()
    case_actions.take_case_step(case, "propose_rollback", by=zhao, reason="The job is gone")
    case_actions.take_case_step(case, "roll_back", by=li, reason="Below the line again")


def test_an_old_file_does_not_undo_a_rollback(tmp_path, county, home, zhao, li):
    save(folder(tmp_path, cases=[CLEARED]), county)
    rolled_back(zhao, li)
    before = steps(Case.objects.get())
    batch = save(folder(tmp_path, cases=[CLEARED]), county, good_rows=True)
    assert complaints(batch) == [("cases", 2, "cleared_on", "case_went_back")]
    assert Case.objects.get().state == "active" and steps(Case.objects.get()) == before


def test_nor_one_of_the_same_day(tmp_path, county, home, zhao, li):
    same_day = {**CASE, "cleared_on": f"{today()}"}
    save(folder(tmp_path, cases=[same_day]), county)
    rolled_back(zhao, li)
    batch = check(folder(tmp_path, cases=[same_day]), county)
    assert complaints(batch) == [("cases", 2, "cleared_on", "case_went_back")]


def test_an_end_from_before_the_latest_step_is_refused(tmp_path, county, home, zhao, li):
    save(folder(tmp_path, cases=[CLEARED]), county)
    rolled_back(zhao, li)
    batch = check(folder(tmp_path, cases=[{**CASE, "ended_on": "2025-01-01"}]), county)
    assert complaints(batch) == [("cases", 2, "ended_on", "case_went_back")]


def test_a_clearing_of_another_day_does_not_replace_the_one_on_file(tmp_path, county, home):
    save(folder(tmp_path, cases=[CLEARED]), county)
    batch = check(folder(tmp_path, cases=[{**CLEARED, "cleared_on": "2024-03-31"}]), county)
    assert complaints(batch) == [("cases", 2, "cleared_on", "case_went_back")]


def test_what_ended_may_be_said_again(tmp_path, county, home):
    ended = {**CLEARED, "ended_on": "2025-01-01"}
    save(folder(tmp_path, cases=[ended]), county)
    batch = save(folder(tmp_path, cases=[ended]), county)
    assert (complaints(batch), numbers(batch, "cases")) == ([], (0, 0, 1, 0))
    assert CaseTransition.objects.count() == 3


def test_two_open_episodes_are_refused(tmp_path, county, home):
    both = [CASE, {**CASE, "identified_on": "2024-05-01"}]
    batch = check(folder(tmp_path, cases=both), county)
    assert [(row, code) for _sheet, row, _column, code in complaints(batch)] == [
        (2, "another_open"),
        (3, "another_open"),
    ]
    save(folder(tmp_path, cases=[CASE]), county)
    batch = check(folder(tmp_path, cases=both[1:]), county)
    assert complaints(batch) == [("cases", 2, "identified_on", "another_open")]


def test_a_bad_case_holds_back_its_household(tmp_path, county, heyi):
    homes = [{"number": number, "village": "Heyi Village"} for number in ("H1", "H2")]
    save(folder(tmp_path, households=homes, cases=[{**CASE, "risks": "x"}]), county, good_rows=True)
    assert Household.objects.get().number == "H2"


def test_a_case_moves_with_its_household(tmp_path, county, heyi, shuikou, home):
    save(folder(tmp_path / "a", cases=[CASE]), county)
    batch = save(folder(tmp_path / "b", households=[{"number": "H1", "village": shuikou.code}]), county)
    case = Case.objects.get()
    assert counts(batch, "households")["fields"] == {"village": 1}
    assert (case.transitions.last().step, case.transitions.last().village, case.state) == ("move", shuikou, "active")


def test_without_any_line_the_file_may_bring_it(tmp_path, county, home, neighbour):
    assert not Parameter.objects.filter(key="line", valid_from__lte=dt.date(2012, 1, 1)).exists()
    save(folder(tmp_path, cases=[{**CASE, "identified_on": "2012-01-01", "line_at_identification": "2300"}]), county)
    assert Case.objects.get().line_at_identification == 2300
