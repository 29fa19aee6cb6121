"""What was true on a past day stays true, whatever happened since."""

import datetime as dt

from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.choices import CaseStep
from cases.models import Case
from policy.models import Parameter
from povwatch.tests import factories
from reports.indicators.figures import Indicators

DAY = factories.DAY  # 15 June 2026


def on(day, area):
    return Indicators([area], day).total


def households(told, *states):
    return tuple(told[state]["households"] for state in states)


def stock(day, area):
    """(uncleared, cleared) households."""
    return households(on(day, area), "uncleared", "cleared")


def test_a_cleared_case_that_was_rolled_back(heyi):
    case = factories.case(factories.household(heyi), identified_on=dt.date(2025, 3, 1), cleared_on=dt.date(2026, 2, 10))
    Case.objects.filter(pk=case.pk).update(state="active", cleared_on=None, line_at_clearing=None, clear_method="")
    factories.move(case, CaseStep.ROLL_BACK, "cleared", "active", dt.date(2026, 6, 3))
    assert stock(dt.date(2025, 2, 28), heyi) == (0, 0)
    assert stock(dt.date(2025, 3, 1), heyi) == (1, 0)
    assert stock(dt.date(2026, 2, 9), heyi) == (1, 0)
    assert stock(dt.date(2026, 2, 10), heyi) == (0, 1)
    assert stock(dt.date(2026, 6, 3), heyi) == (1, 0)
    june, february = on(DAY, heyi)["month"], on(dt.date(2026, 2, 28), heyi)["month"]
    assert households(june, "rolled_back", "identified", "cleared") == (1, 0, 0)
    assert june["net_change"] == 1
    assert february["net_change"] == -1
    assert february["cleared"]["households"] == 1
    assert february["cleared_by_assistance"]["households"] == 1  # the rollback took the way off the case, not the log


def test_ways_of_clearing(heyi):
    factories.case(factories.household(heyi), cleared_on=dt.date(2026, 6, 1))
    factories.case(factories.household(heyi), cleared_on=dt.date(2026, 6, 2), clear_method="natural")
    told = on(DAY, heyi)["month"]
    assert households(told, "cleared_by_assistance", "cleared_naturally", "cleared_way_unknown") == (1, 1, 0)
    assert told["cleared"] == {"households": 2, "people": 4}


def test_a_remark_is_a_new_episode_of_the_same_household(heyi):
    family = factories.household(heyi)
    factories.case(family, cleared_on=dt.date(2026, 1, 10))
    again = Case.objects.create(household=family, episode_no=2, case_type="sudden", risks=["0201"])
    factories.move(again, CaseStep.PROPOSE, "", "candidate", dt.date(2026, 5, 20))
    assert stock(dt.date(2026, 5, 31), heyi) == (0, 1)  # a proposal takes nobody out of the stock
    factories.move(again, CaseStep.REMARK, "candidate", "active", dt.date(2026, 6, 5))
    told = Indicators([heyi], DAY)
    assert households(told.total, "monitored", "uncleared", "cleared") == (1, 1, 0)
    assert households(told.total["month"], "identified", "remarked") == (0, 1)
    assert told.total["types"]["sudden"]["uncleared"]["households"] == 1
    assert told.total["types"]["unstable"]["monitored"]["households"] == 0
    by_risk = {risk.value: numbers["monitored"]["households"] for risk, numbers in told.risks}
    assert by_risk["02"] == 1  # a flood is a natural disaster
    assert told.total["month"]["net_change"] == 1


def test_refused_and_withdrawn_proposals_never_count(heyi):
    family = factories.household(heyi)
    refused = Case.objects.create(household=family, case_type="marginal", risks=["01"], state="refused")
    factories.move(refused, CaseStep.PROPOSE, "", "candidate", dt.date(2026, 6, 1))
    factories.move(refused, CaseStep.REFUSE, "candidate", "refused", dt.date(2026, 6, 2))
    cleared = factories.household(heyi)
    factories.case(cleared, cleared_on=dt.date(2026, 1, 10))
    withdrawn = Case.objects.create(household=cleared, episode_no=2, case_type="marginal", risks=["01"], state="ended")
    factories.move(withdrawn, CaseStep.END, "candidate", "ended", dt.date(2026, 6, 2))
    assert stock(DAY, heyi) == (0, 1)
    assert on(DAY, heyi)["month"]["ended_active"]["households"] == 0


def test_ended_while_active_and_after_clearing(heyi):
    active, cleared = (
        factories.case(factories.household(heyi)),
        factories.case(factories.household(heyi), cleared_on=dt.date(2026, 1, 10)),
    )
    factories.move(active, CaseStep.END, "active", "ended", dt.date(2026, 6, 9))
    factories.move(cleared, CaseStep.END, "cleared", "ended", dt.date(2026, 6, 10))
    assert stock(dt.date(2026, 6, 8), heyi) == (1, 1)
    assert stock(DAY, heyi) == (0, 0)
    told = on(DAY, heyi)
    assert households(told["month"], "ended_active", "ended_cleared", "cleared") == (1, 1, 0)
    assert told["month"]["net_change"] == -1
    assert told["share"] == {"households": None, "people": None}


