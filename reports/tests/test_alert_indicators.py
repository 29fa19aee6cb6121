"""How alerts were answered: golden numbers of a small county, on the day itself and on days that have passed."""

import datetime as dt
from decimal import Decimal

import pytest

from alerts.models import Alert
from alerts.workflow import ALERT
from povwatch.tests.factories import household
from reports.indicators import Indicators
from visits.models import Visit

JUNE_15 = dt.date(2026, 6, 15)
pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def alert(county):
    """alert(village, open=1, dispatch=2, ...) went these steps on these days of June (0 and below: of May)."""

    def make(village, *steps, level=1, outcome="", **values):
        days = [(name, dt.date(2026, 5, 31) + dt.timedelta(day)) for name, day in steps]
        last = dict(days)
        state = "new" if len(days) == 1 else ALERT[days[-1][0]].target
        home = household(village)
        seen = Visit.objects.create(household=home, visited_on=JUNE_15) if outcome == "no_risk" else None
        closed = {"closed_on": days[-1][1]} if state == "closed" else {}
        made = Alert.objects.create(
            household=home, village=village, channel="rules", level=level, state=state, outcome=outcome, visit=seen,
            opened_on=days[0][1], dispatched_on=last.get("dispatch"), answered_on=last.get("answer"),
            decide_by=days[0][1] + dt.timedelta(15), **closed, **values,
        )  # fmt: skip
        source = ""
        for name, on in days:
            target = "new" if name == "open" else ALERT[name].target
            made.transitions.create(step=name, source=source, target=target, effective_on=on)
            source = target
        return made

    return make


@pytest.fixture
def queue(alert, heyi, shuikou):
    """Heyi: one answered in time (3 days), one late (10 days), one overdue. Shuikou: one came in May and was answered
    in June (8 days after the clue, but in time), returned and answered again; one new; one duplicate."""
    sent = ("open", 1), ("dispatch", 1), ("accept", 2)
    alert(heyi, *sent, ("verify", 3), ("answer", 4), ("close", 5), outcome="no_risk")
    alert(heyi, *sent, ("verify", 9), ("answer", 11), ("close", 12), outcome="identify")
    alert(heyi, ("open", 3), ("dispatch", 4), ("accept", 5), due_on=dt.date(2026, 6, 9))
    alert(shuikou, ("open", -1), ("dispatch", 0), ("accept", 1), ("verify", 2), ("answer", 3), ("return", 4),
          ("answer", 7), outcome="solved")  # fmt: skip
    alert(shuikou, ("open", 15), due_on=dt.date(2026, 6, 17))
    alert(shuikou, ("open", 14), ("drop", 15), outcome="duplicate")


def told(areas, day=JUNE_15):
    return Indicators(areas, day).total["alerts"]


def test_the_whole_county(queue, county):
    assert told([county]) == {
        "received": 5, "accepted": 4, "verified": 3, "answered": 3, "in_time": 2, "closed": 3,
        "led_to_identification": 1, "open": 3, "overdue": 1, "on_time_share": Decimal(2) / 3,
        "identified_share": Decimal(1) / 3, "median_days": 8,
    }  # fmt: skip


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
