"""The dashboard: whose numbers, as of when, and where each leads."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from households.models import Household
from policy.models import Parameter
from povwatch.tests import factories
from reports.dashboard import charts
from reports.dashboard.acting import ACT_COLUMNS

pytestmark = pytest.mark.usefixtures("today")
ADDRESS = "/dashboard/"
ACTED_ON = {str(column.label) for column in ACT_COLUMNS}  # reports/tests/test_acting.py tells of these


def tiles(page):
    """{label: value} of the tiles."""
    found = re.findall(r'<div class="pw-tile.*?<(?:a|span)[^>]*>(.*?)</(?:a|span)>\s*<b>(.*?)</b>', page, re.S)
    return {label.strip(): value for label, value in found if label.strip() not in ACTED_ON}


def levels(page):
    """{level: households} of the table of levels."""
    table = re.search("<caption>Households by level.*?</table>", page, re.S)[0]
    rows = re.findall(r"<th scope=.row.>(.*?)</th>\s*<td[^>]*>(.*?)</td>", table, re.S)
    return {label: re.sub("<[^>]+>", "", value).strip() for label, value in rows}


def opened(client, query=None):
    return client.get(ADDRESS, query or {}).content.decode()


def test_the_county_sees_both_bases_and_everything_counted(qin, client_of, families):
    assert tiles(opened(client_of(qin))) == {
        "Risk cleared, share of households": "33.3%",
        "Risk cleared, share of people": "50.0%",
        "Monitored households": "3",
        "Uncleared households": "2",
        "Cleared households": "1",
        "New this month": "1",
        "Cleared this month": "1",
    }


@pytest.mark.parametrize("basis", ["households", "people"])
def test_the_headline_basis_is_a_setting(qin, client_of, families, settings, basis):
    settings.HEADLINE_BASIS = basis
    large = re.search(r'pw-tile-large">\s*<span>(.*?)</span>', opened(client_of(qin)))[1]
    assert large == f"Risk cleared, share of {basis}"


def test_a_township_official_sees_the_township_alone(zhao, client_of, families):
    page = opened(client_of(zhao))
    assert tiles(page)["Monitored households"] == "2"
    assert "Heyi Village" in page and "Linxi Township" not in page and "Shuikou" not in page


def test_a_caseworker_sees_the_village(lan, client_of, families):
    page = opened(client_of(lan))
    assert "<h1>Heyi Village</h1>" in page
    assert levels(page) == {"Open red": "1", "Open amber": "0", "Too little known": "0"}
    assert "Townships" not in page and "pw-map" not in page


def test_who_holds_several_villages_sees_their_sum(lan, client_of, families, shuikou):
    lan.grants.create(origin="sample", role="caseworker", area=shuikou, valid_from="2026-01-01")
    page = opened(client_of(lan))
    assert "<h1>My territory</h1>" in page and "Heyi Village, Shuikou Village" in page
    assert tiles(page)["Monitored households"] == "3"
    assert "households/?case_state=on_file" in page  # the whole of what Lan may see


def test_who_holds_a_place_twice_sees_it_once(qin, client_of, families, anping, county):
    qin.grants.create(origin="sample", role="auditor", area=county, valid_from="2026-01-01")
    qin.grants.create(origin="sample", role="township_official", area=anping, valid_from="2026-01-01")
    page = opened(client_of(qin))
    assert "<h1>Qingshan County</h1>" in page and tiles(page)["Monitored households"] == "3"


def test_the_county_next_door_sees_nothing_of_it(mo, client_of, families, heyi):
    page = opened(client_of(mo))
    assert "Anping" not in page and "No household is on file here yet" in page
    assert client_of(mo).get(ADDRESS, {"area": heyi.code}).status_code == 404
    assert client_of(mo).get("/dashboard/rows/", {"area": heyi.code}).status_code == 404


def test_deeper_into_the_territory_and_no_further(zhao, client_of, families, heyi, county, shuikou):
    client = client_of(zhao)
    page = opened(client, {"area": heyi.code})
    assert "<h1>Heyi Village</h1>" in page
    assert f'href="{ADDRESS}?area=999001101"' in page  # up again to the township
    assert f'href="{ADDRESS}?area=999001"' not in page  # but not to the county
    for outside in (county.code, shuikou.code, "1", "heyi'"):
        assert client.get(ADDRESS, {"area": outside}).status_code == 404


def test_a_township_unfolds_into_its_villages(qin, client_of, families, anping):
    client = client_of(qin)
    assert f'hx-get="/dashboard/rows/?area={anping.code}"' in opened(client)
    rows = client.get("/dashboard/rows/", {"area": anping.code}).content.decode()
    assert rows.count("<tr>") == 1 and "Heyi Village" in rows and "<html" not in rows
    assert client.get("/dashboard/rows/").status_code == 404


def test_every_number_leads_to_the_list_it_counts(qin, client_of, families, heyi):
    page = opened(client_of(qin))
    for query in ("case_state=on_file", "case_state=uncleared", "case_state=cleared", "colour=red", "colour=amber"):
        assert f'href="/households/?village=999001&amp;{query}"' in page


@pytest.mark.parametrize("what,count", [("on_file", 2), ("uncleared", 1), ("cleared", 1)])
def test_the_list_behind_a_number_has_as_many_rows(qin, client_of, families, heyi, what, count):
    page = client_of(qin).get(reverse("households:list"), {"village": heyi.code, "case_state": what})
    assert page.context["page"].paginator.count == count


def test_a_liaison_sees_numbers_and_no_way_to_households(tan, client_of, families):
    page = opened(client_of(tan))
    assert tiles(page)["Monitored households"] == "3"
    assert "/households/" not in page


def test_without_figures_no_entry(ding, client_of, families):
    assert client_of(ding).get(ADDRESS).status_code == 403


def test_a_past_day_is_told_as_it_was_and_leads_to_no_list_of_today(qin, client_of, families):
    page = opened(client_of(qin), {"on": "2026-05-31"})
    assert '<time datetime="2026-05-31"' in page
    assert tiles(page)["Monitored households"] == "2" and tiles(page)["Cleared households"] == "0"
    assert "/households/?" not in page
    assert "area=999001101&amp;on=2026-05-31" in page  # the day stays while one goes deeper


@pytest.mark.parametrize(
    "on,says",
    [
        ("2026-06-16", "is in the future"),
        ("1999-12-31", "Nothing was registered before"),
        ("0001-01-01", "Nothing was registered before"),
        ("yesterday", "This is not a date"),
        ("2026-02-30", "This is not a date"),
    ],
)
def test_a_day_that_makes_no_sense_is_told_and_today_is_shown(qin, client_of, families, on, says):
    page = opened(client_of(qin), {"on": on})
    assert says in page and '<time datetime="2026-06-15"' in page
    assert client_of(qin).get("/dashboard/rows/", {"area": "999001", "on": on}).status_code == 200


def test_the_month_adds_up_on_the_page(qin, client_of, families):
    month = client_of(qin).get(ADDRESS).context["page"].month
    assert (month["before"], month["new"], month["cleared"], month["now"]) == (2, 1, 1, 2)


def test_the_sum_row_is_the_county(qin, client_of, families):
    page = client_of(qin).get(ADDRESS).context["page"]
    assert [row["area"].name for row in page.rows] == ["Anping Township", "Linxi Township"]  # by code
    assert sum(row["monitored"]["people"] for row in page.rows) == page.total["monitored"]["people"] == 6


def test_no_target_no_ranking_and_the_night_by_which_it_tells(qin, client_of, families):
    page = opened(client_of(qin))
    assert "No target or quota may be set for clearing" in page
    assert re.search("nightly run as of 1 May 2026|nightly run as of May 1, 2026", page)
    assert "No monitoring line is in force" not in page


def test_before_the_first_night_it_says_so(qin, client_of, heyi):
    factories.household(heyi)
    assert "no nightly run had been completed by then" in opened(client_of(qin))


def test_without_a_line_in_force_there_is_a_banner(su, client_of, families):
    new = factories.area("999003", "Songshan County")
    su.grants.create(origin="sample", role="auditor", area=new, valid_from="2026-01-01")
    assert not Parameter.objects.filter(area=new).exists()
    assert "No monitoring line is in force in Songshan County" in opened(client_of(su))


def test_an_empty_registry_says_what_to_do_next(qin, zhao, client_of):
    assert "Import the county" in opened(client_of(qin))
    assert "Ask the county" in opened(client_of(zhao))


def test_the_number_of_queries_does_not_grow_with_the_county(qin, client_of, families, county):
    client = client_of(qin)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(ADDRESS).status_code == 200
        return len(queries)

    asked()  # the first request of a session writes when it was last seen
    before = asked()
    for number in range(3):
        township = factories.area(f"99900120{number}", f"Township {number}", county)
        village = factories.area(f"99900120{number}201", f"Village {number}", township)
        for _ in range(3):
            factories.case(factories.household(village))
    assert asked() == before <= 40


def test_before_the_first_night_red_and_amber_are_not_known_and_never_zero(qin, client_of, families):
    page = opened(client_of(qin), {"on": "2026-04-30"})
    assert levels(page) == {"Open red": "–", "Open amber": "–", "Too little known": "–"}
    rows = client_of(qin).get(ADDRESS, {"on": "2026-04-30"}).context["page"].rows
    assert [row["open"] for row in rows] == [{"red": None, "amber": None}] * 2
    assert levels(opened(client_of(qin), {"on": "2026-05-01"}))["Open red"] == "1"


def test_registered_lifted_and_monitored_in_households_and_people(qin, client_of, families, heyi):
    Household.objects.update(kind="general")
    factories.household(heyi, people=4, kind="lifted")
    registry = client_of(qin).get(ADDRESS).context["page"].registry
    people = sum(one["people"] for one in registry[:1])
    assert [(one["households"], one["people"]) for one in registry[1:]] == [(1, 4), (3, 6)]
    assert registry[0]["households"] == 6 and people == 4 + 3 + 1 + 3 * 2
    assert registry[1]["url"] == "/households/?village=999001&kind=lifted"
    past = client_of(qin).get(ADDRESS, {"on": "2026-05-31"}).context["page"].registry
    assert [one.get("households") for one in past] == [None, None, 2]  # the registry of a past day is not kept


def test_home_leads_each_to_their_first_page(qin, ding, client_of):
    assert client_of(qin).get("/").url == ADDRESS
    assert client_of(ding).get("/").url != ADDRESS


@pytest.mark.parametrize(
    ("share", "shown"),
    [(None, None), (Decimal("0.12344"), 12.3), (Decimal("0.1245"), 12.5), (Decimal("0.12449"), 12.4)],
)
def test_a_point_of_a_chart_is_rounded_half_up(share, shown):
    """round() said 12.4 for 12.45."""
    assert charts.chart_percent(share) == shown
