"""The pages of a period: the choice, the sheets, the lists behind figures, the files, and who sees what."""

import csv
import datetime as dt
import io
import re

import pytest
import python_calamine

from accounts.models import AccessEvent
from povwatch.tests import factories

from .keeping import LIST, kept, line
from .may import words

HALF = f"{LIST}2026-h1/"
FIGURE = re.compile(r'<td class="pw-number"><a href="([^"]+)">([\d,]+)</a>')


@pytest.fixture(autouse=True)
def july(time_machine, db):
    """It is the morning of 1 July 2026."""
    time_machine.move_to("2026-07-01T09:00+08:00", tick=False)


@pytest.fixture
def homes(heyi, shuikou):
    return factories.household(heyi), factories.household(shuikou)


@pytest.fixture
def half_year(county, homes):
    """January to June without April; in each month a family in Heyi, in June one in Shuikou too."""
    heyi, shuikou = homes
    for month in (1, 2, 3, 5, 6):
        lines = [line(code, heyi, on=dt.date(2026, month, 2)) for code in ("month.identified", "alerts.rules.sent")]
        last = [line("month.identified", shuikou, people=5, on=dt.date(2026, 6, 3)), line("work.now", shuikou)]
        kept(county, month, *lines, *(last if month == 6 else []))


# What is shown


def test_a_half_year_is_told_at_a_glance_and_says_which_month_is_missing(half_year, qin, client_of):
    page = words(client_of(qin).get(HALF))
    assert "First half of 2026" in page and "Qingshan County" in page
    assert "Of 6 months 5 are frozen. Not in these figures, because they are not frozen: April 2026." in page
    assert "Newly identified 2 7" in page and "Sent to townships and villages – – 5" in page


def test_every_sheet_opens_and_its_figures_open_lists(half_year, qin, client_of):
    desk, opened = client_of(qin), 0
    for code in ("T5", "T6", "T7", "T8", "T9", "T10", "T11"):
        page = desk.get(f"{HALF}{code}/")
        assert page.status_code == 200, code
        for url, figure in FIGURE.findall(page.content.decode()):
            listed = words(desk.get(url.replace("&amp;", "&")))
            assert f"The figure {figure} counts this list" in listed, url
            opened += 1
    assert opened >= 10


def test_a_list_tells_each_month_and_who(half_year, homes, qin, client_of):
    page = words(client_of(qin).get(f"{HALF}all/list/", {"column": "households", "row": "identified"}))
    assert "The figure 2 counts this list. Households: 2; people: 7." in page
    assert page.count("January 2026") >= 1 and "Shuikou Village" in page
    event = AccessEvent.objects.filter(action="report_listed").get()
    told = {"period": "2026-h1", "sheet": "all", "count": 6, "column": "households", "row": "identified"}
    assert event.details == told


def test_without_any_frozen_month_the_page_says_what_to_do(county, qin, client_of):
    desk = client_of(qin)
    assert "No month is frozen yet." in words(desk.get("/dashboard/months/periods/"))
    page = words(desk.get(f"{LIST}2025/"))
    assert "No month of this period is frozen yet" in page and "Alerts received" not in page


# The choice


def test_the_choice_offers_what_is_kept_and_begins_with_the_year_so_far(half_year, qin, client_of):
    desk = client_of(qin)
    assert desk.get("/dashboard/months/periods/").url == f"{LIST}2026-to-06/"
    page = desk.get(HALF).content.decode()
    offered = re.findall(r'<option value="([^"]+)"', page)
    assert set(offered) >= {"2026", "2026-h1", "2026-q1", "2026-q2", "2026-to-06", "2026-05"}
    assert not set(offered) & {"2026-h2", "2026-q3", "2026-04", "2026-to-04", "2026-to-01"}
    assert (
        desk.get("/dashboard/months/periods/", {"period": "2026-q2", "area": "999001101"}).url
        == f"{LIST}2026-q2/?area=999001101"
    )