def test_a_family_that_moved_counts_where_it_lived_then(heyi, shuikou, county):
    family = factories.household(heyi)
    case = factories.case(family)
    family.village = shuikou
    family.save()
    factories.move(case, CaseStep.MOVE, "active", "active", dt.date(2026, 6, 7))
    assert stock(dt.date(2026, 6, 6), heyi) == (1, 0)
    assert stock(dt.date(2026, 6, 6), shuikou) == (0, 0)
    assert stock(DAY, heyi) == (0, 0)
    assert stock(DAY, shuikou) == (1, 0)
    for area, moved in ((heyi, -1), (shuikou, 1), (county, 0)):
        month = on(DAY, area)["month"]
        assert households(month, "moved", "identified") == (moved, 0)
        assert month["net_change"] == moved


def test_people_are_those_present_on_the_day(heyi):
    family = factories.household(heyi, people=3)
    factories.case(family)
    factories.member(family, joined_on=dt.date(2026, 5, 1))
    family.members.filter(relation="head").update(left_on=dt.date(2026, 6, 10), left_reason="died")
    people = {day: on(day, heyi)["monitored"]["people"] for day in (dt.date(2026, 4, 30), dt.date(2026, 5, 1), DAY)}
    assert people == {dt.date(2026, 4, 30): 3, dt.date(2026, 5, 1): 4, DAY: 3}
    trend = {end: told["monitored"]["people"] for end, told in Indicators([heyi], DAY).trend}
    assert [trend[end] for end in people if end in trend] == [3, 3]
    assert trend[dt.date(2026, 5, 31)] == 4


def test_the_trend_has_24_points_and_ends_on_the_day(heyi):
    factories.case(factories.household(heyi), identified_on=dt.date(2020, 1, 1), cleared_on=dt.date(2026, 6, 15))
    trend = Indicators([heyi], DAY).trend
    ends = [end for end, _told in trend]
    assert len(ends) == 24 and ends[0] == dt.date(2024, 7, 31) and ends[-2:] == [dt.date(2026, 5, 31), DAY]
    assert [households(told, "uncleared", "cleared") for _on, told in trend] == [(1, 0)] * 23 + [(0, 1)]


def levels(day, area):
    return on(day, area)["open"]


def test_red_and_amber_households_of_a_day(heyi, flag):
    flag(factories.household(heyi), "INC-01", 2)
    fell = factories.household(heyi)
    flag(fell, "INC-01", 2, until=dt.date(2026, 6, 1))
    flag(fell, "INC-02", 1)
    assert levels(dt.date(2026, 4, 30), heyi) == {"red": None, "amber": None}  # before the first night
    assert levels(dt.date(2026, 5, 31), heyi) == {"red": 2, "amber": 0}
    assert levels(dt.date(2026, 6, 1), heyi) == {"red": 1, "amber": 1}


def test_three_groups_of_amber_make_red_while_the_switch_is_on(heyi, county, flag):
    family = factories.household(heyi)
    for rule in ("INC-02", "EXP-02", "EDU-03"):
        flag(family, rule, 1)
    assert levels(DAY, heyi) == {"red": 1, "amber": 0}
    Parameter.objects.create(key="amber_switch", area=county, value="0", valid_from=DAY, document="County notice 7")
    assert levels(DAY, heyi) == {"red": 0, "amber": 1}
    assert levels(dt.date(2026, 6, 14), heyi) == {"red": 1, "amber": 0}


def test_a_territory_of_several_places_counts_each_household_once(heyi, anping, shuikou):
    for village in (heyi, shuikou):
        factories.case(factories.household(village))
    told = Indicators([anping, heyi, shuikou], DAY)
    assert told.total["monitored"]["households"] == 2
    assert [(area.name, numbers["monitored"]["people"]) for area, numbers in told.at("county")] == [
        ("Qingshan County", 4)
    ]


def test_the_county_next_door_is_not_counted(heyi, neighbour):
    factories.case(factories.household(heyi))
    told = Indicators([neighbour], DAY)
    assert told.total["monitored"] == {"households": 0, "people": 0}
    assert [area.code for area in told.places] == ["999002"]


def test_the_number_of_queries_does_not_grow_with_the_county(heyi, shuikou, county):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            Indicators([county], DAY).as_dict("village")
        return len(queries)

    factories.case(factories.household(heyi))
    before = asked()
    for village in (heyi, shuikou) * 3:
        factories.case(factories.household(village), cleared_on=dt.date(2026, 6, 3))
    assert asked() == before <= 16
