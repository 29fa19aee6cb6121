"""Households that were resettled for a reservoir: from a file, at the desk, and as a filter."""

import datetime as dt

import pytest

from accounts.areas.attributes import enter_area_attribute
from core.dates import today
from core.workflow import ActionRefused
from households.changes import actions
from households.models import Household
from povwatch.tests.factories import household

from .files import HEAD, HOME, folder, save


def correct(home, by, **values):
    about = {"village": home.village, "household": home, "reason": "Certificate of resettlement", "accepted": True}
    return actions.change_at_desk("household", by=by, values=values, **about)


def test_a_file_tells_the_reservoir_and_the_year(tmp_path, county, heyi, qin):
    home = {**HOME, "resettled_project": "Three Gorges", "resettled_year": "2003"}
    save(folder(tmp_path, households=[home], members=[HEAD]), county, qin)
    made = Household.objects.get()
    assert (made.resettled_project, made.resettled_year) == ("Three Gorges", 2003)


@pytest.mark.parametrize(("year", "fits"), [(1948, False), (1949, True), (0, True), (1, False)])
def test_the_year_lies_between_1949_and_this_year(heyi, wen, year, fits):
    year, home = year if year > 1 else today().year + year, household(heyi)
    values = {"resettled_project": "Three Gorges", "resettled_year": year}
    if fits:
        assert correct(home, wen, **values).state == "confirmed"
    else:
        with pytest.raises(ActionRefused, match="year resettled"):
            correct(home, wen, **values)


def test_a_year_needs_its_reservoir(heyi, wen):
    with pytest.raises(ActionRefused, match="name of the reservoir"):
        correct(household(heyi), wen, resettled_year=2003)


def test_the_household_list_is_filtered_by_it(heyi, wen, client_of):
    household(heyi, number="H1", resettled_project="Three Gorges")
    household(heyi, number="H2", resettled_year=2003)
    household(heyi, number="H3")
    found = {
        answer: [one.number for one in client_of(wen).get("/households/", {"resettled": answer}).context["page"]]
        for answer in ("yes", "no")
    }
    assert found == {"yes": ["H1", "H2"], "no": ["H3"]}


def test_a_file_of_the_list_names_the_reservoir_and_the_year(heyi, qin, client_of):
    household(heyi, number="H1", resettled_project="Three Gorges", resettled_year=2003)
    rows = client_of(qin).get("/households/", {"file": "csv"})
    text = b"".join(rows.streaming_content).decode() if rows.streaming else rows.content.decode()
    assert "Resettled for the reservoir" in text and "Three Gorges,2003" in text


def test_the_household_list_is_filtered_by_what_its_place_is(anping, heyi, shuikou, qin, client_of):
    household(heyi, number="H1")
    household(shuikou, number="H2")
    enter_area_attribute(heyi, by=qin, kind="lifted", year=2017, document="Order 7")
    enter_area_attribute(anping.parent, by=qin, kind="mountain", document="Order 7")
    enter_area_attribute(shuikou, by=qin, kind="reservoir", document="Order 7", valid_until=today() - dt.timedelta(1))
    client = client_of(qin)
    found = {
        kind: [one.number for one in client.get("/households/", {"place_is": kind}).context["page"]]
        for kind in ("lifted", "mountain", "reservoir", "old_base")
    }
    assert found == {"lifted": ["H1"], "mountain": ["H1", "H2"], "reservoir": [], "old_base": []}
