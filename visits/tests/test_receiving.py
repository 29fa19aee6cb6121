"""Receiving visits from phones: once, exactly as they came, and never dropped."""

import json
import threading
import uuid

import pytest
from django.db import connection

from accounts.models import Grant
from core.dates import today
from core.workflow import ActionRefused, StaleState
from povwatch.tests.factories import household
from visits import actions
from visits.models import Delivery, Photo, Visit

from .told import ago, receive, told, visit

URL = "/visits/phone/visits/"


@pytest.fixture
def family(heyi):
    return household(heyi)


@pytest.fixture
def post(client_of, lan):
    """post(body) is Lan's phone sending it."""
    client = client_of(lan)

    def sent(body, **headers):
        return client.post(URL, body, content_type="application/json", headers=headers)

    return sent


def test_a_visit_is_created_once_and_the_receipt_stays_the_same(post, family):
    body = told(family)
    first, again = post(body), post(body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["receipt"] | {"signature": ""} == again.json()["receipt"] | {"signature": ""}
    assert Visit.objects.count() == 1


def test_the_same_id_with_another_content_keeps_both_for_review(post, family, zhao):
    id = uuid.uuid4()
    post(told(family, {"needs": "Seed"}, id=id))
    other = told(family, {"needs": "Fertiliser"}, id=id)
    second = post(other)
    assert second.status_code == 409 and second.json()["receipt"]["outcome"] == "second"
    assert post(other).json() | {"receipt": 0} == second.json() | {"receipt": 0}  # sent again: kept once
    bodies = [json.loads(one.content)["answers"]["needs"] for one in Delivery.objects.all()]
    assert sorted(bodies) == ["Fertiliser", "Seed"] and Visit.objects.get().needs == "Seed"
    assert Delivery.objects.visible_to(zhao).waiting().count() == 1


def test_the_second_version_may_replace_the_first(post, family, zhao):
    id = uuid.uuid4()
    post(told(family, {"needs": "Seed"}, id=id)), post(told(family, {"needs": "Fertiliser"}, id=id))
    actions.take_second_version(Delivery.objects.waiting().get(), by=zhao)
    assert [visit.needs for visit in Visit.objects.counted()] == ["Fertiliser"]


def test_fields_to_correct_are_named_and_nothing_is_kept(post, family):
    answer = post(told(family, {"way": "", "phone": "12", "shocks": ["99"]}))
    assert answer.status_code == 422 and set(answer.json()["errors"]) == {"way", "phone", "note"}
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("body", [b"", b"[]", b'{"id": 1}', b"\xff", b'{"v":1}', b"[" * 100_000])
def test_what_is_no_visit_is_refused_with_words(post, body):
    answer = post(body)
    assert answer.status_code == 400 and "rescue file" in answer.json()["error"]


ZONES = [
    ("+14:00", 201), ("+14:01", 400), ("+23:59", 400), ("-12:00", 201), ("-12:01", 400), ("-23:59", 400),
    ("+08:00:30", 201), ("", 400),
]  # fmt: skip


@pytest.mark.parametrize(("zone", "status"), ZONES)
def test_a_moment_in_a_zone_that_does_not_exist_is_refused_with_words(post, family, zone, status):
    """Guards against a page of our own fault for a moment that PostgreSQL cannot hold."""
    body = json.loads(told(family)) | {"made_at": f"{today()}T03:04{zone}"}
    answer = post(json.dumps(body))
    assert answer.status_code == status and Delivery.objects.count() == (status == 201)
    if zone and status == 400:
        assert "time zone that does not exist" in answer.json()["error"]


@pytest.mark.parametrize("year", ["0001", "1999", "2201", "9999"])
def test_a_moment_outside_these_centuries_is_refused(post, family, year):
    body = json.loads(told(family)) | {"made_at": f"{year}-12-31T23:59-12:00"}
    assert post(json.dumps(body)).status_code == 400


def test_who_is_signed_out_is_told_so_and_nothing_more(client, family, lan):
    answer = client.post(URL, told(family), content_type="application/json")
    assert answer.status_code == 401 and not Delivery.objects.exists()


STRANDS = {
    "merged": lambda family, lan: setattr(family, "state", "merged"),
    "extinct": lambda family, lan: setattr(family, "state", "extinct"),
    "no_grant": lambda family, lan: Grant.objects.filter(user=lan).update(valid_until="2020-12-31"),
}


@pytest.mark.parametrize("why", STRANDS)
def test_a_visit_that_cannot_be_filed_is_stranded_never_dropped(post, family, lan, zhao, why):
    STRANDS[why](family, lan)
    family.save()
    answer = post(told(family))
    assert answer.status_code == 201 and answer.json()["receipt"]["outcome"] == "stranded"
    assert Delivery.objects.visible_to(zhao).waiting().get().stranding == why and not Visit.objects.exists()


def test_a_household_outside_the_territory_or_unknown_strands_too(post, shuikou, anping):
    assert post(told(household(shuikou))).json()["receipt"]["outcome"] == "stranded"
    assert post(told(999_999_999)).json()["receipt"]["outcome"] == "stranded"
    assert sorted(Delivery.objects.values_list("stranding", flat=True)) == ["elsewhere", "unknown"]


def test_a_stranded_visit_is_assigned_by_the_township(post, family, heyi, lan, zhao):
    family.state = "merged"
    family.save()
    post(told(family, {"needs": "Seed"}))
    home = household(heyi)
    made = actions.assign_delivery(Delivery.objects.get(), home, by=zhao)
    assert (made.household, made.visited_by, made.needs) == (home, lan, "Seed")
    with pytest.raises(StaleState):
        actions.assign_delivery(Delivery.objects.get(), home, by=zhao)


def test_a_phone_whose_clock_is_days_ahead_is_set_right(post, family):
    """Guards against: visits dated in the future, or refused, because a phone's clock is wrong."""
    made_at = ago(days=-6)
    answer = post(told(family, made_at=made_at), **{"X-Clock-Offset": str(-6 * 86_400_000)})
    assert answer.status_code == 201
    made, delivery = Visit.objects.get(), Delivery.objects.get()
    assert made.visited_on == today() and delivery.device_at == made_at and delivery.clock_offset == -518_400_000


def test_a_visit_that_waited_for_weeks_is_checked_by_the_day_it_was_finished(post, family):
    then = ago(days=50)
    answers = {"visited_on": f"{then.date()}", "next_visit_on": f"{then.date()}"}
    assert post(told(family, answers, made_at=then)).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_make_one_row(family, lan):
    """Guards against: a phone that sends again while the first try is still being worked on."""
    body, answers = told(family), []
    barrier = threading.Barrier(50)

    def send():
        barrier.wait()
        answers.append(receive(body, lan).status)
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200] * 49 + [201] and Visit.objects.count() == Delivery.objects.count() == 1


def test_guarantees_and_photos_are_filed_with_the_visit(family, lan):
    answers = {"check_water": "not_met", "water_problem": "quality", "check_food": "met"}
    made = visit(family, lan, answers, photos=[{"sha256": "a" * 64, "kind": "photo"}] * 2)
    check = family.guarantee_checks.get()
    assert (check.water, check.water_problem, check.food, check.housing) == (False, "quality", True, None)
    assert check.source_visit == made.pk and Photo.objects.get().arrived_at is None


def test_nobody_judges_their_own_visit(family, zhao, anping):
    made = visit(family, zhao)
    with pytest.raises(ActionRefused):
        actions.take_visit_step(made, "accept", by=zhao)
    assert actions.available_visit_steps(made, zhao) == []
