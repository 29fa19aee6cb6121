"""Typical mistakes in files: every bad cell is reported with its row, and hides no other."""

import pytest

from accounts.models import Area
from households.import_messages import ProblemMessage
from households.models import Household, Member
from povwatch.tests import factories

from .files import HEAD, HOME, SPOUSE, check, complaints, folder, id_number, numbers, save, workbook

CHEN = {**HEAD, "id_number": id_number()}
H2 = {**HOME, "number": "H2"}


def wrong_digit(number):
    return number[:-1] + ("1" if number[-1] != "1" else "2")


CELLS = [  # what                                    sheet, column, cell                                       code
    ("a wrong check digit", "members", "id_number", wrong_digit(id_number()), "id_check_digit"),
    ("an ID number of the old form", "members", "id_number", "999001700101001", "id_15"),
    ("an ID number one digit short", "members", "id_number", id_number()[1:], "id_form"),
    ("an ID number born on 31 February", "members", "id_number", id_number("19700231"), "id_birth"),
    ("digits lost to Excel, in a CSV file", "members", "id_number", "4.20527E+17", "digits_lost"),
    ("a birth date unlike the ID number's", "members", "birth_date", "1971-01-01", "birth_differs"),
    ("a sex unlike the ID number's", "members", "sex", "female", "sex_differs"),
    ("a birth date in the future", "members", "birth_date", "2999-01-01", "future"),
    ("a day that does not exist", "members", "birth_date", "2025-02-30", "no_such_day"),
    ("words for a date", "members", "birth_date", "spring", "not_a_day"),
    ("an unknown relation", "members", "relation", "uncle", "unknown_choice"),
    ("no name", "members", "name", " ", "missing"),
    ("no household number", "members", "household", "", "missing"),
    ("a household nobody knows", "members", "household", "H404", "unknown_household"),
    ("a name of 61 characters", "members", "name", "x" * 61, "too_long"),
    ("gone without a reason", "members", "left_on", "2025-01-01", "needs_reason"),
    ("disability level five", "members", "disability_level", "5", "out_of_range"),
    ("a village nobody knows", "households", "village", "Nowhere", "unknown_village"),
    ("a village of another county", "households", "village", "888001101201", "village_elsewhere"),
    ("a general household that was lifted", "households", "kind", "general", "lifted_year_general"),
    ("a year to come", "households", "lifted_year", "2999", "future"),
    ("grade E", "households", "house_grade", "E", "unknown_choice"),
    ("a negative amount", "income", "amount", "-5", "negative_amount"),
    ("commas in the wrong place", "income", "amount", "1,00", "not_a_number"),
    ("a month to come", "income", "month", "2999-01", "future"),
    ("an item that is none", "income", "item", "luck", "unknown_choice"),
]


@pytest.mark.parametrize(
    ("sheet", "column", "cell", "code"), [case[1:] for case in CELLS], ids=[case[0] for case in CELLS]
)
def test_a_bad_cell_is_named(sheet, column, cell, code, tmp_path, county, heyi):
    rows = {
        "households": [HOME],
        "members": [CHEN],
        "income": [{"household": "H1", "month": "2025-01", "item": "crops", "amount": "5"}],
    }
    rows[sheet] = [{**rows[sheet][0], column: cell}]
    batch = check(folder(tmp_path, **rows), county)
    assert code in {found for *_where, found in complaints(batch)}
    named = [(row, where) for where_sheet, row, where, found in complaints(batch) if found == code]
    assert named[0][0] == 2
    assert ProblemMessage(code, batch.problems.filter(code=code)[0].params).remedy


def test_one_bad_row_hides_no_other(tmp_path, county, heyi):
    members = [
        {**CHEN, "id_number": wrong_digit(id_number()), "relation": "uncle", "birth_date": "x"},
        {**SPOUSE, "sex": "?"},
        {**SPOUSE, "household": "H9"},
    ]
    batch = check(folder(tmp_path, households=[{**HOME, "house_grade": "Z"}], members=members), county)
    assert complaints(batch) == [
        ("households", 2, "house_grade", "unknown_choice"),
        ("members", 2, "id_number", "id_check_digit"),
        ("members", 2, "birth_date", "not_a_day"),
        ("members", 2, "relation", "unknown_choice"),
        ("members", 3, "sex", "unknown_choice"),
        ("members", 4, "household", "unknown_household"),
    ]


def test_nothing_is_saved_while_something_is_bad(tmp_path, county, heyi):
    batch = save(folder(tmp_path, households=[HOME, H2], members=[{**CHEN, "sex": "?"}]), county)
    assert batch.state == "checked" and not Household.objects.exists()


