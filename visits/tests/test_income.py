"""What a visit asks and keeps of income: each earner's wages, the rest, and once a year the whole year."""

import datetime as dt

import pytest

from core.dates import accounting_months, accounting_year, add_months, month_number, today
from households.choices import Teller, WorkChannel
from households.models import IncomeQuestion, IncomeRecord, IncomeStatement, Member, WorkSpell
from povwatch.tests.factories import household, member, told
from visits.observations.prefill import prefilled_answers
from visits.phone.bundle import offline_bundle
from visits.questionnaire.answers import check_answers

from .told import visit

MONTH = add_months(today(), -1)
MET = {"result": "met", "people_met": "The head", "purpose": "routine"}
YEAR = accounting_year(today())
WEEK_AGO = today() - dt.timedelta(7)


@pytest.fixture
def family(heyi):
    """Sample Wang, his wife Sample Li and their children, of whom one is sixteen today and one a day younger."""
    made = household(heyi, people=0)
    sixteen = dt.date(today().year - 16, today().month, min(today().day, 28))
    member(made, name="Sample Wang", relation="head")
    member(made, name="Sample Li", relation="spouse")
    member(made, name="Sample Son", birth_date=sixteen)
    member(made, name="Sample Daughter", birth_date=dt.date(today().year - 15, 1, 1))
    return made


@pytest.fixture
def wang(family):
    return family.members.get(name="Sample Wang")


@pytest.fixture
def li(family):
    return family.members.get(name="Sample Li")


def shown(family, day=None):
    return prefilled_answers([family], day or today())[family.pk]


def asked(family, **amounts):
    """Answers about last month, beside everything that the form was shown with."""
    return {**shown(family), "income_asked": "yes", **amounts}


def wages(family, month=MONTH):
    """{name or "": yuan} of one month's wages."""
    rows = IncomeRecord.objects.filter(household=family, topic=1).amounts().between(month, add_months(month, 1))
    found = {}
    for row in rows.select_related("member"):
        name = row.member.name if row.member else ""
        found[name] = found.get(name, 0) + float(row.amount)
    return found


def wage(somebody, item="labour", period="income"):
    return f"m{somebody.pk}-{period}_wages_{item}"


def send(family, by, answers):
    return visit(family, by, answers, seen=shown(family))


def faults(family, answers):
    return check_answers({**MET, "way": "phone", "visited_on": f"{today()}", **answers}, today(), shown(family))


# ------------------------------------------------------------------------------------------------- what the form shows


def test_each_earner_has_a_line_with_the_last_amount_and_the_rest_one(family, wang, li):
    told(
        family,
        {("wages_labour", wang): 3000, ("wages_village", li): 600, "wages_labour": 3500},
        first=MONTH,
        on=WEEK_AGO,
    )
    form = shown(family)
    assert (form[wage(wang)], form[wage(li, "village")], form["income_wages_labour"]) == ("3000.00", "600.00", "500.00")
    assert form[f"m{li.pk}-income_post"] == "yes" and f"m{wang.pk}-income_post" not in form


def test_the_latest_month_counts_also_when_it_was_nothing(family, wang):
    told(family, {("wages_labour", wang): 3000}, first=add_months(MONTH, -1), on=WEEK_AGO)
    told(family, {("wages_labour", wang): 0}, first=MONTH, on=WEEK_AGO)
    assert wage(wang) not in shown(family)


HARVEST = {"crops": 6110, "cost_crops": 900, "business_other": 200, "pension": 120}


def test_a_harvest_is_not_offered_for_the_next_month(family):
    """Guards against a harvest of October that is confirmed again in November."""
    told(family, HARVEST, first=add_months(MONTH, -1), on=WEEK_AGO)
    form = shown(family)
    assert not {"income_crops", "income_cost_crops"} & set(form)
    assert (form["income_business_other"], form["income_pension"]) == ("200.00", "120.00")


def test_a_harvest_told_of_this_very_month_stays_when_the_month_is_confirmed(family, lan):
    """Guards against a visit that takes a harvest away because its form did not show it."""
    told(family, HARVEST, first=MONTH, on=WEEK_AGO)
    send(family, lan, asked(family))
    rows = IncomeRecord.objects.filter(household=family).amounts().between(MONTH, add_months(MONTH, 1))
    assert {row.item: row.amount for row in rows} == HARVEST


