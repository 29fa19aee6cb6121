"""Each condition of clearing on its limit, and a cent, a day or a person to either side. The line is 8,800 yuan, the
day is 15 June 2026."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from alerts.models import RiskFlag, RiskRun
from cases.assessment import clearing
from cases.case import actions as case_actions
from core.dates import add_months, month_number
from core.workflow import ActionRefused
from households.choices import IncomeItem
from policy import parameters
from povwatch.tests.factories import DAY, household, member, move, stand, told
from povwatch.tests.factories import case as approved
from visits.models import Visit

from . import way

LINE = Decimal(8800)
FIGURES = {
    "per_capita": Decimal(12_000),
    "income_known": 12,
    "income_carried": 0,
    "reference": Decimal(12_000),
    "net": Decimal(24_000),
    "out_of_pocket": Decimal(0),
    "schooling_cost": None,
    "students_beyond_compulsory": 0,
    "out_of_school": 0,
    "uninsured": 0,
}


def ago(days):
    return DAY - dt.timedelta(days)


@pytest.fixture(autouse=True)
def june(time_machine):
    time_machine.move_to("2026-06-15T12:00+08:00", tick=False)


@pytest.fixture
def case(heyi):
    return approved(household(heyi))


@pytest.fixture
def known(case, county):
    """known(per_capita=8800, ...): what the conditions look at, with some figures changed."""
    p = parameters.parameters_on(DAY, county)

    def with_figures(guarantees=None, flags=(), visit=None, of=case, **figures):
        return clearing.ClearingInputs(of, DAY, p, FIGURES | figures, guarantees or {}, list(flags), visit)

    return with_figures


@pytest.mark.parametrize(
    ("income", "met"), [("8799.99", False), ("8800", False), ("8800.01", True), ("0", False), (None, None)]
)
def test_income_must_be_above_the_line_and_not_on_it(income, met, known):
    assert clearing.income_condition(known(per_capita=income and Decimal(income))).met is met


@pytest.mark.parametrize(
    ("figures", "told"),
    [
        ({}, "12,000 yuan, against a line of 8,800 yuan. Income: 12 of 12 months known."),
        ({"per_capita": "8799.6"}, "8,799.60 yuan, against a line of 8,800 yuan. Income: 12 of 12 months known."),
        (
            {"income_known": 10, "income_carried": 2},
            "12,000 yuan, against a line of 8,800 yuan. Income: 10 of 12 months known, 2 carried forward.",
        ),
        (
            {"per_capita": None, "income_known": 8, "income_carried": 3},
            "Income: not known (8 of 12 months known, 3 carried forward).",
        ),
        (dict.fromkeys(("per_capita", "income_known", "income_carried")), "Income: not known (0 of 12 months known)."),
    ],
)
def test_income_against_the_line_says_how_well_it_is_known(figures, told, known):
    per_capita = figures.get("per_capita", 12_000)
    amounts = {**figures, "per_capita": None if per_capita is None else Decimal(per_capita)}
    assert clearing.income_condition(known(**amounts)).evidence == told


def test_without_a_line_nobody_is_asked_for_an_income(known, county):
    p = parameters.parameters_on(DAY, county)
    values = {key: value for key, value in p.values.items() if key != "line"}
    without = replace(known(), p=replace(p, values=values))
    for condition in (clearing.income_condition(without), clearing.stable_income_condition(without)):
        assert (condition.met, condition.evidence) == (None, "No monitoring line is in force.")
        assert condition.remedy == "Ask the county to enter the line of this year, with its document."


def test_the_lowest_of_the_yearly_sums_says_how_many_of_its_months_are_known(known, case):
    """Told until April: of the sum that ends in May one month is carried forward, of the five before none."""
    told(case.household, {WAGES: 5_000 * 17}, first=dt.date(2024, 12, 1), months=17, on=DAY)
    assert [one[1:] for one in clearing.rolling_incomes(case.household, DAY, 6)] == [(11, 1), *[(12, 0)] * 5]
    condition = clearing.stable_income_condition(known())
    against = "30,000 yuan, against a line of 8,800 yuan."
    assert condition.evidence == f"{against} Income: 11 of 12 months known, 1 carried forward."
    assert condition.met is True


def test_a_sum_that_is_not_known_is_counted(known, case):
    told(case.household, {WAGES: 5_000 * 14}, first=dt.date(2025, 4, 1), months=14, on=DAY)
    assert clearing.stable_income_condition(known()).evidence == "Not known for 3 of 6 sums of twelve months."


@pytest.mark.parametrize(("lowest", "met"), [("8799.99", False), ("8800", False), ("8800.01", True), (None, None)])
def test_the_lowest_of_the_yearly_incomes_must_be_above_the_line(lowest, met):
    sums = [Decimal(12_000)] * 5
    for place in (0, 3, 5):
        assert clearing.stays_above_line(LINE, [*sums[:place], lowest and Decimal(lowest), *sums[place:]]) is met


@pytest.mark.parametrize(
    ("since", "met"), [("2025-12-14", True), ("2025-12-15", True), ("2025-12-16", False), ("2026-06-15", False)]
)
def test_six_months_under_monitoring_are_over_on_their_day(since, met, known, heyi):
    since = dt.date.fromisoformat(since)
    assert clearing.months_condition(known(of=approved(household(heyi), identified_on=since))).met is met
    again = approved(household(heyi), identified_on=dt.date(2024, 3, 1))
    move(again, "roll_back", "rollback", "active", dt.date(2025, 1, 1))
    move(again, "roll_back", "rollback", "active", since)
    assert clearing.months_condition(known(of=again)).met is met


@pytest.mark.parametrize(
    ("figures", "met"),
    [
        ({"out_of_pocket": "11999.99"}, True),
        ({"out_of_pocket": "12000"}, False),
        ({"out_of_pocket": "12000.01"}, False),
        ({"out_of_pocket": "6000", "schooling_cost": "5999.99"}, True),
        ({"out_of_pocket": "6000", "schooling_cost": "6000"}, False),
        ({"schooling_cost": "12000"}, False),
        ({"schooling_cost": None, "students_beyond_compulsory": 1}, None),
        ({"schooling_cost": "0", "students_beyond_compulsory": 1}, True),
        ({"schooling_cost": None, "students_beyond_compulsory": None}, True),
        ({"reference": "8799.99"}, False),
        ({"reference": "8800"}, True),
        ({"reference": "8800.01"}, True),
        ({"reference": None}, None),
        ({"net": None}, None),
        ({"out_of_pocket": None}, None),
        ({"out_of_pocket": "0"}, True),
    ],
)
def test_spending_stays_below_half_and_leaves_the_line(figures, met, known):
    amounts = {name: Decimal(value) if isinstance(value, str) else value for name, value in figures.items()}
    assert clearing.spending_condition(known(**amounts)).met is met


@pytest.mark.parametrize(
    ("name", "checked", "registry", "met"),
    [
        ("food", (True, dt.date(2025, 6, 15)), {}, True),
        ("food", (True, dt.date(2025, 6, 14)), {}, None),
        ("food", (False, dt.date(2025, 6, 15)), {}, False),
        ("food", (False, dt.date(2025, 6, 14)), {}, None),
        ("food", None, {}, None),
        ("education", None, {"out_of_school": 0}, True),
        ("education", None, {"out_of_school": 1}, False),
        ("education", None, {"out_of_school": None}, None),
        ("education", (True, DAY), {"out_of_school": 1}, False),  # the registry knows of a child out of school
        ("education", (False, DAY), {"out_of_school": 0}, False),
        ("medical", None, {"uninsured": 0}, True),
        ("medical", None, {"uninsured": 1}, False),
        ("medical", None, {"uninsured": None}, None),
        ("medical", (True, dt.date(2025, 6, 14)), {"uninsured": None}, None),
        ("housing", None, {"house_grade": "A"}, True),
        ("housing", None, {"house_grade": "B"}, True),
        ("housing", None, {"house_grade": "C"}, False),
        ("housing", None, {"house_grade": "D"}, False),
        ("housing", None, {"house_grade": ""}, None),
        ("housing", (True, DAY), {"house_grade": "C"}, False),
        ("water", None, {"has_safe_water": True}, True),
        ("water", None, {"has_safe_water": False}, False),
        ("water", None, {"has_safe_water": None}, None),
        ("water", (True, DAY), {"has_safe_water": None}, True),
    ],
)
def test_a_guarantee_is_met_by_a_check_of_the_last_year_or_by_the_registry(name, checked, registry, met, known, case):
    figures = {key: value for key, value in registry.items() if key in FIGURES}
    for key in registry.keys() - figures.keys():
        setattr(case.household, key, registry[key])
    found = known({name: checked} if checked else {}, of=case, **figures)
    assert clearing.guarantee_condition(found, name).met is met


@pytest.mark.parametrize(("days", "met"), [(89, True), (90, True), (91, None)])
def test_the_visit_that_found_the_risks_gone_is_of_the_last_ninety_days(days, met, case, lan):
    Visit.objects.create(household=case.household, visited_on=ago(days), visited_by=lan)
    found = {one.code: one.met for one in clearing.clearing_checklist(case)}
    assert found["risks_gone"] is met


@pytest.mark.parametrize(
    ("shocks", "risks", "met"),
    [([], ["01"], True), (["01"], ["01"], False), (["05"], ["01"], True), (["0206"], ["0201"], False)],
)
def test_a_shock_of_the_same_kind_says_that_the_risk_is_not_gone(shocks, risks, met, heyi, lan, known):
    case = approved(household(heyi), risks=risks)
    seen = Visit.objects.create(household=case.household, visited_on=DAY, visited_by=lan, shocks=shocks)
    assert clearing.risks_gone_condition(known(of=case, visit=seen)).met is met


@pytest.mark.parametrize(
    ("rule", "level", "gone", "no_new"),
    [
        ("MED-01", 2, False, True),  # of the case's own risk, illness
        ("MED-01", 1, False, True),
        ("WAT-01", 2, True, False),
        ("WAT-01", 1, True, True),  # amber is no reason to wait
        ("CLR-02", 2, True, True),  # a rule about clearing itself
    ],
)
def test_a_rule_that_stands_is_the_old_risk_or_a_new_one(rule, level, gone, no_new, case, county, lan):
    Visit.objects.create(household=case.household, visited_on=DAY, visited_by=lan)
    run = RiskRun.objects.create(county=county, as_of=DAY, state="completed", finished_at="2026-06-15T01:30+08:00")
    RiskFlag.objects.create(
        household=case.household, rule=rule, level=level, evidence={}, judged_by=run, raised_by=run, raised_on=DAY
    )
    found = {one.code: one.met for one in clearing.clearing_checklist(case)}
    assert (found["risks_gone"], found["no_new_risk"]) == (gone, no_new)


@pytest.mark.parametrize(
    ("state", "met"),
    [("planned", False), ("approved", False), ("started", False), ("delivered", True), ("checked", True),
     ("ended", True), ("cancelled", False)],
)  # fmt: skip
def test_only_a_measure_that_was_delivered_counts(state, met, case, lan, known):
    made = way.delivered(case, lan)
    dates = {"delivered_on": DAY if met else None, "ended_on": DAY if state == "ended" else None}
    stand(made, state, effect="Well again", **dates)
    assert clearing.measures_condition(known()).met is met


@pytest.mark.parametrize(("days", "met"), [(-1, False), (0, True), (1, True)])
def test_what_the_leader_allowed_holds_until_the_case_is_rolled_back(days, met, heyi, li, known):
    case = approved(household(heyi, is_safety_net=True))
    move(case, "roll_back", "rollback", "active", ago(10))
    move(case, "allow_clearing", "active", "active", ago(10 - days), by=li)
    assert clearing.safety_net_condition(known(of=case)).met is met


# Whose income is counted, of which months


START = dt.date(2025, 6, 1)
END = dt.date(2026, 6, 1)
DAY_BEFORE, DAY_AFTER = END - dt.timedelta(1), END + dt.timedelta(1)
WAGES = IncomeItem.WAGES_LABOUR


@pytest.fixture
def an(heyi):
    return household(heyi, people=1).members.get()


def year_of(person, day=DAY):
    """Return the income per person of the twelve full months before `day`."""
    (year,) = clearing.rolling_incomes(person.household, day, 1)
    return year.per_person


@pytest.mark.parametrize(
    ("second", "heads"),
    [
        ((None, None), 2),
        ((DAY_BEFORE, None), 2),
        ((END, None), 1),  # joined after the last day of the year
        ((DAY_AFTER, None), 1),
        ((None, DAY_BEFORE), 1),
        ((None, END), 2),  # still there on the last day
        ((None, DAY_AFTER), 2),
    ],
)
@pytest.mark.parametrize("by_person", [False, True])
def test_income_is_shared_by_who_was_there_on_the_last_day(by_person, second, heads, an):
    """What Bo earned by name counts while Bo is there."""
    joined, left = second
    bo = member(an.household, joined_on=joined, left_on=left, left_reason="moved" if left else "")
    lines = {(WAGES, an): 12_000, (WAGES, bo): 6_000} if by_person else {WAGES: 12_000}
    told(an.household, lines, first=START, months=12, on=DAY)
    whole = 18_000 if by_person and heads == 2 else 12_000
    assert year_of(an) == Decimal(whole) / heads


@pytest.mark.parametrize(
    ("month", "counted"), [("2025-05-01", 0), ("2025-06-01", 500), ("2026-05-01", 500), ("2026-06-01", 0)]
)
def test_a_year_is_its_twelve_months(month, counted, an):
    told(an.household, {}, first=dt.date(2025, 1, 1), months=17, on=END)
    told(an.household, {WAGES: 500}, first=dt.date.fromisoformat(month), on=DAY)
    assert year_of(an) == counted


@pytest.mark.parametrize(("first", "known"), [("2025-05-01", True), ("2025-06-01", True), ("2025-07-01", False)])
def test_a_year_is_known_when_what_was_told_reaches_its_first_month(first, known, an):
    first = dt.date.fromisoformat(first)
    told(an.household, {WAGES: 5}, first=first, months=month_number(END) - month_number(first), on=DAY)
    assert (year_of(an) is not None) is known


@pytest.mark.parametrize(("last", "known"), [("2025-03-01", True), ("2025-02-01", True), ("2025-01-01", False)])
def test_a_year_is_known_when_its_last_month_is_carried_over_fifteen(last, known, an):
    last = dt.date.fromisoformat(last)
    told(an.household, {WAGES: 500}, first=last)
    assert year_of(an) == (6_000 if known else None)


def test_the_six_years_end_before_this_month_and_before_each_of_the_five_before_it(case):
    for back in range(20):
        told(case.household, {IncomeItem.CROPS: 2**back}, first=add_months(END, -back), on=DAY)
    whole = [Decimal(sum(2**back for back in range(end + 1, end + 13))) / 2 for end in range(6)]
    assert [one.per_person for one in clearing.rolling_incomes(case.household, DAY, 6)] == whole


# The check visit


@pytest.mark.parametrize(("since", "refused"), [(-1, True), (0, False), (1, False)])
def test_the_check_visit_is_not_older_than_the_monitoring(since, refused, case, lan, wen):
    day = dt.date(2025, 3, 1)  # identified
    visit = Visit.objects.create(
        household=case.household, visited_on=day + dt.timedelta(since), visited_by=lan, purpose="clearing"
    )
    with pytest.raises(ActionRefused, match="since the case became active" if refused else "Two people"):
        case_actions.steps.prepare_start_clearing(case, lan, visit=visit, clear_method="natural")


@pytest.mark.parametrize(("since", "refused"), [(-1, True), (0, False), (1, False)])
def test_the_verifying_visit_is_not_older_than_the_clue(since, refused, heyi, lan):
    case = approved(household(heyi), clue_on=ago(20))
    visit = Visit.objects.create(household=case.household, visited_on=ago(20 - since), visited_by=lan)
    with pytest.raises(ActionRefused, match="before the clue" if refused else "Two people"):
        case_actions.steps.prepare_verification(case, lan, visit=visit)


@pytest.mark.parametrize(("until", "hindered"), [(-1, False), (0, True), (1, True)])
def test_a_notice_hangs_to_the_end_of_its_last_day(until, hindered, case, wen):
    case.public_notices.create(
        procedure=case.procedure, posted_on=ago(6), until=DAY + dt.timedelta(until), place="Board", lines={}, by=wen
    )
    assert bool(case_actions.steps.notice_hindrance(case)) is hindered


@pytest.mark.parametrize(("votes_for", "votes_against", "agreed"), [(5, 6, False), (5, 5, False), (6, 5, True)])
def test_the_village_agrees_by_more_votes_than_are_against(votes_for, votes_against, agreed, case, wen):
    said = {"held_on": DAY, "attendees": "Eleven villagers", "votes_for": votes_for, "votes_against": votes_against}
    if agreed:
        case_actions.steps.prepare_village_review(case, wen, **said)
    else:
        with pytest.raises(ActionRefused, match="did not agree"):
            case_actions.steps.prepare_village_review(case, wen, **said)
    assert case.reviews.exists() is agreed
