"""Where must I act? The first thing on the dashboard: by place, with who is responsible there, and urged in two
presses."""

import datetime as dt
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import AccessEvent, Urging, User
from accounts.urging.actions import answer_urging, may_urge, urge_place
from accounts.waiting.counts import count_waiting
from alerts.models import HouseholdFacts
from cases.models import Case
from cases.tests import way
from core.workflow import ActionRefused
from households.models import Household
from povwatch.tests.factories import DAY, household, person
from reports.dashboard.acting import ToActOn
from reports.dashboard.page import Dashboard
from reports.tests.test_dashboard import ADDRESS, opened

pytestmark = pytest.mark.usefixtures("today")
URGE = "/dashboard/urge/"


def acting(user, *areas, day=DAY):
    return ToActOn(Dashboard(User.objects.get(pk=user.pk), list(areas), day))


def numbers(cells):
    """{code: number} of what is not nothing; no visit was logged in these stories, so every family waits for one."""
    return {
        cell["column"].code: cell["number"] for cell in cells if cell["number"] and cell["column"].code != "visits_late"
    }


def coloured(home, colour):
    HouseholdFacts.objects.update_or_create(
        household=home, defaults={"county": home.county, "as_of": DAY, "colour": colour}
    )
    return home


@pytest.fixture
def leader_of_anping(anping):
    jin = person("jin", "township_leader", anping)
    User.objects.filter(pk=jin.pk).update(phone="0717-2880001")
    return jin


@pytest.fixture
def late(heyi, alert):
    """In Heyi an alert was due yesterday."""
    return alert(heyi, ("open", 3), ("dispatch", 4), due_on=DAY - dt.timedelta(1))


@pytest.mark.parametrize(
    ("due", "remind", "found"),
    [(-1, -3, "alerts_overdue"), (0, -3, "alerts_soon"), (1, 0, "alerts_soon"), (2, 1, None)],
)
def test_an_alert_is_late_the_day_after_its_deadline_and_soon_due_from_its_reminder(
    qin, county, heyi, alert, due, remind, found
):
    days = {"due_on": DAY + dt.timedelta(due), "remind_on": DAY + dt.timedelta(remind)}
    alert(heyi, ("open", 3), ("dispatch", 4), **days)
    assert numbers(acting(qin, county).total) == ({found: 1} if found else {})


def test_a_closed_alert_asks_for_nothing(qin, county, heyi, alert):
    alert(heyi, ("open", 3), ("dispatch", 4), ("answer", 5), ("close", 6), outcome="identify")
    assert numbers(acting(qin, county).total) == {}


def test_red_is_told_apart_and_the_parts_are_all_of_it(qin, county, heyi, lan, alert, client_of):
    asked, told, gone = (coloured(alert(heyi, *steps, outcome=outcome).household, "red") for steps, outcome in (
        ([("open", 3), ("dispatch", 4)], ""),
        ([("open", 3), ("dispatch", 4), ("answer", 5)], "solved"),
        ([("open", 3), ("dispatch", 4), ("answer", 5), ("close", 6)], "identify"),
    ))  # fmt: skip
    never = coloured(household(heyi), "red")
    way.proposed(gone, lan)
    coloured(household(heyi), "amber")
    client = client_of(qin)
    lists = {part: client.get("/households/", {"red": part}).context["page"] for part in
             ("to_answer", "in_case", "explained")}  # fmt: skip
    found = {part: {home.pk for home in page} for part, page in lists.items()}
    assert found == {"to_answer": {asked.pk, never.pk}, "in_case": {gone.pk}, "explained": {told.pk}}
    parts = Dashboard(qin, [county], DAY).red_parts
    assert [(one["label"], one["number"]) for one in parts] == [
        ("To be answered", 2), ("In a case", 1), ("Verified and explained", 1),
    ] or not parts  # fmt: skip


def test_an_unanswered_alert_comes_before_a_case(qin, county, heyi, lan, alert):
    home = coloured(alert(heyi, ("open", 3), ("dispatch", 4)).household, "red")
    way.proposed(home, lan)
    assert numbers(acting(qin, county).total)["red_to_answer"] == 1


