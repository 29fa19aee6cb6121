"""The first screen of a portrait: who lives here, how they stand, and what is to be done next. Today is 29 November
2026; the twelve months are November 2025 to October 2026."""

import datetime as dt

import pytest
import time_machine

from alerts.alert import actions
from alerts.models import HouseholdFacts, RiskFlag, RiskRun
from core.dates import today
from households.models import GuaranteeCheck, WorkSpell
from households.registry.income import income_context
from households.registry.portrait import GLANCE_COLUMNS, PANELS, Glance
from povwatch.tests.factories import case, household, member, stand, told
from visits.models import Visit

TODAY = dt.date(2026, 11, 29)
WORK = "wages_labour"
NOVEMBER = dt.date(2025, 11, 1)


@pytest.fixture(autouse=True)
def on_that_day():
    with time_machine.travel(dt.datetime(2026, 11, 29, 2, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def family(heyi):
    """Zhang Jiansan, who works in the county, and her son Zhang Xiaoming, who learns."""
    made = household(heyi, people=0, number="420527000000000001")
    head = member(made, name="Zhang Jiansan", relation="head", birth_date=dt.date(1964, 2, 1), has_chronic_illness=True)
    member(made, name="Zhang Xiaoming", birth_date=dt.date(2012, 5, 1), school_stage="junior", labour="")
    WorkSpell.objects.create(member=head, place="county", channel="own", started_on=dt.date(2026, 3, 1))
    return made


def first_screen(client, family):
    """{the words of a heading: what stands under it}, in the order of the page."""
    page = client.get(family.get_absolute_url())
    drawn = {part["glance"]["label"]: part["glance"]["html"] for column in page.context["columns"] for part in column}
    return {str(label): " ".join(html.split()) for label, html in drawn.items()}


def next_words(client, family):
    return [(str(step.words), step.until) for step in client.get(family.get_absolute_url()).context["next_steps"]]


def picture(family):
    return income_context(family, family.income.all(), list(family.members.all()), TODAY)["picture"]


# --------------------------------------------------------------------------------------------------------- the columns


def test_the_first_screen_says_seven_things_in_this_order(family, lan, client_of):
    labels = list(first_screen(client_of(lan), family))
    assert labels == [
        "Who lives here", "Colour and reasons", "Income of twelve months", "Case", "Last visit", "Six guarantees",
    ]  # fmt: skip
    page = client_of(lan).get(family.get_absolute_url()).content.decode()
    assert page.index("Six guarantees") < page.index("To do next") < page.index('class="pw-jump"')


def test_every_glance_has_a_column_of_the_screen():
    columns = {panel.glance.column for panel in PANELS.values() if panel.glance}
    assert columns == set(range(1, GLANCE_COLUMNS + 1)) and Glance._fields == ("column", "label")


def test_people_are_told_by_name_age_health_work_and_school(family, lan, client_of):
    people = first_screen(client_of(lan), family)["Who lives here"]
    for words in (
        "<b>Zhang Jiansan</b>",
        "62",
        "chronic illness",
        "works: In the county",
        "<b>Zhang Xiaoming</b>",
        "14",
    ):
        assert words in people, words
    assert people.index("Zhang Jiansan") < people.index("Zhang Xiaoming")


def test_whoever_left_does_not_live_here(family, lan, client_of):
    member(family, name="Gone Sample", left_on=dt.date(2026, 1, 1), left_reason="moved")
    assert "Gone Sample" not in first_screen(client_of(lan), family)["Who lives here"]


def test_six_marks_tell_met_not_met_and_unknown_apart(family, lan, client_of):
    GuaranteeCheck.objects.create(household=family, checked_on=TODAY, source="visit", water=True, housing=False)
    marks = first_screen(client_of(lan), family)["Six guarantees"]
    assert marks.count("<li>") == 6
    assert [marks.count(icon) for icon in ("#check", "#close", "#question")] == [1, 1, 4]
    assert marks.count("not asked") == 4


def test_each_reason_is_a_line_with_its_name_first_that_unfolds(family, county, lan, client_of):
    run = RiskRun.objects.create(county=county, as_of=TODAY)
    HouseholdFacts.objects.create(household=family, county=county, as_of=TODAY, colour="amber", people=2, heads=1)
    evidence = {"facts": {"per_capita": "8000"}, "parameters": {"line": "8800"}, "as_of": "2026-11-29"}
    RiskFlag.objects.create(household=family, rule="INC-01", level=1, evidence=evidence, judged_by=run,
                            raised_on=TODAY, raised_by=run)  # fmt: skip
    reasons = first_screen(client_of(lan), family)["Colour and reasons"]
    line = reasons[reasons.index("<summary>") : reasons.index("</summary>")]
    assert line.index("line") < line.index("INC-01")
    assert "What would clear it" in reasons[reasons.index("</summary>") :]


def test_the_last_visit_says_by_whom_and_a_later_attempt_does_not_hide_it(family, lan, client_of):
    assert "Nobody has visited" in first_screen(client_of(lan), family)["Last visit"]
    Visit.objects.create(household=family, visited_on=dt.date(2026, 11, 1), visited_by=lan)
    Visit.objects.create(household=family, visited_on=dt.date(2026, 11, 20), visited_by=lan, result="nobody")
    words = first_screen(client_of(lan), family)["Last visit"]
    assert "2026-11-01" in words and "by Lan" in words and "Tried on 20 Nov 2026" in words


# -------------------------------------------------------------------------------------------------- the twelve months


def test_an_unknown_month_is_a_gap_and_never_nothing(family):
    told(family, {WORK: 24_000}, first=dt.date(2026, 5, 1), months=6, on=TODAY)
    bars = picture(family)["bars"]
    assert [bar.yuan for bar in bars] == [None] * 6 + [2_000] * 6
    assert (picture(family)["known"], picture(family)["unknown"]) == (6, 6)


def test_a_month_without_income_that_was_asked_is_known_as_nothing(family):
    told(family, {WORK: 0}, first=NOVEMBER, months=12, on=TODAY)
    assert {bar.yuan for bar in picture(family)["bars"]} == {0}
    assert picture(family)["unknown"] == 0


def test_a_month_of_which_only_some_groups_were_told_is_unknown(family):
    told(family, {WORK: 24_000}, first=NOVEMBER, months=12, on=TODAY, topics=())
    assert {bar.yuan for bar in picture(family)["bars"]} == {None}


def test_carried_months_are_told_apart(family):
    told(family, {WORK: 24_000}, first=dt.date(2025, 10, 1), months=12, on=dt.date(2026, 11, 1))
    found = picture(family)
    assert [bar.is_carried for bar in found["bars"]] == [False] * 11 + [True]
    assert (found["known"], found["carried"], found["unknown"]) == (11, 1, 0)


@pytest.mark.parametrize("yuan", [-24_000, 0, 1, 24_000, 2_400_000])
def test_every_bar_and_the_line_stay_inside_the_picture(family, yuan):
    told(family, {WORK: max(yuan, 0), "cost_crops": max(-yuan, 0)}, first=NOVEMBER, months=12, on=TODAY)
    found = picture(family)
    assert 0 <= found["zero"] <= found["height"]
    for bar in found["bars"]:
        assert bar.top >= 0 and bar.top + bar.height <= found["height"] and 0 <= bar.line_y <= found["height"]
        assert min(bar.top, found["zero"]) == (bar.top if yuan >= 0 else found["zero"])


def test_readers_of_screens_get_the_same_months_as_a_table(family, lan, client_of):
    told(family, {WORK: 24_000}, first=dt.date(2026, 5, 1), months=6, on=TODAY)
    words = first_screen(client_of(lan), family)["Income of twelve months"]
    assert '<th scope="row">2026-04</th> <td>–</td> <td>unknown</td>' in words
    assert '<th scope="row">2026-05</th> <td>2,000</td> <td>known</td>' in words


# --------------------------------------------------------------------------------------------- what is to be done next


def test_nothing_is_due_for_a_family_without_anything_open(family, qin, client_of):
    assert next_words(client_of(qin), family) == []
    assert "Nothing is due." in client_of(qin).get(family.get_absolute_url()).content.decode()


def test_the_earliest_day_comes_first_with_the_main_button(family, qin, client_of):
    case(family)
    alert = actions.enter_alert(family, by=qin, channel="hotline", level=1, words="The roof leaks")
    (first, until), (second, never) = next_words(client_of(qin), family)
    assert "send the alert" in first and until == alert.due_on
    assert "helper" in second and never is None
    page = client_of(qin).get(family.get_absolute_url()).content.decode()
    assert f'class="btn btn-primary" href="{alert.get_absolute_url()}"' in page


def test_who_visits_gets_the_form_that_verifies_the_alert(family, qin, zhao, lan, client_of):
    alert = actions.enter_alert(family, by=qin, channel="hotline", level=1, words="The roof leaks")
    stand(alert, "accepted", accepted_on=today())
    buttons = {user: client_of(user).get(family.get_absolute_url()).context["next_steps"][0].url for user in (lan, qin)}
    assert buttons == {lan: f"/visits/new/{family.pk}/?purpose=verify", qin: alert.get_absolute_url()}


def test_a_due_visit_is_told_to_who_visits_and_to_nobody_else(family, lan, su, client_of):
    Visit.objects.create(household=family, visited_on=dt.date(2026, 11, 1), next_visit_on=TODAY)
    assert any("Visit promised for" in words for words, _until in next_words(client_of(lan), family))
    assert next_words(client_of(su), family) == []


def test_a_household_no_longer_on_file_asks_for_nothing(family, qin, client_of):
    case(family)
    type(family).objects.filter(pk=family.pk).update(state="moved")
    assert next_words(client_of(qin), family) == []


def test_the_first_screen_shows_no_id_number_and_no_phone(family, lan, client_of):
    family.members.filter(relation="head").update(phone="13800001234", id_number="11010519491231002X")
    words = " ".join(first_screen(client_of(lan), family).values())
    assert "13800001234" not in words and "138****" not in words and "002X" not in words
