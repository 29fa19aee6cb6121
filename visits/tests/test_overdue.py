"""Overdue visits and visits that are hard to believe."""

import datetime as dt

import pytest

from accounts.models import Area
from core.dates import today
from policy import parameters
from povwatch.tests.factories import household, stand
from visits.models import Visit
from visits.planning import overdue

from .told import ago, visit

NOTE = "Roof repaired, all in good health"
HOME = {"longitude": 110.97, "latitude": 30.82}


@pytest.fixture
def p(county):
    return parameters.parameters_on(today(), county)


def codes(p):
    """Return {household's number: doubts} of every doubtful visit."""
    found = overdue.with_visit_doubts(overdue.doubtful_visits(Visit.objects.all(), p), p).select_related("household")
    return {
        one.household.number: {code for code in overdue.VISIT_DOUBTS if getattr(one, f"doubt_{code}")} for one in found
    }


def test_an_ordinary_visit_raises_no_doubt(heyi, lan, p):
    visit(household(heyi, **HOME), lan, {"note": NOTE}, position={**HOME, "accuracy": 20})
    assert codes(p) == {}


def test_a_photo_used_for_two_visits(heyi, lan, p):
    photo = [{"sha256": "a" * 64, "kind": "photo"}]
    homes = [household(heyi, number=f"P{n}") for n in range(2)]
    for home in homes:
        visit(home, lan, photos=photo)
    visit(household(heyi), lan, photos=[{"sha256": "b" * 64, "kind": "photo"}])
    assert codes(p) == {"P0": {"photo"}, "P1": {"photo"}}


def test_more_visits_on_a_day_than_a_person_can_make(heyi, lan, wen, p):
    for _ in range(21):
        visit(household(heyi, people=1), lan)
    visit(household(heyi, number="Wen's"), wen)
    found = codes(p)
    assert len(found) == 21 and set.union(*found.values()) == {"many"} and "Wen's" not in found


@pytest.mark.parametrize(
    ("what", "position", "way", "doubts"),
    [
        ("two kilometres away", {"longitude": 110.97, "latitude": 30.84, "accuracy": 20}, "in_person", {"far"}),
        ("two kilometres east", {"longitude": 110.991, "latitude": 30.82, "accuracy": 20}, "in_person", {"far"}),
        ("by phone from anywhere", {"longitude": 114.0, "latitude": 30.5, "accuracy": 20}, "phone", None),
        ("a position that may be off by 5 km", {**HOME, "latitude": 30.84, "accuracy": 5000}, "in_person", None),
        ("no position", None, "in_person", None),
    ],
)
def test_far_from_the_home(heyi, lan, p, what, position, way, doubts):
    visit(household(heyi, number="F", **HOME), lan, {"way": way}, position=position)
    assert codes(p).get("F") == doubts


def test_the_same_text_in_three_households(heyi, lan, wen, p):
    for n in range(2):
        visit(household(heyi, number=f"S{n}"), lan, {"note": NOTE})
    visit(household(heyi), wen, {"note": NOTE})  # somebody else may say the same
    assert codes(p) == {}
    visit(household(heyi, number="S2"), lan, {"note": NOTE})
    assert codes(p) == {"S0": {"text"}, "S1": {"text"}, "S2": {"text"}}


def test_a_voided_visit_raises_no_doubt_any_more(heyi, lan, p):
    photo = [{"sha256": "a" * 64, "kind": "photo"}]
    made = [visit(household(heyi), lan, photos=photo) for _ in range(2)]
    stand(Visit.objects.filter(pk__in=[one.pk for one in made]), "voided")
    assert codes(p) == {}


def test_late_visits_are_counted_by_village(heyi, lan, p, qin, client_of):
    from alerts.engine import run as risk_run

    for days in (10, 91, 181):
        home = household(heyi)
        Visit.objects.create(household=home, visited_on=today() - dt.timedelta(days), visited_by=lan)
    risk_run.execute_risk_run(Area.objects.get(code=heyi.county_code))
    (row,) = overdue.overdue_visits_by_village(type(home).objects.visible_to(qin), p)
    assert (row["watched"], row["late"], row["very_late"]) == (3, 2, 1)
    page = client_of(qin).get("/visits/overdue/")
    assert page.status_code == 200 and "Heyi Village" in page.text


def test_only_recent_visits_are_looked_at(heyi, lan, p):
    photo = [{"sha256": "a" * 64, "kind": "photo"}]
    for _ in range(2):
        made = visit(household(heyi), lan, photos=photo)
        Visit.objects.filter(pk=made.pk).update(visited_on=ago(days=200).date())
    assert codes(p) == {}


@pytest.mark.parametrize(("who", "status"), [("lan", 403), ("zhao", 200), ("qin", 200), ("li", 200), ("su", 200)])
def test_whoever_oversees_reads_what_is_late_the_auditor_too(request, client_of, who, status):
    client = client_of(request.getfixturevalue(who))
    assert client.get("/visits/overdue/").status_code == status
    menu = client.get("/households/").content.decode()
    assert ('href="/visits/overdue/"' in menu) == ('href="/cases/shortfalls/"' in menu) == (status == 200)
