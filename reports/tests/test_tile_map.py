"""The tile map: what it shows, in which shade, and what it does not know."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from povwatch.tests.factories import DAY, household
from reports.dashboard.page import Dashboard
from reports.dashboard.tile_map import SHADES, TileMap, shade_width
from reports.tests.test_acting import coloured
from reports.tests.test_dashboard import ADDRESS, opened

pytestmark = pytest.mark.usefixtures("today")
MAP = "/dashboard/map/"


def tiles(user, county, *chosen, day=DAY):
    found = TileMap(Dashboard(user, [county], day), *chosen)
    return {one["name"]: (one["value"], one["shade"]) for town in found.townships for one in town["villages"]}


def test_a_tile_a_village_grouped_by_township(qin, county, families, heyi):
    coloured(household(heyi), "red")
    townships = TileMap(Dashboard(qin, [county], DAY)).townships
    assert [
        (one["name"], [(v["name"], v["value"], v["households"]) for v in one["villages"]]) for one in townships
    ] == [("Anping Township", [("Heyi Village", 1, 4)]), ("Linxi Township", [("Shuikou Village", 0, 2)])]


def test_the_measure_and_the_way_to_count_are_chosen(qin, county, families, heyi, shuikou):
    coloured(household(heyi), "unknown"), coloured(household(shuikou), "unknown")
    assert tiles(qin, county, "unknown") == {"Heyi Village": (1, 1), "Shuikou Village": (1, 1)}
    by_households = tiles(qin, county, "unknown", "1000")
    assert {name: value for name, (value, _shade) in by_households.items()} == {
        "Heyi Village": 250, "Shuikou Village": Decimal(1000) / 3,
    }  # fmt: skip
    assert tiles(qin, county, "no such measure") == tiles(qin, county)


def test_a_village_without_households_to_visit_has_no_share(qin, county, heyi, shuikou):
    household(heyi, kind="general"), household(shuikou, kind="lifted")
    assert tiles(qin, county, "visited") == {"Heyi Village": (None, None), "Shuikou Village": (0, SHADES)}


def test_before_the_first_night_the_map_knows_nothing_of_red(qin, county, families, client_of):
    before = DAY.replace(month=4, day=30)
    assert set(tiles(qin, county, "red", day=before).values()) == {(None, None)}
    page = opened(client_of(qin), {"on": before.isoformat()})
    assert "pw-step-none" in page and "map=unknown" not in page


def test_another_measure_comes_without_the_rest_of_the_page(qin, families, client_of):
    part = client_of(qin).get(MAP, {"map": "uncleared"}, headers={"HX-Request": "true"}).content.decode()
    assert 'id="map"' in part and "<html" not in part
    assert "<html" in client_of(qin).get(MAP, {"map": "uncleared"}).content.decode()
    assert client_of(qin).get(ADDRESS, {"map": "uncleared"}).context["map"].measure.code == "uncleared"


@pytest.mark.parametrize(
    ("largest", "whole", "width"),
    [(0, True, 1), (1, True, 1), (4, True, 1), (5, True, 2), (8, True, 2), (9, True, 5), (20, True, 5), (21, True, 10),
     (41, True, 20), (401, True, 200), (1, False, Decimal("0.5")), (100, False, 50)],
)  # fmt: skip
def test_a_shade_spans_a_round_number(largest, whole, width):
    assert shade_width(largest, whole=whole) == width


@given(st.integers(1, 5_000))
def test_the_largest_value_is_in_a_shade_and_none_is_wasted_wholly(largest):
    width = shade_width(largest, whole=True)
    assert width == int(width) and largest <= SHADES * width
    assert width == 1 or largest > width  # never all in the first shade
