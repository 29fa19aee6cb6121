"""Our own layout: what a file adds, changes, and leaves alone."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db.models import Sum

from accounts.models import AccessEvent, Area
from core.dates import MonthWindow, month_number, today
from households.choices import TOPICS_OF_NET_INCOME, IncomeTopic, Teller
from households.models import Household, IncomeRecord, IncomeStatement, Member
from povwatch.tests import factories

from .files import HEAD, HOME, SPOUSE, check, complaints, folder, id_number, numbers, save, workbook

CHEN = {**HEAD, "id_number": id_number()}


def known_amounts():
    return IncomeRecord.objects.amounts().filter(told_until=None).order_by("start")


def yuan_of(year):
    """Return what was told of the months of an accounting year together."""
    window = MonthWindow(dt.date(year - 1, 10, 1), dt.date(year, 10, 1))
    return known_amounts().with_yuan(window, 0).aggregate(sum=Sum("yuan"))["sum"]


def test_a_folder_becomes_a_family(tmp_path, county, heyi, qin):
    batch = save(folder(tmp_path, households=[HOME], members=[CHEN, SPOUSE]), county, qin)
    assert batch.state == "saved" and complaints(batch) == []
    home = Household.objects.get()
    assert (home.number, home.village, home.county, home.lifted_year) == ("H1", heyi, county, 2017)
    chen, li = home.members.order_by("pk")
    assert (chen.id_number, chen.sex, chen.birth_date) == (CHEN["id_number"], "male", dt.date(1970, 1, 1))
    assert (li.relation, li.id_number, li.has_allowance) == ("spouse", "", None)


def test_checking_saves_nothing_and_says_what_saving_would_do(tmp_path, county, heyi):
    batch = check(folder(tmp_path, households=[HOME], members=[CHEN]), county)
    assert batch.state == "checked" and numbers(batch, "households") == (1, 0, 0, 0)
    assert not Household.objects.exists()


def test_a_workbook_is_read_like_a_folder(tmp_path, county, heyi):
    path = workbook(tmp_path / "r.xlsx", households=[{**HOME, "lifted_year": 2017, "land_mu": 3.5}], members=[CHEN])
    assert save(path, county).state == "saved"
    assert Household.objects.get().land_mu == Decimal("3.50")


def test_the_same_file_twice_adds_nothing(tmp_path, county, heyi):
    income = [
        {"household": "H1", "year": "2024", "item": "crops", "amount": "1000"},
        {"household": "H1", "member": "Sample Chen", "month": "2025-03", "item": "wages_labour", "amount": "0"},
    ]
    home = {**HOME, "phone": "13800005678", "bank_account": "6217000012345678"}
    path = folder(tmp_path, households=[home], members=[{**CHEN, "phone": "13700001111"}], income=income)
    save(path, county)
    again = save(path, county)
    assert [numbers(again, sheet) for sheet in ("households", "members", "income")] == [(0, 0, 1, 0)] * 2 + [
        (0, 0, 2, 0)
    ]
    assert again.remarks_in_words[0].code == "same_file"
    assert Household.objects.get().events.count() == Member.objects.get().events.count() == 0


def test_a_changed_row_updates_and_an_empty_cell_erases_nothing(tmp_path, county, heyi):
    save(folder(tmp_path, households=[{**HOME, "phone": "13800005678"}], members=[CHEN]), county)
    batch = save(
        folder(tmp_path, households=[{"number": "H1", "house_grade": "C", "phone": ""}], members=[CHEN]), county
    )
    home = Household.objects.get()
    assert (home.house_grade, home.phone, home.lifted_year) == ("C", "13800005678", 2017)
    assert numbers(batch, "households") == (0, 1, 0, 0) and home.events.count() == 1
    assert batch.counts[0]["fields"] == {"house_grade": 1}


def test_a_member_without_id_number_is_known_by_name_relation_and_birth_date(tmp_path, county, heyi):
    save(folder(tmp_path, households=[HOME], members=[CHEN, SPOUSE]), county)
    li = Member.objects.get(name="Sample Li")
    number = id_number("19720505", 2)
    batch = save(folder(tmp_path, members=[{**SPOUSE, "id_number": number}]), county)
    assert numbers(batch, "members") == (0, 1, 0, 0)
    assert Member.objects.get(pk=li.pk).id_number == number


def test_a_disability_certificate_gives_the_id_number_and_the_disability(tmp_path, county, heyi):
    save(folder(tmp_path, households=[HOME], members=[{**HEAD, "id_number": id_number() + "42"}]), county)
    chen = Member.objects.get()
    assert (chen.id_number, chen.disability_type, chen.disability_level) == (id_number(), "physical", 2)
    assert chen.extra["disability_certificate"] == id_number() + "42"


def test_areas_not_shipped_come_with_the_file(tmp_path, county):
    areas = [
        {"code": "999001105201", "official_name": "Longtan Village"},
        {"code": "999001105", "official_name": "Baishi Township"},
    ]
    home = {**HOME, "village": "Longtan Village", "township": "Baishi Township"}
    save(folder(tmp_path, areas=areas, households=[home], members=[CHEN]), county)
    assert Area.objects.get(code="999001105201").path == "999001/999001105/999001105201/"
    assert Household.objects.get().village.name == "Longtan Village"


def test_someone_may_move_between_households_within_one_file(tmp_path, county, heyi):
    save(folder(tmp_path, households=[HOME, {**HOME, "number": "H2"}], members=[CHEN, SPOUSE]), county)
    left = {**CHEN, "left_on": "2025-05-01", "left_reason": "separated"}
    batch = save(folder(tmp_path, members=[left, {**CHEN, "household": "H2"}]), county)
    assert complaints(batch) == []
    assert Member.objects.get(household__number="H2", left_on=None).id_number == CHEN["id_number"]
    assert Member.objects.get(household__number="H1", name="Sample Chen").left_reason == "separated"


def test_who_left_is_not_taken_back(tmp_path, county, heyi):
    save(folder(tmp_path, households=[HOME], members=[CHEN, SPOUSE]), county)
    Member.objects.filter(name="Sample Li").update(left_on=dt.date(2025, 1, 1), left_reason="moved")
    batch = save(folder(tmp_path, members=[CHEN, SPOUSE]), county)
    assert complaints(batch, errors=False) == [("members", 3, "name", "already_left")]
    assert Member.objects.count() == 2 and Member.objects.filter(left_on=None).count() == 1


def test_a_yearly_amount_is_spread_and_the_rest_goes_to_the_first_months(tmp_path, county, heyi):
    income = [{"household": "H1", "year": "2024", "item": "crops", "amount": "1,000"}]
    save(folder(tmp_path, households=[HOME], members=[CHEN], income=income), county)
    told = IncomeStatement.objects.get()
    assert (told.teller, told.first_month, told.months) == ("registry", dt.date(2023, 10, 1), 12)
    assert told.asked == list(TOPICS_OF_NET_INCOME)  # one item a row: what it does not name is nothing
    months = list(known_amounts().values_list("start", "end", "amount", "member"))
    assert months == [
        (month_number(dt.date(2023, 10, 1)), month_number(dt.date(2024, 2, 1)), Decimal("83.34"), None),
        (month_number(dt.date(2024, 2, 1)), month_number(dt.date(2024, 10, 1)), Decimal("83.33"), None),
    ]
    assert yuan_of(2024) == 1000


def test_an_empty_amount_is_refused_and_a_zero_is_a_fact(tmp_path, county, heyi):
    income = [{"household": "H1", "month": "2025-01", "item": "crops", "amount": "0"}]
    save(folder(tmp_path, households=[HOME], members=[CHEN], income=income), county)
    assert IncomeStatement.objects.get().lines == [{"item": "crops", "amount": "0.00"}]
    january = month_number(dt.date(2025, 1, 1))
    asked = IncomeRecord.objects.filter(topic=IncomeTopic.BUSINESS, item="", told_until=None)
    assert list(asked.values_list("start", "end")) == [(january, january + 1)] and not known_amounts()
    batch = check(folder(tmp_path, income=[{**income[0], "amount": ""}]), county)
    assert complaints(batch) == [("income", 2, "amount", "missing")]


@pytest.mark.parametrize(("days", "yuan"), [(-1, 1200), (0, 1200), (1, 1170)])
def test_what_a_visit_said_of_a_month_is_kept(days, yuan, tmp_path, county, heyi):
    """Said until the day of the file it is a part of the year; said after it, it replaces the hundred of its month."""
    save(folder(tmp_path, households=[HOME], members=[CHEN]), county)
    march = {"first": dt.date(2024, 3, 1), "on": today() + dt.timedelta(days)}
    factories.told(Household.objects.get(), {"crops": 70}, teller=Teller.VISIT, topics=(), **march)
    income = [{"household": "H1", "year": "2024", "item": "crops", "amount": "1200"}]
    batch = save(folder(tmp_path, income=income), county)
    assert (batch.state, complaints(batch, errors=False)) == ("saved", [])
    assert known_amounts().get(start=month_number(dt.date(2024, 3, 1))).amount == 70
    assert yuan_of(2024) == yuan


def test_income_may_name_a_member_by_id_number_or_name(tmp_path, county, heyi):
    income = [
        {"household": "H1", "member": CHEN["id_number"], "month": "2025-01", "item": "wages_labour", "amount": "10"},
        {"household": "H1", "member": "Sample Li", "month": "2025-01", "item": "wages_labour", "amount": "20"},
        {"household": "H1", "member": "Nobody", "month": "2025-01", "item": "wages_labour", "amount": "20"},
    ]
    members = [CHEN, SPOUSE]
    batch = check(folder(tmp_path, households=[HOME], members=members, income=income), county)
    assert complaints(batch) == [("income", 4, "member", "unknown_member")]
    save(folder(tmp_path, households=[HOME], members=members, income=income[:2]), county)
    assert sorted(known_amounts().values_list("member__name", "amount")) == [("Sample Chen", 10), ("Sample Li", 20)]


@pytest.mark.parametrize("who", [CHEN["id_number"], "Sample Chen"])
def test_income_of_somebody_who_died_is_taken_as_theirs(tmp_path, county, heyi, who):
    """Told in the file in which the death stands, and in a later one."""
    dead = {**CHEN, "left_on": "2025-05-01", "left_reason": "died"}
    row = {"household": "H1", "member": who, "item": "wages_labour", "amount": "10"}
    first = folder(tmp_path, households=[HOME], members=[dead, SPOUSE], income=[{**row, "month": "2025-03"}])
    assert save(first, county).state == "saved"
    assert save(folder(tmp_path, income=[{**row, "month": "2025-04"}]), county).state == "saved"
    assert list(known_amounts().values_list("member__name", "amount")) == [("Sample Chen", 10)] * 2


def test_a_file_may_hold_one_sheet_alone(tmp_path, county, heyi):
    factories.household(heyi, number="H9")
    batch = save(folder(tmp_path, households=[{"number": "H9", "house_grade": "B"}]), county)
    assert batch.state == "saved" and Household.objects.get().house_grade == "B"


def test_saving_is_a_line_in_the_log_with_counts_alone(tmp_path, county, heyi, qin):
    batch = save(folder(tmp_path, households=[HOME], members=[CHEN]), county, qin)
    event = AccessEvent.objects.get(action="registry_saved")
    assert (event.user, event.subject_id, event.area) == (qin, str(batch.pk), county)
    assert event.details == {"households": [1, 0], "members": [1, 0]}


def test_history_names_the_import(tmp_path, county, heyi, qin):
    save(folder(tmp_path, households=[HOME], members=[CHEN]), county, qin)
    batch = save(folder(tmp_path, households=[{"number": "H1", "house_grade": "D"}]), county, qin)
    context = Household.objects.get().events.get().pgh_context
    assert context.metadata == {"user": qin.pk, "registry_import": batch.pk}


@pytest.mark.parametrize(
    "written", ["2026-03-01", "2026/3/1", "20260301", "2026.03.01", "2026-03-01 00:00:00", "46082"]
)
def test_dates_are_written_in_many_ways(written):
    from households.imports.clean.cells import parse_day

    assert parse_day(written) == dt.date(2026, 3, 1)
