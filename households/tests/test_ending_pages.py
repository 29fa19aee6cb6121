"""The page of data that ends: what is due, and holding the data of a household in a dispute."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.models import AccessEvent
from core.workflow import ActionRefused, StaleState
from households.ending.holds import hold_data, release_data
from households.ending.preview import ending_rows
from households.ending.run import end_due_data
from households.models import DataHold
from povwatch.tests.factories import household
from visits.models import Photo, Visit

NOW = dt.datetime(2026, 6, 15, 1, tzinfo=dt.UTC)
PAGE = reverse("households:ending")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


@pytest.fixture
def family(heyi):
    return household(heyi)


def photo_of(family, by, visited_on):
    visit = Visit.objects.create(household=family, visited_on=visited_on, visited_by=by)
    return Photo.objects.create(visit=visit, sha256="0" * 64)


def row_of(code, county):
    (found,) = [row for row in ending_rows(county) if row["kind"].code == code]
    return found


@pytest.mark.parametrize(
    "visited_on, due, soon", [("2023-06-14", 1, 1), ("2023-06-15", 0, 1), ("2023-07-14", 0, 1), ("2023-07-15", 0, 0)]
)
def test_what_is_due_tonight_and_within_thirty_days_is_counted(county, family, lan, visited_on, due, soon):
    photo_of(family, lan, dt.date.fromisoformat(visited_on))
    row = row_of("photos", county)
    assert (row["due"], row["soon"], row["kept"], row["ended"]) == (due, soon, "36 months", 0)
    assert Photo.objects.exists(), "nothing is changed"


def test_what_ended_stands_beside_it(county, family, lan):
    photo_of(family, lan, dt.date(2020, 1, 1))
    end_due_data(county)
    row = row_of("photos", county)
    assert (row["due"], row["ended"], row["up_to"]) == (0, 1, dt.date(2023, 6, 15))


def test_the_page_is_for_county_staff_leaders_and_auditors(client_of, qin, li, su, zhao, lan, ding, mo, family):
    assert [client_of(user).get(PAGE).status_code for user in (qin, li, su, mo)] == [200] * 4
    assert [client_of(user).get(PAGE).status_code for user in (zhao, lan, ding)] == [403] * 3
    assert client_of(qin).get(PAGE, {"county": "999002"}).status_code == 404
    page = client_of(qin).get(PAGE).content.decode()
    assert "36 months" in page and "Nothing is held" in page and reverse("households:data-hold") in page
    assert reverse("households:data-hold") not in client_of(li).get(PAGE).content.decode()


def test_the_page_asks_as_many_questions_however_much_is_held(
    client_of, qin, heyi, django_assert_max_num_queries, county
):
    for _number in range(30):
        hold_data(household(heyi), "Disputed", by=qin)
    client = client_of(qin)
    client.get(PAGE)
    with django_assert_max_num_queries(45):
        client.get(PAGE)


def test_a_hold_needs_a_reason_and_stands_once(client_of, qin, family):
    url, said = reverse("households:data-hold"), {"household": family.number, "reason": "Refusal disputed"}
    assert client_of(qin).post(url, said | {"reason": " "}).status_code == 422
    assert client_of(qin).post(url, said).status_code == 302
    again = client_of(qin).post(url, said)
    assert again.status_code == 422 and "held already" in again.content.decode()
    line = AccessEvent.objects.get(action="data_held")
    assert (line.user, line.households, line.reason) == (qin, [family.pk], "Refusal disputed")
    assert "Refusal disputed" in client_of(qin).get(PAGE).content.decode()


def test_a_household_that_left_can_be_held(client_of, qin, family):
    family.state, family.state_on = "moved", dt.date(2020, 1, 1)
    family.save()
    said = {"household": family.number, "reason": "Court"}
    assert client_of(qin).post(reverse("households:data-hold"), said).status_code == 302


def test_a_hold_is_released_once_and_can_be_set_again(client_of, qin, family):
    hold = hold_data(family, "Disputed", by=qin)
    assert client_of(qin).post(reverse("households:data-release", args=[hold.pk])).status_code == 302
    with pytest.raises(StaleState):
        release_data(hold, by=qin)
    assert AccessEvent.objects.filter(action="data_released").count() == 1
    hold_data(family, "Disputed again", by=qin)
    assert DataHold.objects.standing().count() == 1 and DataHold.objects.count() == 2


def test_nobody_holds_or_releases_without_the_right_or_elsewhere(client_of, qin, li, mo, zhao, family):
    for user in (li, mo, zhao):
        with pytest.raises(PermissionDenied):
            hold_data(family, "Disputed", by=user)
    hold = hold_data(family, "Disputed", by=qin)
    url = reverse("households:data-release", args=[hold.pk])
    assert [client_of(user).post(url).status_code for user in (li, mo, zhao)] == [403, 404, 403]
    with pytest.raises(ActionRefused):
        hold_data(family, " ", by=qin)
