"""The sheet `work`: the employment account by import. Chen is on file with work in Wuhan; today is 15 June 2026."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine

from households.choices import Teller
from households.import_messages import ProblemMessage
from households.income.posts import state_post_wages
from households.models import IncomeStatement, Member, WorkSpell
from povwatch.tests import factories

from .files import HEAD, HOME, SPOUSE, check, complaints, errors_of, folder, id_number, numbers, save, workbook

CHEN = {**HEAD, "id_number": id_number()}  # born on 1 January 1970
ROW = {
    "household": "H1",
    "member": "Sample Chen",
    "started_on": "2026-03-01",
    "place": "outside",
    "monthly_wage": "3000",
}
MARCH = dt.date(2026, 3, 1)


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel("2026-06-15T10:00+08:00", tick=False):
        yield


@pytest.fixture
def family(tmp_path, county, heyi):
    save(folder(tmp_path / "family", households=[HOME], members=[CHEN, SPOUSE]), county)


@pytest.fixture
def send(tmp_path, county, family):
    """send({…}, {…}) saves a file with these rows of work."""
    return lambda *rows, **sheets: save(folder(tmp_path / "work", work=rows, **sheets), county)


def work(**fields):
    """The ordinary row, with some cells otherwise."""
    return {**ROW, **fields}


def account(name="Sample Chen"):
    """Return the employment account of a person: (from, until, wage, how found)."""
    spells = WorkSpell.objects.filter(member__name=name).order_by("started_on", "pk")
    return list(spells.values_list("started_on", "ended_on", "monthly_wage", "channel"))


def on_file(**fields):
    fields = {"started_on": MARCH, "place": "outside", "channel": "own", "monthly_wage": 3000, **fields}
    return WorkSpell.objects.create(member=Member.objects.get(name="Sample Chen"), **fields)


# ------------------------------------------------------------------------------------------------ whose work, and which


@pytest.mark.parametrize("who", ["Sample Chen", CHEN["id_number"]])
def test_a_row_becomes_work_of_its_person(send, who):
    batch = send(work(member=who, employer="Star Shoes", industry="Shoes", channel="organised", subsidy="200"))
    assert (batch.state, complaints(batch), complaints(batch, errors=False)) == ("saved", [], [])
    spell = WorkSpell.objects.get()
    assert (spell.member.name, spell.employer, spell.industry) == ("Sample Chen", "Star Shoes", "Shoes")
    assert (spell.place, spell.channel, spell.subsidy) == ("outside", "organised", 200)
    assert account() == [(MARCH, None, 3000, "organised")] and numbers(batch, "work") == (1, 0, 0, 0)


def test_a_new_family_and_its_work_come_in_one_workbook(tmp_path, county, heyi):
    path = workbook(tmp_path / "r.xlsx", households=[HOME], members=[CHEN], work=[{**ROW, "monthly_wage": 3000.5}])
    assert save(path, county).state == "saved"
    assert account() == [(MARCH, None, Decimal("3000.50"), "own")]


def test_a_file_of_any_name_is_known_by_its_columns(tmp_path, county, family):
    save(folder(tmp_path / "one", labour_office=[work()]), county)
    assert account() == [(MARCH, None, 3000, "own")]


@pytest.mark.parametrize("reason", ["died", "moved"])
def test_work_of_somebody_who_died_or_left_is_taken_as_theirs(send, reason):
    gone = {**CHEN, "left_on": "2026-05-01", "left_reason": reason}
    assert send(work(), members=[gone, SPOUSE]).state == "saved"
    assert send(work(started_on="2025-01-01", ended_on="2025-12-31")).state == "saved"
    assert [start for start, *_more in account()] == [dt.date(2025, 1, 1), MARCH]


def test_the_same_file_twice_adds_nothing(send):
    rows = [work(employer="Star Shoes"), work(member="Sample Li"), work(started_on="2025-01-01", ended_on="2026-02-28")]
    send(*rows)
    assert numbers(send(*rows), "work") == (0, 0, 3, 0)
    assert WorkSpell.objects.count() == 3 and not any(one.events.exists() for one in WorkSpell.objects.all())


def test_wage_end_and_channel_are_corrected(send):
    send(work(employer="Star Shoes"))
    batch = send(work(employer="Star Shoes", ended_on="2026-05-31", monthly_wage="3500", channel="organised"))
    assert account() == [(MARCH, dt.date(2026, 5, 31), 3500, "organised")]
    assert numbers(batch, "work") == (0, 1, 0, 0)
    assert batch.counts[0]["fields"] == {"channel": 1, "ended_on": 1, "monthly_wage": 1}


def test_a_blank_cell_erases_nothing(send):
    send(work(employer="Star Shoes", ended_on="2026-05-31", channel="organised"))
    batch = send(work(employer="", ended_on="", channel="", place="", monthly_wage=""))
    assert numbers(batch, "work") == (0, 0, 1, 0)
    assert account() == [(MARCH, dt.date(2026, 5, 31), 3000, "organised")]


def test_an_employer_completes_what_a_visit_began(send):
    spell = on_file()  # a visit knows no employer
    send(work(employer="Star Shoes"))
    assert list(WorkSpell.objects.values_list("pk", "employer")) == [(spell.pk, "Star Shoes")]


def test_two_posts_that_began_on_one_day_are_told_apart_by_employer(send):
    for employer, wage in (("Village", 800), ("Forest", 600)):
        on_file(employer=employer, channel="public_post", place="village", monthly_wage=wage)
    post = {"channel": "public_post", "place": "village"}
    assert complaints(send(work(monthly_wage="700", **post))) == [("work", 2, "employer", "ambiguous_work")]
    assert send(work(employer="Forest", monthly_wage="700", **post)).state == "saved"
    assert [wage for *_days, wage, _channel in account()] == [800, 700]


# ------------------------------------------------------------------------------------------------------ what is refused

BAD = [  # what, cells, column, code
    ("a person nobody knows", {"member": "Sample Nobody"}, "member", "unknown_worker"),
    ("no person", {"member": ""}, "member", "missing"),
    ("a household nobody knows", {"household": "H404"}, "household", "unknown_household"),
    ("no first day", {"started_on": ""}, "started_on", "missing"),
    ("a first day to come", {"started_on": "2026-06-16"}, "started_on", "future"),
    ("an end to come", {"ended_on": "2026-06-16"}, "ended_on", "future"),
    ("an end before the beginning", {"ended_on": "2026-02-28"}, "ended_on", "work_ends_before"),
    ("an unknown channel", {"channel": "friend"}, "channel", "unknown_choice"),
    ("an unknown place", {"place": "abroad"}, "place", "unknown_choice"),
    ("new work without a place", {"place": ""}, "place", "work_place_needed"),
    ("a negative wage", {"monthly_wage": "-1"}, "monthly_wage", "out_of_range"),
    ("work before the 16th birthday", {"started_on": "1985-12-31"}, "started_on", "work_too_young"),
]


@pytest.mark.parametrize(("cells", "column", "code"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_a_bad_row_is_named_with_its_remedy(send, cells, column, code):
    batch = send(work(**cells))
    assert ("work", 2, column, code) in complaints(batch) and not WorkSpell.objects.exists()
    assert ProblemMessage(code, batch.problems.get(code=code).params).remedy


@pytest.mark.parametrize(
    "cells", [{"started_on": "2026-06-15"}, {"ended_on": "2026-06-15"}, {"ended_on": "2026-03-01"},
              {"started_on": "1986-01-01"}]
)  # fmt: skip
def test_the_last_day_that_is_still_right(send, cells):
    assert send(work(**cells)).state == "saved"


def test_an_unknown_word_is_answered_with_those_that_are_known(send):
    batch = send(work(channel="friend", place="abroad"))
    remedies = {problem.column: problem.message.remedy for problem in batch.problems.all()}
    assert remedies["channel"] == "Use one of: On their own, Organised by the county, Public-welfare post, Workshop."
    assert (
        remedies["place"]
        == "Use one of: In the village, In the township, In the county, In the province, Outside the province."
    )


def test_the_error_file_holds_the_bad_row_and_can_be_corrected(send):
    header, row = errors_of(send(work(ended_on="2026-02-28")))["work"]
    assert header[-2] == "errors" and row[:3] == ["H1", "Sample Chen", "2026-03-01"]
    assert row[-2] == "ended_on: The work ends before it begins. Correct one of the two dates."


@pytest.mark.parametrize(("wage", "odd"), [("399.99", True), ("400", False), ("30000", False), ("30000.01", True)])
def test_an_odd_wage_is_a_warning_and_is_saved(send, wage, odd):
    batch = send(work(monthly_wage=wage))
    assert complaints(batch, errors=False) == [("work", 2, "monthly_wage", "DQ-21")] * odd
    assert account() == [(MARCH, None, Decimal(wage), "own")]


# ------------------------------------------------------------------------------------------------------ one at a time


@pytest.mark.parametrize(("end", "shares"), [("2026-02-28", False), ("2026-03-01", True), ("", True)])
def test_two_rows_of_one_person_share_no_day(send, end, shares):
    batch = send(work(), work(started_on="2025-01-01", ended_on=end))
    both = [("work", 2, "started_on", "work_overlaps"), ("work", 3, "started_on", "work_overlaps")]
    assert complaints(batch) == both * shares
    assert [problem.params["rows"] for problem in batch.problems.all()] == [3, 2] * shares


@pytest.mark.parametrize(("end", "shares"), [(dt.date(2026, 2, 28), False), (MARCH, True), (None, True)])
def test_a_row_shares_no_day_with_work_on_file(send, end, shares):
    on_file(started_on=dt.date(2025, 1, 1), ended_on=end)
    batch = send(work())
    assert complaints(batch) == [("work", 2, "started_on", "work_overlaps_on_file")] * shares
    assert [problem.params["day"] for problem in batch.problems.all()] == ["2025-01-01"] * shares


def test_a_file_may_end_the_work_on_file_and_begin_the_next(send):
    on_file(started_on=dt.date(2025, 1, 1))
    assert complaints(send(work(started_on="2025-01-01", ended_on="2026-02-28"), work())) == []
    assert account() == [(dt.date(2025, 1, 1), dt.date(2026, 2, 28), 3000, "own"), (MARCH, None, 3000, "own")]


def test_two_people_work_at_the_same_time(send):
    assert send(work(), work(member="Sample Li")).state == "saved"


def test_a_post_may_stand_beside_other_work_and_three_posts_are_odd(send):
    post = {"channel": "public_post", "place": "village", "monthly_wage": "800"}
    assert complaints(send(work(), work(employer="Village", **post), work(employer="Forest", **post))) == []
    batch = send(work(employer="River", **post))
    assert set(complaints(batch, errors=False)) == {("work", 2, "channel", "DQ-25")}


def test_the_same_work_twice_is_said_once_for_each_row(send):
    batch = send(work(employer="Star Shoes"), work(employer="Star Shoes", monthly_wage="4000"))
    assert complaints(batch) == [("work", 2, "started_on", "twice"), ("work", 3, "started_on", "twice")]


def test_what_overlaps_on_file_already_is_a_warning(send):
    on_file(), on_file(started_on=dt.date(2026, 4, 1))
    batch = send(work(monthly_wage="3100"))
    assert (complaints(batch), complaints(batch, errors=False)) == ([], [("work", 2, "started_on", "DQ-22")])


# ---------------------------------------------------------------------------------------------------- posts tell income


def stated():
    standing = IncomeStatement.objects.standing().filter(teller=Teller.POST).order_by("first_month")
    return [(one.first_month.month, one.lines[0]["item"], Decimal(one.lines[0]["amount"])) for one in standing]


@pytest.mark.parametrize(("channel", "item"), [("public_post", "wages_village"), ("workshop", "wages_labour")])
def test_an_imported_post_or_workshop_place_tells_the_wages_of_its_full_months(send, channel, item):
    send(work(channel=channel, place="village", monthly_wage="800"))
    assert stated() == [(3, item, 800), (4, item, 800), (5, item, 800)]
    assert {one.member.name for one in IncomeStatement.objects.all()} == {"Sample Chen"}
    assert state_post_wages() == 0, "the night adds nothing"


@pytest.mark.parametrize("cells", [{"channel": "own"}, {"channel": "public_post", "monthly_wage": ""}])
def test_other_work_and_a_post_without_a_wage_tell_nothing(send, cells):
    send(work(place="village", **cells))
    assert stated() == []


def test_a_post_that_a_later_file_ends_or_calls_other_work_tells_so(send):
    post = {"channel": "public_post", "place": "village", "monthly_wage": "800"}
    send(work(**post))
    send(work(ended_on="2026-04-30", **post))
    assert stated() == [(3, "wages_village", 800), (4, "wages_village", 800), (5, "wages_village", 0)]
    send(work(**post | {"channel": "own"}))
    assert stated() == []


def test_a_post_told_of_before_the_year_was_told_is_part_of_it(send):
    """24,000 of wages of October 2024 to September 2025, told today: a post since January 2025 changes nothing."""
    year = {"household": "H1", "year": "2025", "item": "wages_village", "amount": "24000"}
    send(work(started_on="2025-01-01", channel="public_post", place="village", monthly_wage="800"), income=[year])
    known = Member.objects.get(name="Sample Chen").household.income.amounts().filter(told_until=None)
    assert sum(row.amount * (row.end - row.start) for row in known) == 24_000


def test_the_night_states_posts_of_an_import(family):
    factories.told(Member.objects.first().household, {"wages_village": 12_000}, first=dt.date(2025, 4, 1), months=12)
    on_file(channel="public_post", place="village", monthly_wage=800, started_on=dt.date(2026, 4, 1))
    assert (state_post_wages(), state_post_wages()) == (2, 0)
    assert stated() == [(4, "wages_village", 800), (5, "wages_village", 800)]


def test_a_check_writes_nothing(tmp_path, county, family):
    batch = check(folder(tmp_path / "work", work=[work(channel="public_post", place="village")]), county)
    assert numbers(batch, "work") == (1, 0, 0, 0) and not WorkSpell.objects.exists() and stated() == []


def test_no_birth_date_stands_in_a_message(send):
    problem = send(work(started_on="1985-12-31")).problems.get()
    assert (problem.code, problem.params) == ("work_too_young", {})