def test_good_rows_are_saved_and_a_household_never_in_part(tmp_path, county, heyi):
    members = [CHEN, {**SPOUSE, "sex": "?"}, {**HEAD, "household": "H2"}]
    batch = save(folder(tmp_path, households=[HOME, H2], members=members), county, good_rows=True)
    assert batch.state == "saved" and [home.number for home in Household.objects.all()] == ["H2"]
    assert numbers(batch, "households") == (1, 0, 0, 1) and numbers(batch, "members") == (1, 0, 0, 2)


def test_an_id_on_file_elsewhere_is_reported_with_that_household(tmp_path, county, heyi):
    save(folder(tmp_path / "a", households=[HOME], members=[CHEN]), county)
    batch = save(folder(tmp_path / "b", households=[H2], members=[{**CHEN, "household": "H2"}]), county)
    assert complaints(batch) == [("members", 2, "id_number", "id_elsewhere")]
    assert "household H1" in batch.problems.get().message.what
    assert Member.objects.get().household.number == "H1"


def test_an_id_in_another_county_is_reported_without_saying_where(tmp_path, county, heyi, neighbour):
    township = factories.area("999002101", "Beiyun Township", neighbour)
    away = factories.household(factories.area("999002101201", "Beiyun Village", township), people=0, number="SECRET")
    factories.member(away, id_number=CHEN["id_number"])
    batch = check(folder(tmp_path, households=[HOME], members=[CHEN]), county)
    assert complaints(batch) == [("members", 2, "id_number", "id_elsewhere_county")]
    assert "SECRET" not in str(batch.problems.get().message)


def test_an_id_twice_in_the_file_is_reported_on_both_rows(tmp_path, county, heyi):
    members = [CHEN, SPOUSE, {**CHEN, "household": "H2", "name": "Sample Wang"}]
    batch = check(folder(tmp_path, households=[HOME, H2], members=members), county)
    assert complaints(batch) == [("members", 2, "id_number", "twice"), ("members", 4, "id_number", "twice")]
    assert [problem.params["rows"] for problem in batch.problems.all()] == [4, 2]


def test_who_stays_because_their_household_is_held_back_cannot_join_another(tmp_path, county, heyi):
    save(folder(tmp_path / "a", households=[HOME, H2], members=[CHEN, SPOUSE]), county)
    left = {**CHEN, "left_on": "2025-05-01", "left_reason": "separated"}
    members = [left, {**SPOUSE, "sex": "?"}, {**CHEN, "household": "H2"}]
    batch = save(folder(tmp_path / "b", members=members), county, good_rows=True)
    assert complaints(batch) == [("members", 3, "sex", "unknown_choice"), ("members", 4, "id_number", "id_elsewhere")]
    assert Member.objects.filter(left_on=None).count() == 2


def test_a_household_twice_and_a_person_twice(tmp_path, county, heyi):
    batch = check(folder(tmp_path, households=[HOME, HOME], members=[CHEN, SPOUSE, SPOUSE]), county)
    assert complaints(batch) == [
        ("households", 2, "number", "twice"),
        ("households", 3, "number", "twice"),
        ("members", 3, "name", "twice"),
        ("members", 4, "name", "twice"),
    ]


def test_an_item_of_the_same_months_twice_is_reported_and_a_month_inside_a_year_is_part_of_it(tmp_path, county, heyi):
    row = {"household": "H1", "item": "crops", "amount": "5"}
    income = [
        {**row, "year": "2024"},
        {**row, "month": "2024-02"},
        {**row, "month": "2024-02"},
        {**row, "month": "2024-02", "member": "Sample Chen"},  # of one person
        {**row, "month": "2024-10"},
    ]
    batch = check(folder(tmp_path, households=[HOME], members=[CHEN], income=income), county)
    assert complaints(batch) == [("income", 3, "amount", "amounts_overlap"), ("income", 4, "amount", "amounts_overlap")]
    assert [problem.params["rows"] for problem in batch.problems.all()] == [4, 3]


def test_a_year_twice_is_reported_and_two_years_are_not(tmp_path, county, heyi):
    row = {"household": "H1", "item": "crops", "amount": "5"}
    income = [{**row, "year": year} for year in ("2024", "2023", "2024")]
    batch = check(folder(tmp_path, households=[HOME], members=[CHEN], income=income), county)
    assert complaints(batch) == [("income", 2, "amount", "amounts_overlap"), ("income", 4, "amount", "amounts_overlap")]


