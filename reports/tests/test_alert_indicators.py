"""How alerts were answered: golden numbers of a small county, on the day itself and on days that have passed."""

import datetime as dt
from decimal import Decimal

import pytest

from reports.indicators.figures import Indicators

JUNE_15 = dt.date(2026, 6, 15)
pytestmark = pytest.mark.usefixtures("today")


def told(areas, day=JUNE_15):
    return Indicators(areas, day).total["alerts"]


def test_the_whole_county(queue, county):
    assert told([county]) == {
        "received": 5,
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
    for what in ("received", "accepted", "verified", "answered", "in_time", "closed", "open", "overdue"):
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