def test_an_alert_that_closed_itself_explains_nothing(qin, county, heyi, alert):
    home = coloured(
        alert(heyi, ("open", 3), ("dispatch", 4), ("answer", 5), ("close", 6), outcome="cause_gone").household, "red"
    )
    assert numbers(acting(qin, county).total) == {"red_to_answer": 1}
    Household.objects.filter(pk=home.pk).update(state="moved")
    assert numbers(acting(qin, county).total) == {}


def test_unknown_households_stand_on_the_first_screen(qin, county, heyi, shuikou, client_of):
    coloured(household(heyi), "unknown"), coloured(household(shuikou), "green")
    assert numbers(acting(qin, county).total) == {"unknown": 1}
    assert "/households/?village=999001&amp;colour=unknown" in opened(client_of(qin))


def test_only_who_decides_is_told_of_decisions(li, qin, county, heyi, zhao, lan, wen):
    with way.ago(10):
        case = way.on_notice(household(heyi), lan, wen, qin)
    from cases.case import actions as case_actions

    case_actions.take_case_step(case, "endorse", by=zhao)
    Case.objects.filter(pk=case.pk).update(decide_by=DAY - dt.timedelta(1))
    (decisions,) = [cell for cell in acting(li, county).total if cell["column"].code == "decisions"]
    assert (decisions["number"], decisions["late"], decisions["url"]) == (1, 1, "/cases/inbox/")
    assert "decisions" not in {one.code for one in acting(qin, county).columns}


def test_a_leader_reaches_the_overdue_township_in_two_presses(li, leader_of_anping, late, client_of):
    """One minute of a county leader: signed in, the first page names the township, and its telephone is one press."""
    page = opened(client_of(li))
    row = re.search(r"<tr>\s*<th scope=\"row\"><a[^>]*>Anping Township.*?</tr>", page, re.S)[0]
    assert 'href="/alerts/?village=999001101&amp;time=overdue"' in row
    assert "Jin" in row and 'href="tel:0717-2880001"' in row
    assert page.index("To act on") < page.index("Risk cleared, share of households")
    assert "Linxi Township" not in page[page.index('id="act"') : page.index("Risk cleared, share")]


def test_a_township_sees_its_villages_with_their_caseworkers(zhao, late, lan, client_of):
    (row,) = acting(zhao, *zhao.areas_where("indicator.view")).rows
    assert row["area"].name == "Heyi Village" and lan in row["people"]


def test_a_village_sees_itself(lan, late, heyi):
    (row,) = acting(lan, heyi).rows
    assert (row["area"], numbers(row["cells"]), row["urge"]) == (heyi, {"alerts_overdue": 1}, "")


def test_who_left_is_nobody_to_call(li, county, leader_of_anping, late):
    User.objects.filter(pk=leader_of_anping.pk).update(is_active=False)
    assert acting(li, county).rows[0]["people"] == []


def test_a_past_day_asks_nobody_to_act(qin, late, client_of):
    assert 'id="act"' not in opened(client_of(qin), {"on": "2026-06-14"})


def test_nothing_to_act_on_is_said(qin, heyi, client_of):
    household(heyi, kind="general")
    assert "Nothing is to be acted on today." in opened(client_of(qin))


# ---------------------------------------------------------------------------------------------------------- urging


