"""Who is in the registry twice is proposed, and settled: one entry stands, or they are not the same."""

import datetime as dt
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.waiting.declare import WAITING_KINDS
from core.dates import today
from households.changes import actions as changes
from households.choices import IncomeItem
from households.models import Household, Member, NotTheSame, WorkSpell
from households.twice.actions import say_not_the_same
from households.twice.pairs import pairs_of_homes, pairs_of_people
from povwatch.tests.factories import DAY, household, member, told

from .files import id_number
from .known import known

BORN = dt.date(1990, 5, 1)
PAGE = "/households/twice/"


@pytest.fixture
def mei(heyi):
    """Mei, in household H1."""
    return member(household(heyi, number="H1", people=1), name="Mei Fang", birth_date=BORN)


def twin(village, number="H2", **fields):
    fields = {"name": "mei fang", "birth_date": BORN, **fields}
    return member(household(village, number=number, people=1), **fields)


def pairs():
    return [(pair.first.pk, pair.second.pk) for pair in pairs_of_people(Household.objects.all())]


@pytest.mark.parametrize(
    ("fields", "is_pair"),
    [
        ({}, True),
        ({"name": "Mei Fan"}, False),
        ({"birth_date": BORN + dt.timedelta(1)}, False),
        ({"birth_date": None}, False),
        ({"id_number": id_number("19900501", 4)}, True),
        ({"left_on": DAY, "left_reason": "married"}, False),
    ],
)
def test_the_same_name_and_birth_date_is_a_pair(mei, heyi, fields, is_pair):
    other = twin(heyi, **fields)
    assert pairs() == ([(mei.pk, other.pk)] if is_pair else [])


def test_with_two_id_numbers_they_are_two_people(mei, heyi):
    twin(heyi, id_number=id_number("19900501", 4))
    Member.objects.get(pk=mei.pk)
    mei.id_number = id_number("19900501", 2)
    mei.save()
    assert pairs() == [] and not WAITING_KINDS["people-twice"].rows(mei.household.county, DAY).exists()


def test_another_county_is_not_compared(mei, neighbour):
    from povwatch.tests import factories

    twin(factories.area("999002101201", "Far", factories.area("999002101", "Farther", neighbour)))
    assert pairs() == []


def test_not_the_same_is_kept_until_one_of_them_changes(mei, heyi, zhao):
    other = twin(heyi)
    say_not_the_same("person", other, mei, by=zhao, reason="Two cousins")
    kept = NotTheSame.objects.get()
    assert (kept.first, kept.second, kept.by, kept.reason) == (mei.pk, other.pk, zhao, "Two cousins")
    assert pairs() == []
    other.ethnicity = "Tujia"
    other.save()
    assert pairs() == [(mei.pk, other.pk)]


def test_who_works_in_one_of_the_two_villages_does_not_say_so(mei, shuikou, zhao, qin):
    other = twin(shuikou)
    with pytest.raises(PermissionDenied):
        say_not_the_same("person", mei, other, by=zhao)
    say_not_the_same("person", mei, other, by=qin)


def test_one_entry_stands_and_takes_what_belongs_to_the_other(mei, heyi, zhao):
    other = twin(heyi, id_number=id_number("19900501", 2))
    spell = WorkSpell.objects.create(member=other, place="village", channel="own", started_on=DAY)
    about = {"village": heyi, "household": other.household, "member": other, "reason": "Same ID card"}
    values = {"keep": mei.pk, "keep_words": "H1"}
    change = changes.change_at_desk("twice", by=zhao, values=values, accepted=True, **about)
    other.refresh_from_db(), mei.refresh_from_db(), spell.refresh_from_db()
    assert change.state == "confirmed"
    assert (other.left_reason, other.left_on, spell.member) == ("error", today(), mei)
    assert mei.id_number == id_number("19900501", 2) and pairs() == []


def test_income_told_of_the_entry_that_was_a_mistake_counts_for_the_other(mei, heyi, zhao):
    home, again = mei.household, member(mei.household, name="Mei Fang", birth_date=BORN)
    first = dt.date(today().year - 1, today().month, 1)
    lines = {(IncomeItem.WAGES_LABOUR, again): 24_000}
    told(home, lines, first=first, months=12, on=today() - dt.timedelta(1))
    about = {"village": heyi, "household": home, "member": again, "reason": "Same ID card", "accepted": True}
    assert known("income", home, today())["net"] == 24_000
    changes.change_at_desk("twice", by=zhao, values={"keep": mei.pk, "keep_words": "H1"}, **about)
    assert home.members.present(today()).count() == 2 and known("income", home, today())["net"] == 24_000


def test_households_with_one_phone_are_a_pair(heyi, zhao):
    one, other = household(heyi, number="H1"), household(heyi, number="H2")
    for home in (one, other):
        home.phone = "13812345678"
        home.save()
    found = pairs_of_homes(Household.objects.all())
    assert [(pair.first, pair.second) for pair in found] == [(one, other)]
    say_not_the_same("household", one, other, by=zhao)
    assert pairs_of_homes(Household.objects.all()) == []


def test_an_empty_page_says_so(zhao, client_of):
    page = client_of(zhao).get(PAGE).content.decode()
    assert "Nobody is in the registry twice" in page and "No two households" in page


def test_the_page_shows_both_and_settles_them(mei, heyi, zhao, client_of):
    other, client = twin(heyi), client_of(zhao)
    page = client.get(PAGE).content.decode()
    stands = reverse("households:twice-settle", args=[other.pk, mei.pk])
    assert stands in page and "H1" in page and "H2" in page
    client.post(stands, {"reason": "Same ID card", "accepted": "on"})
    other.refresh_from_db()
    assert other.left_reason == "error"


def test_not_the_same_on_the_page(mei, heyi, zhao, client_of):
    other, client = twin(heyi), client_of(zhao)
    url = reverse("households:not-the-same", args=["person", mei.pk, other.pk])
    assert "They are shown again when one of them changes" in client.post(url, follow=True).content.decode()
    assert pairs() == []


def test_of_a_pair_across_townships_the_township_sees_its_own_half(mei, shuikou, zhao, client_of):
    twin(shuikou)
    page = client_of(zhao).get(PAGE).content.decode()
    assert "the county decides" in page and "H2" not in re.sub(r'nonce="[^"]*"|csrf\S+ value="[^"]*"', "", page)


def test_it_waits_for_the_township_and_the_county(mei, heyi, county, zhao, qin, wen):
    twin(heyi)
    kind = WAITING_KINDS["people-twice"]
    assert [kind.rows_for(who, county, DAY).count() for who in (zhao, qin, wen)] == [1, 1, 0]
