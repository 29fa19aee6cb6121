"""The sheets of a month as pages: what each figure lists, who came in and who went out, one month beside another."""

import csv
import datetime as dt
import io
import re

import pytest
import time_machine
from django.urls import reverse

from accounts.models import AccessEvent
from cases.choices import CaseStep
from povwatch.tests import factories
from reports.counting import COUNTINGS, rows
from reports.month import actions as month_actions
from reports.sheets import REPORT_SHEETS

from . import busy, may
from .may import LIST, MAY, NOW, PAGE, words

pytestmark = pytest.mark.usefixtures("few_countings")


@pytest.fixture(autouse=True)
def clock(db):
    """It is ten o'clock on 1 June 2026 in Shanghai."""
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


@pytest.fixture
def families(clock, heyi, shuikou):
    return may.families(heyi, shuikou)


@pytest.fixture
def frozen(families, county):
    return month_actions.close_report_month(county, MAY)


# Figures and their lists


def links(answer):
    return re.findall(r'<td class="pw-number"><a href="([^"]+)">([\d,]+)</a>', answer.content.decode())


def test_every_figure_of_every_sheet_opens_a_list(frozen, qin, client_of):
    desk, opened = client_of(qin), 0
    for code in REPORT_SHEETS:
        answer = desk.get(f"{PAGE}{code}/")
        assert answer.status_code == 200, code
        for url, figure in links(answer)[:4]:
            listed = desk.get(url.replace("&amp;", "&"))
            assert listed.status_code == 200 and f"The figure {figure} counts this list" in words(listed), url
            opened += 1
    assert opened > 15


def test_the_list_behind_a_figure_is_taken_along(frozen, qin, client_of):
    desk = client_of(qin)
    url, figure = links(desk.get(f"{PAGE}T2/"))[0]
    address = url.replace("&amp;", "&")
    head, *rows = csv.reader(io.StringIO(desk.get(f"{address}&file=csv").content.decode("utf-8-sig")))
    assert head[:2] == ["Household", "Household number"] and "*" in rows[0][0] and rows[0][1].startswith("T")
    assert len(rows) - 2 == int(figure)
    assert desk.get(reverse("reports:list-export", query={"page": address})).status_code == 200


def test_a_list_is_as_long_as_its_figure_and_is_told_as_it_was(frozen, qin, heyi, families, client_of):
    family = families[1].household
    factories.move(families[1], CaseStep.ROLL_BACK, "cleared", "active", dt.date(2026, 6, 1))
    answer = client_of(qin).get(f"{PAGE}T2/list/", {"column": "cleared", "area": heyi.code})
    assert "The figure 1 counts this list. Households: 1; people: 2." in words(answer)
    assert family.get_absolute_url() in answer.content.decode() and family.number in words(answer)
    name = family.members.first().name
    assert name not in words(answer)  # masked
    event = AccessEvent.objects.filter(action="report_listed").get()
    assert event.area == heyi and event.details == {"sheet": "T2", "count": 1, "column": "cleared", "row": ""}


def test_who_may_not_see_households_gets_figures_without_lists(frozen, tan, client_of):
    page = client_of(tan).get(f"{PAGE}T5/")
    assert page.status_code == 200 and links(page) == [] and "Only roles that may see households" in words(page)
    assert client_of(tan).get(f"{PAGE}T2/list/", {"column": "stock"}).status_code == 403
    assert "The households" not in words(client_of(tan).get(f"{PAGE}movements/"))


@pytest.mark.parametrize("query", [{}, {"column": "no"}, {"column": "share"}, {"column": "stock", "row": "no"}])
def test_a_figure_that_is_not_there_is_not_found(frozen, qin, client_of, query):
    assert client_of(qin).get(f"{PAGE}T2/list/", query).status_code == 404
    assert client_of(qin).get(f"{PAGE}T99/").status_code == 404


def test_the_log_leads_to_the_month(frozen, qin, su, client_of):
    client_of(qin).get(f"{PAGE}T2/list/", {"column": "stock"})
    page = client_of(su).get("/accounts/log/").content.decode()
    assert f"{LIST}{frozen.pk}/" in page
    assert client_of(su).get(f"{LIST}{frozen.pk}/").url == PAGE


def test_an_empty_list_says_so_and_keeps_its_filter(frozen, zhao, heyi, client_of):
    page = words(client_of(zhao).get(f"{PAGE}T7/", {"area": heyi.code}))
    assert "Nobody in this month and this place." in page and "Only roles that may see households" not in page
    ended = words(client_of(zhao).get(f"{PAGE}movements/", {"code": "month.ended_active"}))
    assert "0 found" in ended and "What happened: Ended before the risk was cleared" in ended