def test_a_county_urges_and_the_township_answers(li, zhao, qin, anping, late, leader_of_anping, client_of):
    client = client_of(li)
    assert "Overdue alerts: 1" in client.get(URGE, {"area": anping.code}).content.decode()
    assert client.post(f"{URGE}?area={anping.code}", {"note": "By Friday, please."}).url == ADDRESS
    urging = Urging.objects.get()
    assert (urging.area, urging.asked_by) == (anping, li) and urging.counts["alerts_overdue"] == 1
    assert "no answer yet" in opened(client)
    for told in (zhao, leader_of_anping):
        assert count_waiting(User.objects.get(pk=told.pk))["urged-township"].number == 1
    assert "urged-township" not in count_waiting(User.objects.get(pk=qin.pk))
    page = client_of(zhao).get(urging.get_absolute_url()).content.decode()
    assert "By Friday, please." in page and "Overdue alerts: 1" in page
    client_of(zhao).post(urging.get_absolute_url(), {"answer": "Verified tomorrow."})
    assert "Verified tomorrow." in client.get("/accounts/urgings/").content.decode()
    assert "answered" in opened(client) and "urged-township" not in count_waiting(User.objects.get(pk=zhao.pk))
    assert {one.action for one in AccessEvent.objects.all()} >= {"place_urged", "urging_answered"}


def test_a_place_has_one_open_urging_at_a_time(li, qin, anping, late):
    urge_place(anping, by=li, counts={"alerts_overdue": 1})
    with pytest.raises(ActionRefused, match="was urged on 2026-06-15 already"):
        urge_place(anping, by=qin, counts={"alerts_overdue": 1})
    with pytest.raises(IntegrityError), transaction.atomic():
        Urging.objects.create(area=anping, asked_by=li)


def test_it_may_be_urged_again_after_an_answer(li, zhao, anping):
    answer_urging(urge_place(anping, by=li, counts={"unknown": 1}), by=zhao, answer="Done.")
    assert urge_place(anping, by=li, counts={"unknown": 1}).answered_at is None


def test_nobody_urges_themselves_or_next_door(zhao, li, mo, county, anping, heyi):
    assert [may_urge(zhao, one) for one in (heyi, anping, county)] == [True, False, False]
    assert [may_urge(li, one) for one in (heyi, anping, county)] == [True, True, False]
    assert not may_urge(mo, heyi)
    with pytest.raises(ActionRefused, match="not your own office"):
        urge_place(anping, by=zhao, counts={"unknown": 1})


@pytest.mark.parametrize(
    ("counts", "note", "goes"), [({}, "", False), ({"unknown": 0}, " ", False), ({}, "Call me", True)]
)
def test_urging_says_what_about(li, anping, counts, note, goes):
    if goes:
        assert urge_place(anping, by=li, counts=counts, note=note).note == "Call me"
        return
    with pytest.raises(ActionRefused, match="Nothing is to be acted on"):
        urge_place(anping, by=li, counts=counts, note=note)


def test_only_the_place_answers_once_and_says_something(li, zhao, wen, anping):
    urging = urge_place(anping, by=li, counts={"unknown": 1})
    for other in (li, wen):
        with pytest.raises(PermissionDenied):
            answer_urging(urging, by=other, answer="Done.")
    with pytest.raises(ActionRefused, match="Please say"):
        answer_urging(urging, by=zhao, answer=" ")
    answer_urging(urging, by=zhao, answer="Done.")
    with pytest.raises(ActionRefused, match="answered already"):
        answer_urging(urging, by=zhao, answer="Again.")


def test_a_village_is_urged_by_its_township_and_answers(zhao, lan, heyi, client_of):
    urging = urge_place(heyi, by=zhao, counts={"visits_late": 2})
    assert count_waiting(User.objects.get(pk=lan.pk))["urged-village"].number == 1
    assert client_of(lan).post(urging.get_absolute_url(), {"answer": ""}).status_code == 422
    assert client_of(lan).post(urging.get_absolute_url(), {"answer": "On Monday"}).status_code == 302


def test_urgings_of_others_are_not_seen(li, mo, anping, lan, client_of):
    urging = urge_place(anping, by=li, counts={"unknown": 1})
    assert client_of(mo).get(urging.get_absolute_url()).status_code == 404
    assert client_of(lan).get(urging.get_absolute_url()).status_code == 404  # of the township, not of the village


def test_who_may_not_urge_has_no_door(lan, su, anping, client_of):
    for user in (lan, su):
        assert client_of(user).get(URGE, {"area": anping.code}).status_code == 403
