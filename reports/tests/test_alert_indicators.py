"""How alerts were answered: golden numbers of a small county, on the day itself and on days that have passed."""

import datetime as dt
from decimal import Decimal

import pytest

from alerts.models import Alert
from povwatch.tests.factories import household
from reports.indicators.figures import Indicators
from reports.month import actions as month_actions
from reports.sheets import REPORT_SHEETS
from reports.sheets.table import ReportFigures, fill_sheet

from . import busy

JUNE_15 = dt.date(2026, 6, 15)
pytestmark = pytest.mark.usefixtures("today")


def told(areas, day=JUNE_15):
    return Indicators(areas, day).total["alerts"]


def test_the_whole_county(queue, county):
    assert told([county]) == {
        "received": 5,
        "received_above": 5,
        "received_below": 0,
        "sent": 3,
        "sent_above": 3,
        "sent_below": 0,
        "accepted": 4,
        "verified": 3,
        "answered": 3,
        "in_time": 2,
        "closed": 3,
        "led_to_identification": 1,
        "open": 3,
        "overdue": 1,
        "on_time_share": Decimal(2) / 3,
        "identified_share": Decimal(1) / 3,
        "median_days": 8,
    }


def test_places_add_up_but_medians_are_their_own(queue, county, heyi, shuikou):
    """Guards against: a mean of medians."""
    one, other, whole = told([heyi]), told([shuikou]), told([county])
    for what in ("received", "sent", "accepted", "verified", "answered", "in_time", "closed", "open", "overdue"):
        assert one[what] + other[what] == whole[what], what
    assert (one["median_days"], other["median_days"], whole["median_days"]) == (6.5, 8, 8)


@pytest.mark.parametrize(
    ("day", "received", "answered", "is_open", "overdue"),
    [
        (dt.date(2026, 5, 29), 0, 0, 0, 0),  # nothing yet
        (dt.date(2026, 5, 31), 1, 0, 1, 0),  # sent today
        (dt.date(2026, 6, 3), 3, 1, 4, 0),
        (dt.date(2026, 6, 6), 3, 2, 3, 0),  # accepted on the 2nd, to be verified by today
        (dt.date(2026, 6, 7), 3, 2, 3, 1),  # it was on the 9th only
        (dt.date(2026, 6, 10), 3, 2, 3, 2),  # to be answered by the 8th; the other to be verified by the 9th
        (dt.date(2026, 6, 14), 4, 3, 3, 1),
    ],
)
def test_a_past_day_tells_what_was_true_then(queue, county, day, received, answered, is_open, overdue):
    then = told([county], day)
    assert (then["received"], then["answered"]) == (received, answered)
    assert (then["open"], then["overdue"]) == (is_open, overdue)


def test_nothing_answered_nothing_told(county):
    nothing = told([county])
    assert nothing["on_time_share"] is nothing["identified_share"] is nothing["median_days"] is None
    assert nothing["received"] == nothing["overdue"] == 0


def test_the_time_to_answer_begins_anew_when_an_alert_is_returned(alert, heyi, county):
    went = ("open", 1), ("dispatch", 1), ("accept", 1), ("verify", 2), ("answer", 3), ("return", 6)
    alert(heyi, *went, ("answer", 13), outcome="solved")
    alert(heyi, *went, ("answer", 14), outcome="solved")
    assert (told([heyi])["answered"], told([heyi])["in_time"]) == (2, 1)


@pytest.mark.parametrize("what", ["received", "answered", "led", "open", "overdue"])
def test_each_number_leads_to_as_many_alerts(queue, client_of, qin, what):
    client = client_of(qin)
    page = client.get("/dashboard/").context["page"]
    number = page.total["alerts"]["led_to_identification" if what == "led" else what]
    assert client.get(page.links[f"alerts_{what}"]).context["page"].paginator.count == number > 0


def test_the_page_tells_them_place_by_place(queue, client_of, qin):
    page = client_of(qin).get("/dashboard/").content.decode()
    assert "Alerts this month" in page and "66.7%" in page and "8.0" in page
    past = client_of(qin).get("/dashboard/", {"on": "2026-06-10"}).content.decode()
    assert "/alerts/?" not in past


