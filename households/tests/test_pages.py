"""The household list and the portrait, as the cast sees them."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import AccessEvent
from alerts.levels import Colour, Level
from alerts.models import HouseholdFacts, RiskFlag, RiskRun
from core.listing.search import seal_search_text, unseal_search_text
from households.choices import HouseholdKind, HouseholdState, IncomeItem, LeftReason, Relation
from households.models import GuaranteeCheck, Member, WorkSpell
from households.registry.names import masked_labels
from povwatch.tests.factories import DAY, area, case, earn, household, member, person
from visits.models import Visit

LIST = "/households/"
ID_NUMBER = "11010519491231002X"
PHONE = "13800001234"


@pytest.fixture(autouse=True)
def on_that_day():
    with time_machine.travel(dt.datetime(2026, 6, 15, 2, tzinfo=dt.UTC), tick=False):
        yield


def facts(of, **values):
    """Store the facts that the nightly run found out about a household."""
    return HouseholdFacts.objects.create(household=of, county=of.county, as_of=DAY, **values)


def rows(response):
    return [row.number for row in response.context["page"]]


def head_of(family) -> Member:
    return family.members.get(relation=Relation.HEAD)


# ------------------------------------------------------------------------------------------------------------ the list


def test_a_caseworker_lists_her_village_only(lan, client_of, heyi, shuikou):
    own, _elsewhere = household(heyi), household(shuikou)
    page = client_of(lan).get(LIST)
    assert rows(page) == [own.number]
    assert head_of(own).name in page.content.decode()


def test_a_desk_without_households_is_refused(ding, tan, client_of):
    assert client_of(ding).get(LIST).status_code == 403
    assert client_of(tan).get(LIST).status_code == 403


def test_an_empty_territory_says_what_to_do(lan, client_of):
    assert "imports them from the registry" in client_of(lan).get(LIST).content.decode()


def test_filters_that_find_nothing_offer_the_way_back(lan, client_of, heyi):
    household(heyi)
    page = client_of(lan).get(LIST, {"kind": "general"}).content.decode()
    assert "No household matches these filters." in page and "Show all households" in page


@pytest.mark.parametrize("level", ["999001", "999001101", "999001101201"])
def test_an_area_of_any_level_narrows_the_list(qin, client_of, heyi, shuikou, level):
    inside, outside = household(heyi), household(shuikou)
    found = rows(client_of(qin).get(LIST, {"village": level}))
    assert inside.number in found
    assert (outside.number in found) == (level == "999001")


def test_an_area_outside_the_territory_is_no_filter(lan, client_of, heyi, shuikou):
    own = household(heyi)
    page = client_of(lan).get(LIST, {"village": shuikou.code})
    assert rows(page) == [own.number]
    assert "is not applied" in page.content.decode()


def test_households_no_longer_on_file_are_listed_when_asked_for(qin, client_of, heyi):
    gone = household(heyi, state=HouseholdState.MOVED)
    assert rows(client_of(qin).get(LIST)) == []
    assert (
        rows(client_of(qin).get(LIST, {"state": "moved"}))
        == rows(client_of(qin).get(LIST, {"state": "any"}))
        == [gone.number]
    )


def test_kind_colour_and_rule_narrow_the_list(qin, client_of, heyi, county):
    red, calm = household(heyi, kind=HouseholdKind.GENERAL), household(heyi)
    facts(red, colour=Colour.RED), facts(calm, colour=Colour.GREEN)
    run = RiskRun.objects.create(county=county, as_of=DAY)
    flag = {"level": Level.RED, "evidence": {}, "judged_by": run, "raised_on": DAY, "raised_by": run}
    RiskFlag.objects.create(household=red, rule="INC-01", **flag)
    RiskFlag.objects.create(household=calm, rule="INC-01", cleared_on=DAY, cleared_by=run, **flag)
    for query in ({"kind": "general"}, {"colour": "red"}, {"rule": "INC-01"}, {"rule": "INC-01", "colour": "red"}):
        assert rows(client_of(qin).get(LIST, query)) == [red.number]
    assert rows(client_of(qin).get(LIST, {"rule": "INC-02"})) == []


def test_the_state_of_monitoring_is_that_of_the_latest_episode(qin, client_of, heyi):
    never, active, cleared = household(heyi), household(heyi), household(heyi)
    case(active, cleared_on=dt.date(2025, 12, 1)), case(active, episode_no=2, identified_on=dt.date(2026, 2, 1))
    case(cleared, cleared_on=dt.date(2026, 1, 5))
    expected = {
        "none": [never],
        "active": [active],
        "cleared": [cleared],
        "uncleared": [active],
        "on_file": [active, cleared],
        "candidate": [],
        "ended": [],
        "clearing": [],
    }
    for state, families in expected.items():
        assert rows(client_of(qin).get(LIST, {"case_state": state})) == [family.number for family in families], state


@pytest.mark.parametrize(
    "sort",
    ["number", "-number", "head", "-head", "village", "people", "-people", "income", "-income", "colour", "visit"],
)
def test_every_column_sorts(qin, client_of, heyi, shuikou, sort):
    first, last = household(heyi, people=1), household(shuikou, people=3)
    facts(first, people=1, net=9_000, colour=Colour.RED, last_visit_on=dt.date(2026, 1, 1))
    facts(last, people=3, net=90_000, colour=Colour.GREEN, last_visit_on=dt.date(2026, 2, 1))
    numbers = [first.number, last.number]
    assert rows(client_of(qin).get(LIST, {"sort": sort})) == (numbers[::-1] if sort.startswith("-") else numbers)


def test_red_comes_before_amber_and_green_last(qin, client_of, heyi):
    families = {colour: household(heyi) for colour in ("green", "unknown", "red", "amber")}
    for colour, family in families.items():
        facts(family, colour=colour)
    found = rows(client_of(qin).get(LIST, {"sort": "colour"}))
    assert found == [families[colour].number for colour in ("red", "amber", "unknown", "green")]


def test_two_heads_are_one_row(qin, client_of, heyi):
    family = household(heyi)
    member(family, relation=Relation.HEAD)
    assert rows(client_of(qin).get(LIST, {"sort": "head"})) == [family.number]


def test_a_page_holds_fifty_and_the_count_tells_all(qin, client_of, heyi):
    for _number in range(51):
        household(heyi, people=1)
    page = client_of(qin).get(LIST, {"page": 2})
    assert len(page.context["page"]) == 1
    assert page.context["page"].paginator.count == 51


def furnished(village):
    """A household about which everything is known."""
    family = household(village, income=9_000)
    facts(family, people=2, net=18_000, colour=Colour.AMBER, last_visit_on=DAY)
    case(family)
    Visit.objects.create(household=family, visited_on=DAY)
    GuaranteeCheck.objects.create(household=family, checked_on=DAY, source="visit", water=True)
    WorkSpell.objects.create(member=head_of(family), place="county", channel="own", started_on=DAY)
    return family


def test_the_list_asks_the_database_the_same_however_many_rows(qin, client_of, heyi, django_assert_num_queries):
    client = client_of(qin)
    client.get(LIST)  # signing in asks a few questions of its own
    for many in (5, 10):
        for _number in range(many):
            furnished(heyi)
        with django_assert_num_queries(14):
            client.get(LIST, {"sort": "head", "village": heyi.code, "case_state": "active"})


def test_htmx_gets_the_list_alone(qin, client_of, heyi):
    family = household(heyi)
    page = client_of(qin).get(LIST, headers={"HX-Request": "true"}).content.decode()
    assert family.number in page and "<html" not in page


# ---------------------------------------------------------------------------------------------------------- the search


def searched(client, text):
    return client.post(reverse("households:search"), {"text": text})


@pytest.mark.parametrize("text", [ID_NUMBER, ID_NUMBER.lower(), f" {PHONE} ", "Chen Sample"])
def test_one_match_leads_straight_to_the_household(lan, client_of, heyi, text):
    family = household(heyi, phone=PHONE)
    member(family, name="Chen Sample", id_number=ID_NUMBER)
    household(heyi)
    assert searched(client_of(lan), text).url == family.get_absolute_url()


def test_several_matches_lead_to_the_list_and_nothing_personal_stands_in_the_address(lan, client_of, heyi):
    for _number in range(2):
        member(household(heyi), name="Chen Sample")
    household(heyi)
    client = client_of(lan)
    answer = searched(client, "Chen Sample")
    assert "Chen" not in answer.url and "Sample" not in answer.url
    page = client.get(answer.url)
    assert len(rows(page)) == 2
    assert "Chen Sample" in page.content.decode()


def test_a_search_does_not_look_over_the_border(lan, client_of, shuikou):
    family = household(shuikou)
    member(family, name="Chen Sample", id_number=ID_NUMBER)
    client = client_of(lan)
    assert rows(client.get(searched(client, ID_NUMBER).url)) == []


def test_a_search_finds_a_family_that_moved_away(lan, client_of, heyi):
    gone = household(heyi, state=HouseholdState.MOVED, number="GONE1"), household(heyi, number="GONE2")
    client = client_of(lan)
    assert rows(client.get(searched(client, "GONE").url)) == [family.number for family in gone]


def test_an_empty_search_is_the_whole_list(lan, client_of):
    assert searched(client_of(lan), "  ").url == LIST


def test_a_sealed_search_opens_for_the_person_who_searched_alone(lan, wen, client_of, heyi):
    family = household(heyi)
    sealed = seal_search_text(family.number, lan)
    assert unseal_search_text(sealed, lan) == family.number
    page = client_of(wen).get(LIST, {"text": sealed})
    assert family.number in rows(page)  # the filter is not applied, and says so
    assert "Please search again" in page.content.decode()
    assert client_of(wen).get(LIST, {"text": "äß-broken"}).status_code == 200


def test_searching_is_logged_without_the_words(lan, client_of, heyi):
    searched(client_of(lan), ID_NUMBER)
    event = AccessEvent.objects.get(action="searched")
    assert event.user == lan and event.details == {"found": 0}


# -------------------------------------------------------------------------------------------------------- the portrait


def test_opening_a_portrait_leaves_a_line_in_the_log(lan, client_of, heyi):
    family = household(heyi)
    assert client_of(lan).get(family.get_absolute_url()).status_code == 200
    event = AccessEvent.objects.get(action="opened")
    assert (event.user, event.subject_id, event.area) == (lan, str(family.pk), heyi)


def test_outside_the_territory_there_is_no_such_page_and_no_line(lan, mo, client_of, shuikou):
    family = household(shuikou)
    assert client_of(lan).get(family.get_absolute_url()).status_code == 404
    assert client_of(mo).get(family.get_absolute_url()).status_code == 404
    assert not AccessEvent.objects.filter(action="opened").exists()


def test_inside_without_the_right_one_is_told_so(ding, client_of, heyi):
    assert client_of(ding).get(household(heyi).get_absolute_url()).status_code == 403


def test_a_stranger_signs_in_first(heyi):
    assert Client().get(household(heyi).get_absolute_url()).status_code == 302


def test_a_portrait_is_not_kept_by_the_browser(lan, client_of, heyi):
    assert "no-store" in client_of(lan).get(household(heyi).get_absolute_url())["Cache-Control"]


def test_a_household_without_anything_still_has_its_portrait(lan, client_of, heyi):
    page = client_of(lan).get(household(heyi, people=0).get_absolute_url()).content.decode()
    for words in (
        "Nobody is recorded as a member",
        "Nobody has told of income in the last 24 months",
        "Nobody has checked",
        "never under monitoring",
    ):
        assert words in page


def test_a_full_portrait_asks_a_bounded_number_of_questions(qin, client_of, heyi, django_assert_max_num_queries):
    family = furnished(heyi)
    for _number in range(5):
        earn(family, 1_200, person=member(family), item=IncomeItem.CROPS)
    client = client_of(qin)
    client.get(LIST)
    with django_assert_max_num_queries(62):
        page = client.get(family.get_absolute_url())
    assert page.status_code == 200


def test_the_income_panel_divides_net_income_by_the_people(lan, client_of, heyi):
    family = household(heyi, people=2, income=9_000)
    earn(family, 600, item=IncomeItem.OUT_OF_POCKET)
    earn(family, 1_200, item=IncomeItem.COST_CROPS)
    page = client_of(lan).get(family.get_absolute_url()).content.decode()
    assert "18,000" in page and "1,200" in page  # wages, production cost
    assert "16,800" in page and "8,400" in page  # net, per person
    assert "8,100" in page  # reference income per person


def test_a_zero_is_shown_and_what_was_not_asked_is_a_dash(lan, client_of, heyi):
    family = household(heyi, people=1)
    earn(family, 0, item=IncomeItem.WAGES_LABOUR)
    page = client_of(lan).get(family.get_absolute_url()).content.decode()
    assert '"values": [null' in page and "0, 0, 0]" in page
    cells = '<tdclass="pw-number">0</td><tdclass="pw-number">–</td>'  # this year, the year before
    assert f'<thscope="row">Wages</th>{cells}' in "".join(page.split())


def test_income_without_a_line_in_force_says_so(db, client_of):
    village = area("999003101201", "Nowhere", area("999003101", "No Township", area("999003", "No County")))
    family = household(village, income=9_000)
    someone = person("someone", "caseworker", village)
    assert "no line in force" in client_of(someone).get(family.get_absolute_url()).content.decode()


def test_people_who_left_are_kept_with_the_reason(lan, client_of, heyi):
    family = household(heyi)
    member(family, name="Gone Sample", left_on=dt.date(2026, 1, 1), left_reason=LeftReason.MARRIED)
    page = client_of(lan).get(family.get_absolute_url()).content.decode()
    assert "1 person who left" in page and "Married away" in page


# ------------------------------------------------------------------------------------------------------ what is secret


@pytest.fixture
def secretive(heyi):
    family = household(heyi, phone=PHONE, address="Sample Lane 7", bank_account="6222000011112222")
    member(family, id_number=ID_NUMBER, phone=PHONE)
    return family


def in_full(client, family, reason):
    return client.post(reverse("households:reveal", args=[family.pk]), {"reason": reason})


def test_secrets_are_masked_at_first(lan, client_of, secretive):
    page = client_of(lan).get(secretive.get_absolute_url()).content.decode()
    assert "110105********002X" in page and "138****1234" in page
    assert f">{PHONE}" not in page and ID_NUMBER not in page and "Sample Lane 7" not in page


def test_a_tap_calls_for_those_who_visit_and_for_nobody_else(lan, qin, client_of, secretive):
    assert f'href="tel:{PHONE}"' in client_of(lan).get(secretive.get_absolute_url()).content.decode()
    assert PHONE not in client_of(qin).get(secretive.get_absolute_url()).content.decode()


def test_secrets_are_shown_for_a_reason_that_is_logged(lan, client_of, secretive):
    page = in_full(client_of(lan), secretive, "Card application").content.decode()
    assert ID_NUMBER in page and PHONE in page and "Sample Lane 7" in page
    event = AccessEvent.objects.get(action="revealed")
    assert (event.user, event.reason, event.area) == (lan, "Card application", secretive.village)


def test_without_a_reason_nothing_is_shown(lan, client_of, secretive):
    page = in_full(client_of(lan), secretive, " ")
    assert page.status_code == 422 and ID_NUMBER not in page.content.decode()
    assert not AccessEvent.objects.filter(action="revealed").exists()


def test_who_may_look_may_not_always_see_secrets(su, client_of, secretive):
    page = client_of(su).get(secretive.get_absolute_url()).content.decode()
    assert reverse("households:reveal", args=[secretive.pk]) not in page
    assert in_full(client_of(su), secretive, "Audit").status_code == 403


def test_secrets_of_another_village_do_not_exist(wen, client_of, shuikou):
    assert in_full(client_of(wen), household(shuikou), "Curious").status_code == 404


def test_a_reload_of_the_shown_page_shows_the_masked_one(lan, client_of, secretive):
    answer = client_of(lan).get(reverse("households:reveal", args=[secretive.pk]))
    assert answer.url == secretive.get_absolute_url()


# -------------------------------------------------------------------------------------------------------- names first


def test_a_page_is_named_by_the_family_first_and_the_tab_hides_the_name(lan, client_of, heyi):
    home = household(heyi, people=0, number="420527")
    member(home, name="张建三", relation="head")
    page = client_of(lan).get(home.get_absolute_url()).content.decode()
    title = page.partition("<title>")[2].partition("</title>")[0]
    assert title.startswith("张*三 · 420527") and "张建三" not in title
    assert "<h1>张建三</h1>" in page and 'aria-current="page">张*三 · 420527' in page


def test_several_are_named_by_head_else_by_who_is_there_with_one_question(heyi, django_assert_num_queries):
    headed, headless, empty = (household(heyi, people=0, number=number) for number in ("H1", "H2", "H3"))
    member(headed, name="王小二"), member(headed, name="张建三", relation="head")
    member(headless, name="李四"), member(headless, name="李小五")
    with django_assert_num_queries(1):
        labels = masked_labels([headed, headless, empty])
    assert list(labels.values()) == ["张*三 · H1", "李* · H2", "No head recorded · H3"]