def test_a_village_name_that_two_townships_have(tmp_path, county, heyi):
    linxi = factories.area("999001102", "Linxi Township", county)
    factories.area("999001102777", "Heyi Village", linxi)
    batch = check(folder(tmp_path / "a", households=[HOME]), county)
    assert ("households", 2, "village", "ambiguous_village") in complaints(batch)
    save(folder(tmp_path / "b", households=[{**HOME, "township": "Linxi Township"}]), county)
    assert Household.objects.get().village.code == "999001102777"


def test_areas_without_anything_above_them_and_of_another_county(tmp_path, county):
    areas = [
        {"code": "999001109201", "official_name": "Orphan Village"},
        {"code": "888001101", "official_name": "Away"},
        {"code": "99900", "official_name": "Short"},
    ]
    batch = save(folder(tmp_path, areas=areas), county, good_rows=True)
    assert [code for *_where, code in complaints(batch)] == ["area_parent", "area_elsewhere", "area_code"]
    assert Area.objects.count() == 1


def test_a_number_cell_keeps_its_digits_or_says_that_they_are_lost(tmp_path, county, heyi):
    rows = workbook(
        tmp_path / "r.xlsx",
        households=[{**HOME, "number": 420527000123}],
        members=[{**CHEN, "household": 420527000123, "id_number": 420527197001010011}],
    )
    assert complaints(check(rows, county)) == [("members", 2, "id_number", "digits_lost")]


def test_secrets_are_masked_on_the_page_and_kept_out_of_the_messages(tmp_path, county, heyi):
    number = wrong_digit(id_number())
    batch = check(
        folder(tmp_path, households=[HOME], members=[{**CHEN, "id_number": number, "birth_date": "1.1.70"}]), county
    )
    by_column = {problem.column: problem for problem in batch.problems.all()}
    assert by_column["id_number"].value == number and number not in by_column["id_number"].masked_value
    assert by_column["birth_date"].masked_value == "******"
    assert number not in str([problem.params for problem in by_column.values()])


def test_odd_values_are_warnings_and_are_saved(tmp_path, county, heyi):
    child = {
        **SPOUSE,
        "name": "Sample Child",
        "relation": "son",
        "birth_date": "2020-01-01",
        "sex": "male",
        "labour": "ordinary",
    }
    home = {**HOME, "phone": "12345", "land_mu": "500"}
    members = [CHEN, {**SPOUSE, "sex": "male"}, child, {**CHEN, "id_number": "", "name": "Sample Two"}]
    batch = save(folder(tmp_path, households=[home], members=members), county)
    assert batch.state == "saved" and complaints(batch) == []
    assert set(complaints(batch, errors=False)) == {
        ("households", 2, "phone", "phone_odd"),
        ("households", 2, "land_mu", "DQ-14"),
        ("households", 2, "number", "DQ-12"),
        ("members", 3, "sex", "DQ-04"),
        ("members", 4, "labour", "DQ-01"),
    }
    assert Household.objects.get().phone == "12345"


def told_of(batch) -> list[tuple]:
    """Return (sheet, row, field, what to do) of each error."""
    return [
        (one.sheet, one.row, one.column, ProblemMessage(one.code, one.params).remedy)
        for one in batch.problems.filter(is_error=True)
    ]


AS_A_COST = "Enter it as a cost: what was lost belongs to production cost. Every cost is entered without a minus sign."


@pytest.mark.parametrize("period", [{"month": "2025-01"}, {"year": "2025"}])
@pytest.mark.parametrize("cell", ["-500", "-0.01", "￥-500", -500])
def test_income_below_nothing_is_to_be_entered_as_a_cost(tmp_path, county, heyi, period, cell):
    """The Chens lost 500 on their pigs; somebody wrote it as an income of -500."""
    rows = [
        {"household": "H1", **period, "item": item, "amount": yuan} for item, yuan in [("crops", 0), ("pension", 5)]
    ]
    lost = {"household": "H1", **period, "item": "livestock", "amount": cell}
    batch = check(workbook(tmp_path / "i.xlsx", households=[HOME], members=[CHEN], income=[*rows, lost]), county)
    assert told_of(batch) == [("income", 4, "amount", AS_A_COST)]


def test_the_same_amount_as_a_cost_is_taken(tmp_path, county, heyi):
    income = [{"household": "H1", "month": "2025-01", "item": "cost_livestock", "amount": "500"}]
    assert complaints(check(folder(tmp_path, households=[HOME], members=[CHEN], income=income), county)) == []