@pytest.mark.parametrize(
    ("channel", "item"), [(WorkChannel.PUBLIC_POST, "village"), (WorkChannel.WORKSHOP, "labour"), (WorkChannel.OWN, "")]
)
def test_a_post_or_workshop_place_fills_its_own_line(family, li, channel, item):
    WorkSpell.objects.create(member=li, place="village", channel=channel, started_on=MONTH, monthly_wage=600)
    filled = {name: amount for name, amount in shown(family).items() if "income_wages" in name}
    assert filled == ({wage(li, item): "600.00"} if item else {})


def test_the_wages_of_somebody_who_left_are_not_offered(family, wang, li):
    told(family, {("wages_labour", wang): 3000, ("wages_labour", li): 900}, first=MONTH, on=WEEK_AGO)
    Member.objects.filter(pk=wang.pk).update(left_on=today(), left_reason="moved")
    assert wage(wang) not in shown(family) and shown(family)[wage(li)] == "900.00"


def test_the_page_has_a_line_for_everybody_of_sixteen(family, client_of, lan):
    form = client_of(lan).get(f"/visits/new/{family.pk}/?page").context["form"]
    earners = [one["heading"].split(" · ")[0] for one in form.sections if one["code"] == "income_earner"]
    assert earners == ["Sample Wang", "Sample Li", "Sample Son"]


def test_somebody_under_sixteen_has_a_line_once_wages_are_on_file(family, client_of, lan):
    """Guards against a form that asks again for an amount which it does not show."""
    daughter = family.members.get(name="Sample Daughter")
    earners = [one["name"] for one in offline_bundle(lan)["households"][0]["members"] if one["earns"]]
    told(family, {("wages_labour", daughter): 900}, first=MONTH, on=WEEK_AGO)
    assert earners == ["Sample Wang", "Sample Li", "Sample Son"]
    assert all(one["earns"] for one in offline_bundle(lan)["households"][0]["members"])
    form = client_of(lan).get(f"/visits/new/{family.pk}/?page").context["form"]
    assert [one["member"] for one in form.sections if one["code"] == "income_earner"][-1] == daughter.pk


def test_the_line_says_what_somebody_works(family, wang, client_of, lan):
    WorkSpell.objects.create(
        member=wang, place="province", channel="public_post", started_on=WEEK_AGO, monthly_wage="3200.50"
    )
    form = client_of(lan).get(f"/visits/new/{family.pk}/?page").context["form"]
    heading = next(one["heading"] for one in form.sections if one["code"] == "income_earner")
    assert heading.endswith("· Public-welfare post, In the province, 3,201 yuan a month")


# ---------------------------------------------------------------------------------------------------- what a visit says


def test_less_than_before_of_one_earner_leaves_the_others(family, wang, li, lan):
    told(family, {("wages_labour", wang): 3000, ("wages_labour", li): 1200}, first=MONTH, on=WEEK_AGO)
    send(family, lan, asked(family, **{wage(wang): "1000"}))
    assert wages(family) == {"Sample Wang": 1000, "Sample Li": 1200}


def test_the_rest_is_added_to_the_earners(family, wang, lan):
    send(family, lan, asked(family, income_wages_labour="500", **{wage(wang): "1500"}))
    assert wages(family) == {"Sample Wang": 1500, "": 500}


def test_an_amount_of_all_that_was_left_as_shown_holds_the_earner_who_is_named_now(family, wang, lan):
    """Guards against wages that count twice because somebody was named for the first time."""
    told(family, {"wages_labour": 2000}, first=MONTH, on=WEEK_AGO)
    send(family, lan, asked(family, **{wage(wang): "1500"}))
    assert wages(family) == {"Sample Wang": 1500, "": 500}
    assert IncomeQuestion.objects.get(household=family).reason == "both"


def test_an_amount_of_the_others_that_was_shown_beside_earners_stays_beside_them(family, wang, li, lan):
    told(family, {("wages_labour", wang): 1500, "wages_labour": 2000}, first=MONTH, on=WEEK_AGO)
    send(family, lan, asked(family, **{wage(li): "300"}))
    assert wages(family) == {"Sample Wang": 1500, "Sample Li": 300, "": 500}


