"""Offers and enterprises: who sees them, what they must say, how they are kept."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AccessEvent
from accounts.permissions import Permission, page_paths
from accounts.reach import reach_of
from core.workflow import ActionRefused
from povwatch.tests.factories import person
from work.enterprises.actions import add_enterprise, change_enterprise, close_enterprise
from work.models import Enterprise, Offer
from work.offers.actions import change_offer, close_offer, make_offer

from .offered import enterprise, offer

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 6, 15)


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel("2026-06-15T10:00+08:00", tick=False):
        yield


def terms(**more):
    """What somebody fills in for a village post."""
    return {
        "title": "Sweeping the road", "where": "village", "places": 1, "monthly_wage": Decimal(800),
        "starts_on": TODAY, "ends_on": None, "age_from": 16, "age_to": 69, "for_whom": "account",
        "least_labour": "weak", "skill": "", "note": "", "enterprise": None, **more,
    }  # fmt: skip


# ------------------------------------------------------------------------------------------------- who sees which


def test_an_offer_is_seen_within_its_area_and_from_the_places_above_and_below(
    county, anping, heyi, shuikou, neighbour, lan, zhao, qin, mo
):
    """A job of the county is for every village; a post of one village is no business of the next."""
    gao = person("gao", "caseworker", shuikou)
    places = {"county": county, "township": anping, "village": heyi, "elsewhere": shuikou, "other": neighbour}
    for title, where in places.items():
        offer(where, title=title)
    seen = {who: {one.title for one in Offer.objects.visible_to(who)} for who in (lan, zhao, qin, gao, mo)}
    assert seen[lan] == seen[zhao] == {"county", "township", "village"}
    assert seen[qin] == {"county", "township", "village", "elsewhere"}
    assert seen[gao] == {"county", "elsewhere"} and seen[mo] == {"other"}


def test_the_database_shows_a_page_the_same_offers(county, anping, heyi, shuikou, neighbour, lan, zhao, qin, mo):
    for where in (county, anping, heyi, shuikou, neighbour):
        offer(where, title=where.code)
        enterprise(where, name=where.code)
    for who in (lan, zhao, qin, mo, person("gao", "caseworker", shuikou)):
        wanted = {one.title for one in Offer.objects.visible_to(who)}
        with transaction.atomic(), reach_of(page_paths(who, Permission.HOUSEHOLD_VIEW), who):
            assert {one.title for one in Offer.objects.all()} == wanted, who
            assert {one.name for one in Enterprise.objects.all()} == wanted, who


# --------------------------------------------------------------------------------------------------- what one says


def test_a_post_is_made_with_its_terms_and_a_line_in_the_log(heyi, county, lan):
    made = make_offer("post", by=lan, area=heyi, **terms())
    assert (made.county, made.area, made.kind, made.monthly_wage) == (county, heyi, "post", 800)
    assert AccessEvent.objects.filter(action="offer_made", subject_id=str(made.pk), user=lan).exists()


@pytest.mark.parametrize(("kind", "ages", "fits"), [
    ("post", (16, 69), True), ("post", (15, 69), False), ("post", (16, 70), False), ("post", (70, 69), False),
    ("post", (69, 69), True), ("job", (16, 70), True), ("job", (15, 60), False),
])  # fmt: skip
def test_who_has_an_offer_is_sixteen_and_who_has_a_post_is_not_seventy(heyi, lan, kind, ages, fits):
    said = terms(age_from=ages[0], age_to=ages[1])
    if fits:
        make_offer(kind, by=lan, area=heyi, **said)
        return
    with pytest.raises(ActionRefused):
        make_offer(kind, by=lan, area=heyi, **said)


@pytest.mark.parametrize(("wrong", "words"), [
    ({"monthly_wage": None}, "paid in a month"), ({"monthly_wage": Decimal("399.99")}, "between 400"),
    ({"ends_on": TODAY - dt.timedelta(1)}, "last day"), ({"where": "outside"}, "lies in the county"),
])  # fmt: skip
def test_terms_that_contradict_themselves_are_refused(heyi, lan, wrong, words):
    with pytest.raises(ActionRefused, match=words):
        make_offer("post", by=lan, area=heyi, **terms(**wrong))


def test_a_course_has_no_wage(heyi, lan):
    said = terms()
    del said["monthly_wage"]
    assert make_offer("course", by=lan, area=heyi, **said).monthly_wage is None


def test_an_enterprise_of_another_county_or_one_that_closed_offers_nothing(heyi, neighbour, lan):
    closed = enterprise(heyi, closed_on=TODAY)
    for one in (closed, enterprise(neighbour)):
        with pytest.raises(ActionRefused, match="another one"):
            make_offer("job", by=lan, area=heyi, **terms(enterprise=one))


def test_an_offer_is_changed_and_closed_by_who_keeps_its_place(heyi, shuikou, lan, county):
    one = make_offer("post", by=lan, area=heyi, **terms())
    changed = change_offer(one, by=lan, area=heyi, **terms(title="Keeping the road", places=3))
    assert (changed.title, changed.places) == ("Keeping the road", 3)
    with pytest.raises(ActionRefused, match="future"):
        close_offer(changed, by=lan, on=TODAY + dt.timedelta(1))
    assert close_offer(changed, by=lan, on=TODAY).closed_on == TODAY
    with pytest.raises(ActionRefused, match="closed already"):
        close_offer(changed, by=lan, on=TODAY)
    with pytest.raises(PermissionDenied):
        change_offer(one, by=lan, area=county, **terms())
    with pytest.raises(PermissionDenied):
        close_offer(offer(shuikou), by=lan, on=TODAY)


@pytest.mark.parametrize(("until", "is_open"), [(None, True), (0, True), (-1, False), (1, True)])
def test_an_offer_is_open_until_its_last_day(heyi, until, is_open):
    ends = None if until is None else TODAY + dt.timedelta(until)
    one = offer(heyi, starts_on=TODAY - dt.timedelta(30), ends_on=ends)
    assert Offer.objects.open_on(TODAY).filter(pk=one.pk).exists() is one.is_open_on(TODAY) is is_open


# ------------------------------------------------------------------------------------------------------ enterprises


def test_an_enterprise_is_entered_once_and_closed_when_it_offers_nothing(heyi, lan):
    said = {"area": heyi, "name": "Heyi Garments", "kind": "workshop", "phone": "138 0013 8000"}
    made = add_enterprise(by=lan, **said)
    assert made.phone == "13800138000"
    with pytest.raises(ActionRefused, match="already"):
        add_enterprise(by=lan, **said)
    change_enterprise(made, by=lan, **said | {"industry": "Clothes"})
    one = offer(heyi, "workshop", enterprise=made)
    with pytest.raises(ActionRefused, match="close them first"):
        close_enterprise(made, by=lan, on=TODAY)
    close_offer(one, by=lan, on=TODAY)
    assert close_enterprise(made, by=lan, on=TODAY).closed_on == TODAY


@pytest.mark.parametrize(("phone", "fits"), [("123456", False), ("1234567", True), ("1" * 12, True), ("1" * 13, False)])
def test_a_phone_has_seven_to_twelve_digits(heyi, lan, phone, fits):
    said = {"area": heyi, "name": "Heyi Garments", "kind": "workshop", "phone": phone}
    if fits:
        assert add_enterprise(by=lan, **said).phone == phone
        return
    with pytest.raises(ActionRefused, match="landline"):
        add_enterprise(by=lan, **said)


# ------------------------------------------------------------------------------------------------------------ pages


def test_the_lists_are_found_filtered_and_taken_along(heyi, county, wen, client_of):
    garments = enterprise(heyi, in_charge="Zhou Min")
    offer(heyi, "workshop", title="Sewing shirts", enterprise=garments, monthly_wage=Decimal(2400))
    offer(county, "course", title="Cooking", places=20)
    offer(heyi, title="Old post", closed_on=TODAY)
    client = client_of(wen)
    told = client.get(reverse("work:offers")).content.decode()
    assert "Sewing shirts" in told and "Cooking" in told and "Old post" not in told
    told = client.get(reverse("work:offers"), {"kind": "course"}).content.decode()
    assert "Cooking" in told and "Sewing shirts" not in told
    for pay, is_there in ((2400, True), (2401, False)):
        told = client.get(reverse("work:offers"), {"pay": pay}).content.decode()
        assert ("Sewing shirts" in told) is is_there
    assert "Old post" in client.get(reverse("work:offers"), {"state": "over"}).content.decode()
    found = client.post(reverse("work:offers-search"), {"text": "garments"}, follow=True)
    assert "garments" not in found.redirect_chain[0][0]
    assert "Sewing shirts" in found.content.decode() and "Cooking" not in found.content.decode()
    assert "Sewing shirts" in client.get(reverse("work:offers"), {"file": "csv"}).content.decode()
    told = client.get(reverse("work:enterprises")).content.decode()
    assert "Heyi Garments" in told and "Zhou Min" in told


def test_a_phone_is_shown_to_those_who_may_see_phones(heyi, lan, wen, su, client_of):
    one = enterprise(heyi, phone="13800138000")
    shown = {
        who: "13800138000" in client_of(who).get(one.get_absolute_url()).content.decode() for who in (lan, wen, su)
    }
    assert shown == {who: bool(who.holds(Permission.HOUSEHOLD_SECRET)) for who in (lan, wen, su)}
    assert set(shown.values()) == {True, False}


def test_an_offer_is_made_on_its_page_and_comes_back_when_something_is_wrong(heyi, wen, client_of):
    client, page = client_of(wen), reverse("work:offer-new") + "?kind=course"
    told = client.get(page).content.decode()
    assert "monthly_wage" not in told and "equipment" not in told
    said = {name: value for name, value in terms(area=heyi.pk, places=20).items() if value is not None}
    refused = client.post(page, said | {"age_to": 15})
    assert refused.status_code == 422 and "Sweeping the road" in refused.content.decode()
    made = client.post(page, said, follow=True)
    assert made.status_code == 200 and Offer.objects.get().places == 20


def test_the_terms_of_a_county_job_are_read_in_a_village_and_changed_by_the_county(county, lan, qin, mo, client_of):
    one = offer(county, "job", monthly_wage=Decimal(4200))
    told = client_of(lan).get(one.get_absolute_url()).content.decode()
    assert "4,200" in told and "change" not in told.split("<main")[1]
    assert client_of(lan).get(reverse("work:offer-change", args=[one.pk])).status_code == 403
    assert client_of(qin).get(reverse("work:offer-change", args=[one.pk])).status_code == 200
    assert client_of(mo).get(one.get_absolute_url()).status_code == 404


def test_the_list_asks_the_same_number_of_questions_however_many_offers(heyi, wen, client_of):
    client = client_of(wen)
    offer(heyi)
    client.get(reverse("work:offers"))
    counts = []
    for number in (1, 6):
        for index in range(number):
            offer(heyi, title=f"Post {number}-{index}", enterprise=enterprise(heyi, name=f"{number}-{index}"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("work:offers"))
        counts.append(len(asked))
    assert counts[0] == counts[1]
