"""What places are from a day on: Qin says that Heyi was lifted in 2017 and that Anping is a mountain area, corrects it,
ends it, and takes it back."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse, reverse_lazy

from accounts.areas.attributes import (
    attributes_of,
    correct_area_attribute,
    enter_area_attribute,
    withdraw_area_attribute,
)
from accounts.areas.changes import enter_area_change
from accounts.models import AccessEvent, Area, AreaAttribute
from core.dates import today
from core.workflow import ActionRefused, StaleState

PLACES = reverse_lazy("accounts:places")
PAPER = "County order 7 of 2018"
DAY = dt.date(2020, 6, 15)
ONE_DAY = dt.timedelta(1)


def enter(area, by, kind="lifted", **told):
    told = {"year": 2017, **told} if kind == "lifted" else told
    return enter_area_attribute(area, by=by, kind=kind, document=PAPER, **told)


def held(area, day=None) -> list[str]:
    return [one.in_words for one in attributes_of(area, day or today())]


def having(kind, day=None) -> list[str]:
    return [area.name for area in Area.objects.having(kind, day or today())]


def test_a_village_is_lifted_since_the_first_day_of_its_year(heyi, qin):
    made = enter(heyi, qin)
    assert held(heyi) == ["Lifted out of poverty in 2017"] and made.valid_from == dt.date(2017, 1, 1)
    assert having("lifted", dt.date(2016, 12, 31)) == [] and having("lifted", dt.date(2017, 1, 1)) == ["Heyi Village"]
    event = AccessEvent.objects.get(action="area_attribute_entered")
    assert (event.user, event.area, event.reason, event.details) == (qin, heyi, PAPER, {"attribute": "lifted"})


def test_what_a_township_is_its_villages_are_and_a_lifted_county_makes_no_lifted_village(county, anping, heyi, qin):
    enter(anping, qin, "mountain")
    enter(county, qin)
    assert having("mountain") == ["Anping Township", "Heyi Village"] and having("lifted") == ["Qingshan County"]
    assert held(heyi) == ["Mountain area"]


@pytest.mark.parametrize(("shift", "holds"), [(-1, False), (0, True), (1, True), (29, True), (30, True), (31, False)])
def test_it_holds_from_its_first_to_its_last_day(heyi, qin, shift, holds):
    enter(heyi, qin, "reservoir", valid_from=DAY, valid_until=DAY + 30 * ONE_DAY)
    day = DAY + shift * ONE_DAY
    assert (having("reservoir", day) == ["Heyi Village"]) is holds and bool(held(heyi, day)) is holds


def test_an_end_replaces_the_entry_and_what_stood_is_kept(heyi, qin):
    first = enter(heyi, qin, "old_base")
    ended = correct_area_attribute(first, by=qin, why="Left the list", valid_until=DAY)
    first.refresh_from_db()
    assert (first.withdrawn_by, first.withdrawn_why, first.valid_until) == (qin, "Left the list", None)
    assert held(heyi, DAY) and not held(heyi, DAY + ONE_DAY)
    undone = correct_area_attribute(ended, by=qin, why="It did not", valid_until=None)
    assert held(heyi) and heyi.attributes.standing().get() == undone
    assert AccessEvent.objects.filter(action="area_attribute_corrected").count() == 2


def test_an_entry_taken_back_never_held_and_can_be_entered_again(heyi, qin):
    one = enter(heyi, qin)
    withdraw_area_attribute(one, by=qin, why="Another village was meant")
    assert held(heyi) == [] and AreaAttribute.objects.count() == 1
    with pytest.raises(StaleState):
        withdraw_area_attribute(one, by=qin, why="Again")
    with pytest.raises(StaleState):
        correct_area_attribute(one, by=qin, why="Too late", year=2018)
    assert enter(heyi, qin).pk != one.pk


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"year": 1977}, "between 1978 and this year"),
        ({"year": today().year + 1}, "between 1978 and this year"),
        ({"year": None}, "year in which it was lifted"),
        ({"kind": "mountain", "year": 2017}, "Only what was lifted"),
        ({"valid_from": dt.date(2016, 12, 31)}, "before the year in which it was lifted"),
        ({"valid_from": DAY, "valid_until": DAY - ONE_DAY}, "last day lies before the first"),
        ({"document": "  "}, "name the document"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(heyi, qin, told, words):
    with pytest.raises(ActionRefused, match=words):
        enter_area_attribute(heyi, by=qin, **{"kind": "lifted", "year": 2017, "document": PAPER, **told})
    assert not AreaAttribute.objects.exists()


@pytest.mark.parametrize("year", [1978, today().year])
def test_the_first_and_the_last_year_are_right(heyi, qin, year):
    assert enter(heyi, qin, year=year).year == year


def test_a_township_is_not_lifted_and_a_merged_village_nothing_new(anping, heyi, shuikou, qin):
    with pytest.raises(ActionRefused, match="county or a village"):
        enter(anping, qin)
    enter_area_change(heyi, "merge", by=qin, on=today(), document=PAPER, into=shuikou)
    heyi.refresh_from_db()
    with pytest.raises(ActionRefused, match="merged into another"):
        enter(heyi, qin)


@pytest.mark.parametrize(("shift", "stands"), [(-1, False), (0, False), (1, True)])
def test_the_same_does_not_stand_twice_on_a_day(heyi, qin, shift, stands):
    enter(heyi, qin, "mountain", valid_until=DAY)
    again = {"valid_from": DAY + shift * ONE_DAY}
    if stands:
        assert enter(heyi, qin, "mountain", **again)
    else:
        with pytest.raises(ActionRefused, match="stands here for that time already"):
            enter(heyi, qin, "mountain", **again)


def test_a_correction_that_changes_nothing_or_has_no_reason_is_refused(heyi, qin):
    one = enter(heyi, qin)
    with pytest.raises(ActionRefused, match="Nothing differs"):
        correct_area_attribute(one, by=qin, why="To be sure", year=2017)
    with pytest.raises(ActionRefused, match="give the reason"):
        correct_area_attribute(one, by=qin, why=" ", year=2018)
    with pytest.raises(ActionRefused, match="give the reason"):
        withdraw_area_attribute(one, by=qin, why="")
    assert held(heyi) == ["Lifted out of poverty in 2017"]


def test_who_may_not_changes_nothing(heyi, qin, zhao, mo):
    one = enter(heyi, qin)
    for who in (zhao, mo):
        with pytest.raises(PermissionDenied):
            enter(heyi, who, "mountain")
        with pytest.raises(PermissionDenied):
            correct_area_attribute(one, by=who, why="No", year=2018)
        with pytest.raises(PermissionDenied):
            withdraw_area_attribute(one, by=who, why="No")


def test_an_entry_needs_the_year_in_the_database_too(heyi, county):
    from django.db import IntegrityError, transaction

    for wrong in ({"kind": "lifted"}, {"kind": "mountain", "year": 2017}, {"kind": "desert"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            AreaAttribute.objects.create(county=county, area=heyi, document=PAPER, **wrong)


# Pages


def test_the_list_is_filtered_by_what_places_are(county, heyi, shuikou, qin, client_of, django_assert_num_queries):
    enter(heyi, qin)
    enter(county, qin, "old_base")
    client = client_of(qin)
    with django_assert_num_queries(14):
        page = client.get(PLACES).content.decode()
    assert "Lifted out of poverty in 2017" in page and "Old revolutionary area" in page
    assert [one.name for one in client.get(PLACES, {"is_a": "lifted"}).context["page"]] == ["Heyi Village"]
    assert len(client.get(PLACES, {"is_a": "old_base"}).context["page"]) == 5
    assert [one.name for one in client.get(PLACES, {"name": "Shui"}).context["page"]] == ["Shuikou Village"]


def test_a_village_sees_its_own_place_and_what_it_lies_in(anping, heyi, shuikou, wen, qin, client_of):
    enter(anping, qin, "mountain")
    client = client_of(wen)
    assert [one.name for one in client.get(PLACES).context["page"]] == ["Heyi Village"]
    page = client.get(heyi.get_absolute_url()).content.decode()
    assert "Mountain area" in page and "Say what this place is" not in page
    assert (
        client.get(shuikou.get_absolute_url()).status_code == client.get(anping.get_absolute_url()).status_code == 404
    )
    assert client.post(heyi.get_absolute_url(), {"kind": "mountain", "document": PAPER}).status_code == 422
    assert not heyi.attributes.exists()


def test_it_is_entered_corrected_and_taken_back_on_the_page(heyi, qin, client_of):
    client, page = client_of(qin), heyi.get_absolute_url()
    assert "Nothing is on record" in client.get(page).content.decode()
    wrong = client.post(page, {"kind": "lifted", "document": PAPER})
    assert wrong.status_code == 422 and "year in which it was lifted" in wrong.content.decode()
    sent = client.post(page, {"kind": "lifted", "year": "2017", "document": PAPER}, follow=True).content.decode()
    assert "Entered: Lifted out of poverty in 2017" in sent
    one = reverse("accounts:area-attribute", args=[heyi.attributes.get().pk])
    shown = client.get(one).context["form"].initial
    said = {"kind": "lifted", "year": "2018", "valid_from": "2018-01-01", "document": PAPER, "why": "Misread"}
    assert shown["year"] == 2017 and client.post(one, said).status_code == 302
    after = client.get(page).content.decode()
    assert "Lifted out of poverty in 2018" in after and "Misread" in after
    gone = reverse("accounts:area-attribute-withdraw", args=[heyi.attributes.standing().get().pk])
    assert "Taken back" in client.post(gone, {"why": "Wrong village"}, follow=True).content.decode()
    assert "already" in client.get(one).content.decode() and held(heyi) == []


def test_who_merges_a_village_is_told_what_does_not_follow(heyi, shuikou, qin, client_of):
    enter(heyi, qin)
    enter(heyi, qin, "mountain")
    enter(shuikou, qin, "mountain")
    said = {"area": heyi.pk, "kind": "merge", "into": shuikou.pk, "on": f"{today()}", "document": PAPER}
    page = client_of(qin).post(reverse("accounts:areas"), said, follow=True).content.decode()
    assert "Heyi Village is: Lifted out of poverty in 2017. If that holds for Shuikou Village too" in page
    assert held(shuikou) == ["Mountain area"]


def test_entries_of_another_county_are_not_found(heyi, qin, mo, client_of):
    one = enter(heyi, qin)
    for name in ("accounts:area-attribute", "accounts:area-attribute-withdraw"):
        assert client_of(mo).post(reverse(name, args=[one.pk]), {"why": "x"}).status_code == 404
    assert held(heyi)