def test_what_is_said_of_somebody_of_another_household_counts_in_neither(family, lan, shuikou):
    other = household(shuikou).members.first()
    send(family, lan, asked(family, income_pension="100", **{wage(other): "1500"}))
    assert wages(family) == {} and not IncomeRecord.objects.filter(household=other.household).exists()


# ----------------------------------------------------------------------------------------- an amount that was emptied


def test_an_emptied_amount_is_asked_for_again_and_a_zero_is_an_answer(family, wang, li):
    """Guards against wages that become nothing because somebody emptied the field."""
    told(family, {("wages_labour", wang): 3000, ("wages_labour", li): 900}, first=MONTH, on=WEEK_AGO)
    emptied = faults(family, asked(family, **{wage(wang): ""}))
    assert list(emptied) == [wage(wang)] and "0 if there is nothing any more" in emptied[wage(wang)][0]
    assert faults(family, asked(family, **{wage(wang): "0"})) == {}


def test_a_group_that_was_emptied_as_a_whole_was_not_asked(family, wang, lan):
    told(family, {("wages_labour", wang): 3000, "pension": 100}, first=MONTH, on=WEEK_AGO)
    answers = asked(family, **{wage(wang): ""})
    assert faults(family, answers) == {}
    send(family, lan, answers)
    assert wages(family) == {"Sample Wang": 3000}


def test_whoever_earns_less_says_how_much(family, wang):
    """Guards against a fall that was ticked and then counted as not asked."""
    told(family, {("wages_labour", wang): 3000}, first=MONTH, on=WEEK_AGO)
    less = {f"m{wang.pk}-income_less": ["yes"]}
    assert list(faults(family, asked(family, **{wage(wang): "", **less}))) == [wage(wang)]
    assert faults(family, asked(family, **{wage(wang): "1", **less})) == {}


def test_the_wages_of_who_left_need_no_answer(family, wang, li):
    told(family, {("wages_labour", wang): 3000, ("wages_labour", li): 900}, first=MONTH, on=WEEK_AGO)
    left = {f"m{wang.pk}-left_reason": "moved", f"m{wang.pk}-left_on": f"{today()}"}
    assert faults(family, asked(family, **{wage(wang): "", **left})) == {}


@pytest.mark.parametrize(("answer", "complains"), [("", True), ("no", False)])
def test_a_post_that_was_shown_is_said_to_be_over(family, wang, li, lan, answer, complains):
    told(family, {("wages_labour", wang): 3000, ("wages_village", li): 600}, first=MONTH, on=WEEK_AGO)
    answers = asked(family, **{f"m{li.pk}-income_post": answer})
    assert bool(faults(family, answers)) == complains
    if not complains:
        send(family, lan, answers)
        assert wages(family) == {"Sample Wang": 3000}


def test_without_a_word_on_income_nothing_is_missing(family, wang):
    told(family, {("wages_labour", wang): 3000}, first=MONTH, on=WEEK_AGO)
    assert faults(family, asked(family, **{wage(wang): "", "income_asked": ""})) == {}


# ------------------------------------------------------------------------------------------------------- the whole year


def test_the_annual_update_tells_twelve_months_at_once(family, wang, lan):
    answers = {"purpose": "update", "income_asked": "year", "income_year": f"{YEAR}", "year_crops": "1200"}
    send(family, lan, {**answers, wage(wang, period="year"): "36000", wage(wang): "9"})
    statement = IncomeStatement.objects.get()
    assert (statement.teller, statement.months, statement.first_month) == (Teller.UPDATE, 12, dt.date(YEAR - 1, 10, 1))
    rows = IncomeRecord.objects.amounts().filter(told_until=None)
    months = accounting_months(YEAR)
    assert {(row.item, row.member, float(row.amount), row.start, row.end) for row in rows} == {
        ("wages_labour", wang, 3000, month_number(months.start), month_number(months.end)),
        ("crops", None, 100, month_number(months.start), month_number(months.end)),
    }


def test_the_year_is_filled_in_only_where_all_of_it_is_known(family, wang):
    start = accounting_months(YEAR).start
    told(family, {("wages_labour", wang): 36000, "crops": 1200}, first=start, months=12)
    told(family, {"pension": 1100}, first=start, months=11, topics=())
    form = shown(family, dt.date(YEAR, 11, 1))
    assert (form[wage(wang, period="year")], form["year_crops"]) == ("36000.00", "1200.00")
    home = household(family.village, people=1)
    told(home, {"pension": 1100}, first=start, months=11, topics=())
    assert "year_pension" not in shown(home, dt.date(YEAR, 11, 1))


