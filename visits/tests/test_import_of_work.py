"""A file of the labour office and a visit speak of the same work: the later of the two holds, on one day the visit.
Lan visited on 10 June 2026; today is 15 June."""

import datetime as dt

import pytest
import time_machine

from households.models import WorkSpell
from households.tests.files import complaints, folder, save
from povwatch.tests.factories import household
from visits import actions

from .told import visit

VISITED = dt.date(2026, 6, 10)
EARLIER, LATER = VISITED - dt.timedelta(1), VISITED + dt.timedelta(1)


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel("2026-06-15T10:00+08:00", tick=False):
        yield


@pytest.fixture
def chen(heyi):
    return household(heyi, people=1, number="H1").members.get()


@pytest.fixture
def send(tmp_path, county, chen):
    """send(told_on=day, …) saves a file with one row of Chen's work."""

    def of(told_on, **cells):
        row = {"household": "H1", "member": chen.name, "started_on": "2026-03-01", "place": "county", **cells}
        return save(folder(tmp_path / "work", work=[row]), county, told_on=told_on)

    return of


def told_working(chen, by, wage="2000"):
    """Lan heard that Chen works in the county since March, and for how much."""
    work = f"m{chen.pk}-work"
    said = {work: "working", f"{work}_since": "2026-03-01", f"{work}_place": "county", f"{work}_wage": wage}
    return visit(chen.household, by, said, made_at=dt.datetime(2026, 6, 10, 10, tzinfo=dt.UTC))


def told_idle(chen, by, seen):
    work = f"m{chen.pk}-work"
    said = {work: "idle", f"{work}_since": "2026-06-01"}
    return visit(chen.household, by, said, seen=seen, made_at=dt.datetime(2026, 6, 10, 10, tzinfo=dt.UTC))


def account():
    """Return the employment account: (until, place, wage, employer)."""
    return list(WorkSpell.objects.values_list("ended_on", "place", "monthly_wage", "employer"))


@pytest.mark.parametrize(("told_on", "holds"), [(EARLIER, True), (VISITED, True), (LATER, False), (None, False)])
def test_a_file_of_before_shortens_nothing_that_a_visit_said(send, chen, lan, told_on, holds):
    told_working(chen, lan)
    batch = send(told_on, ended_on="2026-05-31", monthly_wage="1500", place="outside", employer="Star Shoes")
    assert batch.state == "saved"
    assert complaints(batch, errors=False) == [("work", 2, "started_on", "visit_told_work")] * holds
    kept, sent = (None, "county", 2000, "Star Shoes"), (dt.date(2026, 5, 31), "outside", 1500, "Star Shoes")
    assert account() == [kept if holds else sent], "what the visit did not speak of comes from the file"


def test_what_a_file_says_as_the_visit_does_needs_no_warning(send, chen, lan):
    told_working(chen, lan)
    batch = send(EARLIER, monthly_wage="2000", employer="Star Shoes")
    assert (batch.state, complaints(batch, errors=False)) == ("saved", [])


def test_a_wage_that_the_visit_did_not_ask_comes_from_the_file(send, chen, lan):
    told_working(chen, lan, wage="")
    send(EARLIER, monthly_wage="1500")
    assert account() == [(None, "county", 1500, "")]


def test_earlier_work_is_not_what_the_visit_spoke_of(send, chen, lan):
    chen.work_spells.create(
        started_on=dt.date(2025, 1, 1), ended_on=dt.date(2025, 6, 30), place="county", channel="own"
    )
    told_working(chen, lan)
    batch = send(EARLIER, started_on="2025-01-01", ended_on="2025-12-31")
    assert (batch.state, complaints(batch, errors=False)) == ("saved", [])
    assert chen.work_spells.get(started_on=dt.date(2025, 1, 1)).ended_on == dt.date(2025, 12, 31)


@pytest.mark.parametrize(("told_on", "refused"), [(EARLIER, True), (VISITED, True), (LATER, False)])
def test_a_file_of_before_gives_nobody_work_whom_a_visit_found_without(send, chen, lan, told_on, refused):
    chen.work_spells.create(started_on=dt.date(2025, 1, 1), place="county", channel="own")
    work = f"m{chen.pk}-work"
    told_idle(chen, lan, {work: "working", f"{work}_place": "county"})
    assert account() == [(dt.date(2026, 6, 1), "county", None, "")]
    batch = send(told_on, started_on="2026-06-02")
    assert complaints(batch) == [("work", 2, "ended on", "visit_found_no_work")] * refused
    assert WorkSpell.objects.count() == 2 - refused


def test_work_that_was_over_before_the_visit_is_taken(send, chen, lan):
    chen.work_spells.create(started_on=dt.date(2025, 1, 1), place="county", channel="own")
    work = f"m{chen.pk}-work"
    told_idle(chen, lan, {work: "working", f"{work}_place": "county"})
    assert send(EARLIER, started_on="2024-01-01", ended_on="2024-12-31").state == "saved"


def test_a_voided_visit_holds_against_nothing(send, chen, lan, zhao):
    made = told_working(chen, lan)
    actions.take_visit_step(made, "void", by=zhao, reason="Wrong family")
    batch = send(EARLIER, ended_on="2026-05-31")
    assert (batch.state, complaints(batch, errors=False)) == ("saved", [])