@pytest.mark.parametrize("sign", ["\0", "no", "999002", "é\0"])
def test_a_place_that_is_not_there_is_not_found(frozen, qin, client_of, sign):
    desk, open_month = client_of(qin), f"{LIST}open/"
    for path in (PAGE, f"{PAGE}T2/", f"{PAGE}movements/", f"{PAGE}export/", "/dashboard/"):
        assert desk.get(path, {"area": sign}).status_code == 404, path
    assert desk.get(LIST, {"county": sign}).status_code == 404
    assert desk.post(open_month, {"county": sign, "month": "2026-05"}).status_code == 404


def test_villages_stand_below_the_sum_of_their_township(frozen, qin, zhao, client_of):
    page = words(client_of(qin).get(f"{PAGE}T3/"))
    assert "Anping Township All its villages 2" in page and "Anping Township Heyi Village 2" in page
    alone = words(client_of(zhao).get(f"{PAGE}T3/"))
    assert "Anping Township Heyi Village 2" in alone and "All its villages" not in alone


# Movements


def test_who_came_in_and_who_went_out(families, county, qin, client_of):
    month_actions.close_report_month(county, dt.date(2026, 4, 1))
    month_actions.close_report_month(county, MAY)
    page = words(client_of(qin).get(f"{PAGE}movements/"))
    assert "Came in Newly identified 1 4 Disability (1)" in page and "Went out Cleared by assistance 1 2" in page
    assert "as it was counted 2 + came in 1 − went out 1 = At the end of this month 2" in page
    assert "April 2026 and May 2026" in page and "Monitored 2 3 +1" in page
    only = words(client_of(qin).get(f"{PAGE}movements/", {"code": "month.identified"}))
    assert "1 found" in only and "Shuikou" in only


def test_of_two_months_the_older_stands_left(families, county, qin, client_of):
    desk, april = client_of(qin), PAGE.replace("05", "04")
    month_actions.close_report_month(county, dt.date(2026, 4, 1))
    assert "There is no other month yet" in words(desk.get(f"{april}movements/"))
    later = month_actions.close_report_month(county, MAY)
    page = words(desk.get(f"{april}movements/"))
    assert "No earlier month is on record." in page and "April 2026 and May 2026" not in page
    page = words(desk.get(f"{april}movements/", {"other": later.pk}))
    assert "April 2026 and May 2026" in page and "Monitored 2 3 +1" in page


def test_why_a_risk_is_gone_is_told(families, county, qin, client_of):
    busy.measure(families[1], "health", qin, delivered_on=dt.date(2026, 5, 2))
    month_actions.close_report_month(county, MAY)
    page = words(client_of(qin).get(f"{PAGE}movements/"))
    assert "Cleared by assistance 1 2 Illness (1)" in page and "Measures delivered until then" in page
    assert re.search(r"Cleared by assistance 20 May 2026 – Illness Health", page)


def test_a_list_says_which_measure_and_which_visit(families, county, qin, client_of, monkeypatch):
    monkeypatch.setattr(rows, "COUNTINGS", COUNTINGS)  # work too
    busy.visit(families[0].household, dt.date(2026, 5, 3), way="phone")
    for group in ("health", "water"):
        busy.measure(families[0], group, qin, delivered_on=dt.date(2026, 5, 2), cost=30)
    month_actions.close_report_month(county, MAY)
    desk = client_of(qin)
    page = words(desk.get(f"{PAGE}T9/list/", {"column": "month_times", "row": "all"}))
    assert "Counted once for each time: 2." in page
    assert "Measure: health for the family, Group: Health, Against: Illness" in page
    visits = words(desk.get(f"{PAGE}T10/list/", {"column": "visits"}))
    assert "Purpose: Routine, How: By phone" in visits
    people = words(desk.get(f"{PAGE}T11/list/", {"column": "able"}))
    assert "Households: 3; people: 9." in people and "for each time" not in people


def test_a_part_of_a_township_is_not_called_by_its_name_alone(frozen, lan, zhao, client_of):
    assert "Anping Township: only Heyi Village 2" in words(client_of(lan).get(f"{PAGE}T2/"))
    assert "Anping Township 2" in words(client_of(zhao).get(f"{PAGE}T2/"))


def test_a_township_is_told_in_sentences(frozen, qin, zhao, anping, client_of):
    for page in (client_of(zhao).get(PAGE), client_of(qin).get(PAGE, {"area": anping.code})):
        assert "Anping Township had 2 households with 5 people" in words(page)
    assert "Qingshan County had 3 households" in words(client_of(qin).get(PAGE))


def test_what_was_recorded_late_is_told(families, county, heyi, qin, client_of):
    month_actions.close_report_month(county, dt.date(2026, 4, 1))
    factories.case(factories.household(heyi), identified_on=dt.date(2026, 4, 30))
    month_actions.close_report_month(county, MAY)
    page = words(client_of(qin).get(f"{PAGE}movements/"))
    assert "recorded or corrected only after last month was counted 1 = At the end of this month 3" in page