def test_an_annual_update_without_income_is_refused(family):
    assert list(faults(family, {"purpose": "update"})) == ["income_asked"]
    assert faults(family, {"purpose": "routine"}) == {}


DAY = dt.date(2026, 10, 1)


@pytest.mark.parametrize(
    ("day", "year", "fault"),
    [(DAY, "2026", ""), (DAY, "2027", "2026 is the latest"), (DAY - dt.timedelta(1), "2026", "2025 is the latest"),
     (DAY, "2023", ""), (DAY, "2022", "2023 is the earliest"), (DAY, "26", "such as 2026")],
)  # fmt: skip
def test_only_a_year_that_has_ended_can_be_told(day, year, fault):
    given = {**MET, "purpose": "update", "way": "phone", "visited_on": f"{day}", "income_asked": "year"}
    given |= {"income_year": year}
    assert fault in "".join(check_answers(given, day).get("income_year", [""]))
    assert bool(fault) == ("income_year" in check_answers(given, day))


@pytest.mark.parametrize(
    ("month", "fault"),
    [("2026-10", ""), ("2026-11", "2026-10 is the latest"), ("2025-10", ""), ("2025-09", "2025-10 is the earliest")],
)
def test_a_month_to_come_cannot_be_told(month, fault):
    given = {**MET, "way": "phone", "visited_on": f"{DAY}", "income_asked": "yes", "income_month": month}
    assert fault in "".join(check_answers(given, DAY).get("income_month", [""]))
    assert bool(fault) == ("income_month" in check_answers(given, DAY))


# ---------------------------------------------------------------------------------------------- questions to the family


@pytest.fixture
def in_doubt(family, wang):
    """Wang's wages were told by person and undivided: were they meant to be added?"""
    told(family, {("wages_labour", wang): 1000, "wages_labour": 600}, first=MONTH, on=WEEK_AGO)
    return IncomeQuestion.objects.get()


def test_a_question_stands_with_the_next_visit_and_in_the_lists_until_it_is_settled(
    in_doubt, family, lan, zhao, client_of
):
    hers, his = client_of(lan), client_of(zhao)
    assert in_doubt.words.startswith("Migrant or local work: Told by person and undivided")
    for page in (hers.get(f"/visits/new/{family.pk}/?page"), hers.get("/visits/"), his.get("/visits/unsettled/")):
        assert "uestion" in page.text and ("Told by person" in page.text or "?question=any" in page.text)
    assert offline_bundle(lan)["households"][0]["questions"] == [in_doubt.words]
    assert [one.number for one in his.get("/households/?question=both").context["page"]] == [family.number]
    hers.post(f"/households/income-questions/{in_doubt.pk}/")
    for page in (hers.get(f"/visits/new/{family.pk}/?page"), hers.get("/visits/"), his.get("/visits/unsettled/")):
        assert "Told by person" not in page.text and "?question=any" not in page.text
    assert offline_bundle(lan)["households"][0]["questions"] == []
    assert not his.get("/households/?question=any").context["page"].object_list


def test_questions_of_other_villages_are_not_counted(in_doubt, shuikou, client_of, lan):
    other = household(shuikou)
    told(other, {("wages_labour", other.members.first()): 1000, "wages_labour": 600}, first=MONTH, on=WEEK_AGO)
    assert client_of(lan).get("/visits/").context["questions"] == 1


def test_the_list_of_what_is_wrong_names_the_earner(family, wang, li, lan, client_of):
    told(family, {("wages_labour", wang): 3000, ("wages_labour", li): 900}, first=MONTH, on=WEEK_AGO)
    client, url = client_of(lan), f"/visits/new/{family.pk}/"
    shown_form = client.get(f"{url}?page").context["shown"]
    answers = {**asked(family, **{wage(wang): ""}), **MET, "way": "phone", "visited_on": f"{today()}"}
    page = client.post(url, {**answers, "shown": shown_form.signed})
    assert page.status_code == 422 and "Sample Wang: “Migrant or local work” is empty" in page.text