@pytest.fixture
def both_ways(alert, heyi, shuikou):
    """From above: two by departments, one of them sent. From below: one seen on a visit, sent the day before June, and
    one that a village reported, sent to Shuikou first and to Heyi then. One red one went to its village at once."""
    alert(heyi, ("open", 1), ("dispatch", 3), channel="department")
    alert(shuikou, ("open", 2), channel="department")
    alert(heyi, ("open", -1), ("dispatch", 0), channel="visit")
    alert(heyi, ("open", 4), ("dispatch", 5), ("misplace", 6), ("dispatch", 7), channel="report")
    went = {"state": "dispatched", "opened_on": dt.date(2026, 6, 8), "dispatched_on": dt.date(2026, 6, 8)}
    red = Alert.objects.create(
        household=household(heyi), village=heyi, channel="rules", level=2, decide_by=JUNE_15, **went
    )
    red.transitions.create(step="open", source="", target="dispatched", effective_on=red.opened_on)


def test_from_above_and_from_below_are_told_apart(both_ways, county):
    then = told([county])
    assert (then["received"], then["received_above"], then["received_below"]) == (4, 3, 1)
    assert (then["sent"], then["sent_above"], then["sent_below"]) == (3, 2, 1)


@pytest.mark.parametrize(
    ("day", "received", "sent"),
    [
        (dt.date(2026, 5, 31), (0, 1), (0, 1)),
        (dt.date(2026, 6, 2), (2, 0), (0, 0)),
        (dt.date(2026, 6, 3), (2, 0), (1, 0)),
        (dt.date(2026, 6, 4), (2, 1), (1, 0)),
        (dt.date(2026, 6, 5), (2, 1), (1, 1)),
        (dt.date(2026, 6, 8), (3, 1), (2, 1)),
    ],
)
def test_at_a_past_day_too(both_ways, county, day, received, sent):
    then = told([county], day)
    assert (then["received_above"], then["received_below"]) == received
    assert (then["sent_above"], then["sent_below"]) == sent


@pytest.mark.parametrize("what", ["received_above", "received_below", "sent", "sent_above", "sent_below"])
def test_each_direction_leads_to_its_alerts_in_the_queue(both_ways, client_of, qin, what):
    client = client_of(qin)
    page = client.get("/dashboard/").context["page"]
    assert f"channel={what.rpartition('_')[2]}" in page.links[f"alerts_{what}"] or what == "sent"
    assert client.get(page.links[f"alerts_{what}"]).context["page"].paginator.count == page.total["alerts"][what] > 0


def test_the_month_and_its_sheet_count_the_same(both_ways, county):
    rows, then = rows_of_t8(county), told([county])
    for row, end in ((-3, "_above"), (-2, "_below"), (-1, "")):
        assert rows[row] == (then[f"received{end}"], then[f"sent{end}"])
    assert (2, 1) in rows  # of departments


def rows_of_t8(county):
    """What was received and sent, channel by channel, then from above, from below, and all."""
    sheet = REPORT_SHEETS["T8"]
    filled = fill_sheet(ReportFigures(month_actions.draft_report(county, busy.JUNE), [county]), sheet)
    keys = [column.key for column in sheet.columns]
    return [tuple(row.cells[keys.index(what)].value for what in ("received", "sent")) for row in filled.rows]


def test_a_month_counted_before_sending_was_counted_shows_nothing_of_it(both_ways, county):
    """Guards against: a zero where nobody counted."""
    report = month_actions.draft_report(county, busy.JUNE)
    report.sums.filter(code__endswith=".sent").delete()
    row = fill_sheet(ReportFigures(report, [county]), REPORT_SHEETS["T8"]).rows[-1]
    told = dict(zip((column.key for column in REPORT_SHEETS["T8"].columns), row.cells, strict=True))
    assert told["sent"].value is None and told["received"].value == 4