@pytest.mark.parametrize("word", ["2026-h9", "no", "2026-q"])
def test_a_period_that_is_none_is_not_found(half_year, qin, client_of, word):
    assert client_of(qin).get(f"{LIST}{word}/").status_code == 404
    assert client_of(qin).get("/dashboard/months/periods/", {"period": word}).status_code == 404


def test_a_month_leads_to_its_periods(half_year, qin, client_of):
    page = client_of(qin).get("/dashboard/months/999001/2026-05/v1/").content.decode()
    for word in ("2026-to-05", "2026-q2", "2026-h1", "2026"):
        assert f'href="{LIST}{word}/"' in page


# Who sees what


def test_a_caseworker_sees_the_own_village(half_year, lan, client_of):
    page = words(client_of(lan).get(HALF))
    assert "Newly identified 1 2" in page and "Heyi Village" in page


def test_who_may_not_see_households_gets_figures_without_lists(half_year, tan, client_of):
    page = client_of(tan).get(f"{HALF}T5/")
    assert page.status_code == 200 and not FIGURE.findall(page.content.decode())
    assert "Only roles that may see households" in words(page)
    assert client_of(tan).get(f"{HALF}T5/list/", {"column": "identified_households"}).status_code == 403


def test_another_county_sees_nothing_of_it(half_year, mo, client_of):
    assert client_of(mo).get(HALF).status_code == 404


def test_a_period_asks_as_many_questions_for_five_months_as_for_one(
    half_year, qin, client_of, django_assert_max_num_queries
):
    desk = client_of(qin)
    desk.get(f"{LIST}2026-06/T5/")
    counts = []
    for word in ("2026-06", "2026-h1"):
        with django_assert_max_num_queries(60) as asked:
            desk.get(f"{LIST}{word}/T8/")
        counts.append(len(asked.captured_queries))
    assert counts[0] == counts[1]


# Files


def test_the_workbook_has_the_figures_of_the_pages(half_year, qin, client_of):
    answer = client_of(qin).get(f"{HALF}file/xlsx/")
    assert 'filename="999001-2026-h1.xlsx"' in answer["Content-Disposition"]
    book = python_calamine.load_workbook(io.BytesIO(answer.content))
    assert book.sheet_names[:3] == ["Cover", "At a glance", "T5 Newly identified"] and len(book.sheet_names) == 9
    cover = str(book.get_sheet_by_name("Cover").to_python())
    assert "First half of 2026" in cover and "April 2026" in cover
    glance = {row[0]: row[1:3] for row in book.get_sheet_by_name("At a glance").to_python()}
    assert glance["Newly identified"] == [2, 7]
    event = AccessEvent.objects.filter(action="period_exported").get()
    assert event.details == {"period": "2026-h1", "file": "xlsx", "sheet": ""}


def test_a_sheet_is_a_csv_of_a_place(half_year, qin, shuikou, client_of):
    answer = client_of(qin).get(f"{HALF}file/csv/", {"sheet": "T8", "area": shuikou.code})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert f'filename="999001-2026-h1-{shuikou.code}-T8.csv"' in answer["Content-Disposition"]
    assert rows[0][:3] == ["Alerts", "Received", "Sent to townships and villages"]


def test_a_list_is_taken_along_masked_and_logged(half_year, homes, qin, client_of):
    answer = client_of(qin).get(f"{HALF}all/list/", {"column": "households", "row": "identified", "file": "csv"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert rows[0][0] == "Household number" and {row[0] for row in rows[1:7]} == {one.number for one in homes}
    assert AccessEvent.objects.filter(action="list_exported").get().details["list"] == "period-rows"


def test_who_may_not_export_gets_no_file(half_year, lan, client_of):
    assert client_of(lan).get(f"{HALF}file/xlsx/").status_code == 403
    assert "All sheets in Excel" not in words(client_of(lan).get(HALF))


def test_a_file_of_another_kind_or_of_nothing_is_not_found(half_year, qin, client_of):
    assert client_of(qin).get(f"{HALF}file/pdf/").status_code == 404
    assert client_of(qin).get(f"{LIST}2025/file/xlsx/").status_code == 404
    assert client_of(qin).get(f"{HALF}file/csv/", {"sheet": "T1"}).status_code == 404
