"""A registry file decides nothing by itself: before the county's first own decision it is the first load, afterwards a
county leader confirms the list of the cases it would decide."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import AccessEvent
from accounts.waiting.counts import count_waiting
from cases.case import actions as case_actions
from cases.models import Case, CaseTransition, Takeover
from cases.takeover.actions import take_takeover_step
from core.workflow import ActionRefused
from households.imports import actions as import_actions
from households.tests.files import check, folder, numbers, save
from povwatch.tests import factories

CASE = {"household": "H1", "case_type": "unstable", "risks": "01;7", "identified_on": "2023-05-01"}
CLEARED = {**CASE, "cleared_on": "2024-06-30"}


@pytest.fixture
def home(heyi):
    return factories.household(heyi, number="H1")


@pytest.fixture
def decided(heyi):
    """This county has put a household under monitoring itself."""
    return factories.case(factories.household(heyi))


def codes(batch):
    return [remark["code"] for remark in batch.remarks]


def confirmed(batch, li):
    return take_takeover_step(Takeover.objects.get(batch=batch), "confirm", by=li)


def test_the_first_load_is_taken_over_and_says_so(tmp_path, county, home, qin, client_of):
    batch = save(folder(tmp_path, cases=[CLEARED]), county, qin)
    takeover = Takeover.objects.get()
    assert (takeover.state, takeover.batch, takeover.asked_by, bool(takeover.taken_at)) == (
        "first_load", batch, qin, True,
    )  # fmt: skip
    case = Case.objects.get()
    assert {step.taken_over for step in case.transitions.all()} == {takeover}
    page = client_of(qin).get(case.get_absolute_url()).content.decode()
    assert "with the first load of the county" in page and batch.file_name in page
    assert AccessEvent.objects.filter(action="takeover_load", user=qin).exists()


ONE_LINE = [
    ("a new case", CASE, None),
    ("a new case, cleared at once", CLEARED, None),
    ("a clearing without its six months", {**CASE, "cleared_on": "2026-06-14"}, "active"),
    ("an end", {**CASE, "ended_on": "2026-06-14"}, "active"),
    ("an earlier identification", {"household": "H1", "episode": "1", "identified_on": "2020-01-01"}, "active"),
]


@pytest.mark.parametrize(("cells", "stands"), [row[1:] for row in ONE_LINE], ids=[row[0] for row in ONE_LINE])
def test_after_its_first_own_decision_a_file_decides_nothing(cells, stands, tmp_path, county, home, decided, qin):
    if stands:
        factories.case(home, identified_on=dt.date(2023, 5, 1), risks=["01", "07"])
    before = list(Case.objects.order_by("pk").values()), CaseTransition.objects.count()
    batch = save(folder(tmp_path, cases=[cells]), county, qin)
    assert (batch.state, codes(batch)) == ("checked", ["cases_to_confirm"])
    assert (list(Case.objects.order_by("pk").values()), CaseTransition.objects.count()) == before
    assert Takeover.objects.get().cases.get().number == "H1"


def test_what_changes_no_case_waits_for_nobody(tmp_path, county, home, decided, shuikou):
    factories.case(home, identified_on=dt.date(2023, 5, 1), risks=["01", "07"])
    moved = folder(tmp_path, households=[{"number": "H1", "village": shuikou.code}], cases=[CASE])
    assert save(moved, county).state == "saved" and not Takeover.objects.exists()


def test_a_leader_sees_each_case_and_confirms_the_list(tmp_path, county, home, decided, qin, li, client_of):
    path = folder(tmp_path, cases=[CLEARED])
    batch = check(path, county, qin)
    takeover = Takeover.objects.get()
    assert count_waiting(li)["cases-takeover"].number == 1 and "cases-takeover" not in count_waiting(qin)
    assert not import_actions.request_import_save(batch=batch, by=qin, good_rows=False, settled=batch.remarks_in_words)
    page = client_of(li).get(takeover.get_absolute_url()).content.decode()
    assert home.number in page and "2023-05-01" in page and "Confirm the whole list" in page
    client_of(li).post(reverse("cases:takeover-step", args=[takeover.pk, "confirm"]), {"seen": "waiting"})
    batch.refresh_from_db()
    assert (codes(batch), batch.awaited) == (["cases_confirmed"], [])
    assert save(path, county, qin).state == "saved"
    case = Case.objects.get(household=home)
    assert (case.state, {step.taken_over for step in case.transitions.all()}) == ("cleared", {takeover})
    page = client_of(qin).get(case.get_absolute_url()).content.decode()
    assert "confirmed by Li on" in page and "cases-takeover" not in count_waiting(li)


def test_what_was_confirmed_holds_for_this_list_alone_and_once(tmp_path, county, home, decided, qin, li):
    confirmed(check(folder(tmp_path / "a", cases=[CASE]), county, qin), li)
    assert save(folder(tmp_path / "b", cases=[CLEARED]), county, qin).state == "checked"
    assert save(folder(tmp_path / "c", cases=[CASE]), county, qin).state == "saved"
    case = Case.objects.get(household=home)
    case_actions.take_case_step(case, "end", by=li, reason="Moved away", end_reason="moved")
    again = save(folder(tmp_path / "d", cases=[{**CASE, "episode": "2"}]), county, qin)
    assert (again.state, codes(again)) == ("checked", ["cases_to_confirm"])


def test_refused_cases_stay_out_and_the_rest_is_saved(tmp_path, county, heyi, home, decided, qin, li):
    path = folder(tmp_path, households=[{"number": "H7", "village": "Heyi Village"}], cases=[CASE])
    batch = check(path, county, qin)
    with pytest.raises(ActionRefused, match="give a reason"):
        take_takeover_step(Takeover.objects.get(), "refuse", by=li)
    take_takeover_step(Takeover.objects.get(), "refuse", by=li, reason="Never reviewed")
    batch.refresh_from_db()
    assert codes(batch) == ["cases_refused"]
    batch = save(path, county, qin)
    assert (batch.state, numbers(batch, "households")[0]) == ("saved", 1)
    assert not Case.objects.filter(household=home).exists() and Takeover.objects.get().taken_at is None


def test_nobody_confirms_the_list_that_they_sent(tmp_path, county, home, decided, li, qin):
    check(folder(tmp_path, cases=[CASE]), county, li)
    with pytest.raises(ActionRefused, match="sent this file yourself"):
        take_takeover_step(Takeover.objects.get(), "confirm", by=li)
    with pytest.raises(PermissionDenied):
        take_takeover_step(Takeover.objects.get(), "confirm", by=qin)
    assert "cases-takeover" not in count_waiting(li)
    with pytest.raises(IntegrityError, match="a_list_is_confirmed_by_another"), transaction.atomic():
        Takeover.objects.update(state="confirmed", decided_by=li)


def test_the_terminal_is_no_door_either(tmp_path, county, home, decided, li):
    path = folder(tmp_path, cases=[CASE])
    with pytest.raises(CommandError, match="a county leader must confirm"):
        call_command("import_registry", path, county=county.code, settled=True)
    assert not Case.objects.filter(household=home).exists()
    take_takeover_step(Takeover.objects.get(), "confirm", by=li)
    call_command("import_registry", path, county=county.code, settled=True)
    assert Case.objects.filter(household=home, state="active").exists()


def test_the_database_takes_nothing_over_that_nobody_confirmed(tmp_path, county, home, decided, qin):
    check(folder(tmp_path, cases=[CASE]), county, qin)
    with pytest.raises(IntegrityError, match="a_taken_over_case_was_confirmed"), transaction.atomic():
        decided.transitions.create(
            step="end", source="active", target="ended", effective_on=factories.DAY, taken_over=Takeover.objects.get(),
            village=home.village,
        )  # fmt: skip


@pytest.mark.parametrize(("who", "status"), [("mo", 404), ("lan", 403), ("zhao", 403), ("tan", 403), ("su", 200)])
def test_who_sees_the_list(who, status, tmp_path, county, home, decided, qin, request, client_of):
    check(folder(tmp_path, cases=[CASE]), county, qin)
    page = client_of(request.getfixturevalue(who)).get(Takeover.objects.get().get_absolute_url())
    assert page.status_code == status
