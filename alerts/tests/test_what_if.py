"""What-if: it writes nothing, and says exactly what a run with those values would open and close."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from alerts.engine.what_if import WHAT_IF_COUNTS, try_parameter_values, what_if_json
from alerts.models import RiskFlag, RiskRun
from policy.keys import PARAMETER_KEYS
from policy.models import Parameter
from povwatch.tests.factories import DAY, area, household

from . import counties, records
from .examples import examples
from .nights import enact, night, on, versions


def tries(county, *areas, day=DAY, **values):
    with on(day):
        return try_parameter_values(county, values, areas=areas or [county])


def counts(**some) -> dict:
    return dict.fromkeys(WHAT_IF_COUNTS, 0) | some


@pytest.fixture
def homes(heyi, shuikou, county):
    """8,000 and 9,000 yuan a person in Heyi, 9,000 in Shuikou, after a night."""
    made = [household(heyi, income=8000), household(heyi, income=9000), household(shuikou, income=9000)]
    night(county)
    return made


# ------------------------------------------------------------------------------------------------- what it counts


def test_a_higher_line_opens_below_and_closes_near(homes, county):
    tried = tries(county, line="9100")
    assert tried.total == counts(opened_red=2, closed_amber=2, households=2)
    assert {row["rule"].code: row["opened_red"] + row["closed_amber"] for row in tried.rules} == {
        "INC-01": 2,
        "INC-02": 2,
    }
    assert tried.values == {"line": (8800, 9100)} and tried.day == DAY


def test_a_lower_line_closes(homes, county):
    assert tries(county, line="7000").total == counts(closed_red=1, closed_amber=2, households=3)


def test_the_same_values_change_nothing(homes, county):
    tried = tries(county, line="8800.00")
    assert tried.total == counts() and tried.rules == tried.townships == []


def test_townships_and_villages_add_up_in_the_order_of_their_codes(homes, anping, shuikou, county):
    tried = tries(county, line="9100")
    assert [row["area"] for row in tried.townships] == [anping, shuikou.parent]
    for row in (*tried.townships, {**tried.total, "villages": tried.townships}):
        assert all(row[name] == sum(part[name] for part in row["villages"]) for name in WHAT_IF_COUNTS)


def test_one_household_under_two_rules_is_one_household(heyi, county):
    household(heyi, income=9000, has_safe_water=False)
    night(county)
    tried = tries(county, line="9100", near_line="1")
    assert tried.total == counts(opened_red=1, closed_amber=1, households=1)


def test_only_the_asked_territory_is_counted(homes, anping, shuikou, county):
    assert tries(county, anping, line="9100").total["households"] == 1
    assert tries(county, shuikou, anping, line="9100").total["households"] == 2
    with on(DAY):
        assert try_parameter_values(county, {"line": "9100"}, areas=[]).total == counts()


def test_the_neighbouring_county_is_never_counted(homes, county, neighbour):
    village = area("999002101201", "Qiaotou Village", area("999002101", "Dongshan Township", neighbour))
    household(village, income=9000)
    night(neighbour)
    assert tries(county, county, neighbour, line="9100").total["households"] == 2


def test_a_line_where_none_is_in_force_shows_what_it_would_find(db):
    village = area(
        "999003101201", "Lower Village", area("999003101", "Upper Township", area("999003", "Huangshi County"))
    )
    bare = village.parent.parent
    enact(bare, "income_stale_months", "15"), enact(bare, "income_carried_red", "6")
    household(village, income=5000)
    night(bare)
    tried = tries(bare, line="8800")
    assert tried.total == counts(opened_red=1, households=1) and tried.values == {"line": (None, 8800)}


def test_json_says_the_same(homes, county, anping, heyi):
    tried = tries(county, line="9100")
    told = what_if_json(tried)
    assert told["values"] == {"line": {"now": "8800", "tried": "9100"}} and told["total"] == tried.total
    assert told["rules"]["INC-01"] == counts(opened_red=2, households=2)
    assert told["townships"][anping.code]["villages"] == {heyi.code: counts(opened_red=1, closed_amber=1, households=1)}


def test_households_that_turn_red_are_told_apart_from_flags(homes, county):
    assert tries(county, line="9100").colours == {"turned_red": 2, "left_red": 0}
    assert tries(county, line="7000").colours == {"turned_red": 0, "left_red": 1}
    assert tries(county, line="8800").colours == {"turned_red": 0, "left_red": 0}


@pytest.mark.parametrize(
    ("values", "turned", "left"),
    [
        ({"amber_groups_red": "3"}, 0, 0),
        ({"amber_groups_red": "2"}, 1, 0),
        ({"amber_groups_red": "2", "amber_switch": "0"}, 0, 0),
    ],
)
def test_several_amber_groups_are_red_from_their_number_on_and_only_while_switched_on(
    heyi, county, values, turned, left
):
    """Near the line, and without safe water: amber in two groups."""
    household(heyi, income=9000, has_safe_water=False)
    night(county)
    tried = tries(county, **values)
    assert tried.colours == {"turned_red": turned, "left_red": left} and tried.total == counts()


# -------------------------------------------------------------------------------------------- the households behind it


def listed(client, county, tried, **asked):
    """The numbers of the households behind a figure."""
    with on(DAY):
        page = client.get(reverse("alerts:what-if-households", args=[county.code, tried]), asked)
    assert page.status_code == 200
    return {home.number for home in page.context["page"]}


def test_each_number_opens_the_households_it_counts(homes, county, qin, client_of):
    client = client_of(qin)
    with on(DAY):
        page = client.get(reverse("alerts:what-if"), {"line": "9100"})
    html, near = page.content.decode(), {homes[1].number, homes[2].number}
    address = reverse("alerts:what-if-households", args=[county.code, "line=9100"])
    assert f'{address}?rule=INC-01&amp;change=opened_red">2</a>' in html
    assert f'{address}?village={homes[2].village.code}">1</a>' in html
    assert f'{address}?change=turned_red"' in html and f'{address}?change=opened_red"' not in html
    assert listed(client, county, "line=9100", rule="INC-01", change="opened_red") == near
    assert listed(client, county, "line=9100", change="turned_red") == listed(client, county, "line=9100") == near
    assert listed(client, county, "line=9100", village=homes[2].village.code) == {homes[2].number}
    assert listed(client, county, "line=9100", rule="INC-02", change="opened_red") == set()
    assert listed(client, county, "line=9100", rule="INC-02", change="turned_red") == near
    assert listed(client, county, "line=9100", rule="EXP-01", change="turned_red") == set()


def test_whoever_asks_sees_only_households_of_their_own_territory(homes, county, neighbour, zhao, mo, client_of):
    assert listed(client_of(zhao), county, "line=9100", change="turned_red") == {homes[1].number}
    address = reverse("alerts:what-if-households", args=[county.code, "line=9100"])
    assert client_of(mo).get(address).status_code == 404


@pytest.mark.parametrize(
    ("tried", "says"), [("lime=1", "Unknown parameter"), ("line=0", "must be a number"), ("x", "Name at least one")]
)
def test_an_address_that_tries_nothing_leads_back_with_the_reason(homes, county, qin, client_of, tried, says):
    page = client_of(qin).get(reverse("alerts:what-if-households", args=[county.code, tried]), follow=True)
    assert page.redirect_chain[0][0] == reverse("alerts:what-if") and says in page.content.decode()


def test_the_list_of_households_asks_the_database_as_often_for_one_as_for_many(homes, heyi, county, qin, client_of):
    client = client_of(qin)
    listed(client, county, "line=9100")
    with CaptureQueriesContext(connection) as before:
        listed(client, county, "line=9100")
    for _more in range(5):
        household(heyi, income=9000)
    night(county)
    with CaptureQueriesContext(connection) as after:
        assert len(listed(client, county, "line=9100")) == 7
    assert len(after) == len(before)


# ------------------------------------------------------------------------------------------------- what it refuses


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({}, "Name at least one"),
        ({"lime": "9000"}, "Unknown parameter “lime”"),
        ({"line": "high"}, "must be a number from 1 to 100000"),
        ({"line": "0"}, "must be a number from 1 to 100000"),
        ({"students": "1.5"}, "must be a whole number"),
        ({"income_stale_months": "6"}, "cannot be tried on today's facts"),
    ],
)
def test_what_cannot_be_tried_is_refused_with_the_reason(county, values, says):
    with pytest.raises(ValidationError) as refused:
        try_parameter_values(county, values, areas=[county])
    assert says in refused.value.messages[0]


# ------------------------------------------------------------------------------------------------------- the proof


def test_nothing_is_written(homes, county):
    before, runs, rows = versions(), RiskRun.objects.count(), Parameter.objects.count()
    tries(county, line="9100", idle_red="31")
    assert versions() == before and (RiskRun.objects.count(), Parameter.objects.count()) == (runs, rows)


def by_place(flags) -> dict:
    """{(rule, village): [levels]} of these flags."""
    found = {}
    for rule, village, level in flags.values_list("rule", "household__village__code", "level"):
        found.setdefault((rule, village), []).append(level)
    return found


def really(run) -> dict:
    """What a run opened and closed, as a what-if counts it: in total, by rule, by village."""
    opened, closed = by_place(run.raised), by_place(run.cleared)
    touched = RiskFlag.objects.filter(
        pk__in=[*run.raised.values_list("pk", flat=True), *run.cleared.values_list("pk", flat=True)]
    )

    def counted(chosen, households):
        levels = [
            [level for place, some in found.items() if chosen(place) for level in some] for found in (opened, closed)
        ]
        numbers = [some.count(level) for some in levels for level in (2, 1)]
        return dict(zip(WHAT_IF_COUNTS, [*numbers, households.values("household").distinct().count()], strict=True))

    places = opened.keys() | closed.keys()
    return {
        "total": counted(lambda place: True, touched),
        "rules": {
            rule: counted(lambda place, rule=rule: place[0] == rule, touched.filter(rule=rule)) for rule, _ in places
        },
        "villages": {
            code: counted(lambda place, code=code: place[1] == code, touched.filter(household__village__code=code))
            for _, code in places
        },
    }


@examples(12)
@given(data=st.data())
@pytest.mark.django_db
def test_it_tells_exactly_what_a_run_with_those_values_opens_and_closes(heyi, shuikou, county, data):
    day = data.draw(st.sampled_from(counties.DAYS))
    flags = counties.VALUES.keys() - {"amber_switch", "amber_groups_red"}  # which are of colours alone
    keys = sorted(key for key in flags if PARAMETER_KEYS[key].what_if)
    chosen = {
        key: data.draw(st.sampled_from(counties.VALUES[key]))
        for key in data.draw(st.lists(st.sampled_from(keys), min_size=1, max_size=4))
    }
    with transaction.atomic():
        for village in (heyi, shuikou):
            records.write(village, data.draw(counties.homes(day, 3, 8)))
        night(county, day)
        told = what_if_json(tries(county, day=day, **chosen))
        for key, value in chosen.items():
            enact(county, key, value, day)
        happened = really(night(county, day))
        villages = {code: row for township in told["townships"].values() for code, row in township["villages"].items()}
        assert {"total": told["total"], "rules": told["rules"], "villages": villages} == happened
        transaction.set_rollback(True)
