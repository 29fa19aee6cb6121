"""What the database promises about enterprises, offers and placements; each promise is broken once."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from core.database_roles import as_owner
from work.models import Enterprise, Offer, Placement

from .offered import enterprise, offer, placement, worker

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 6, 15)
BROKEN_OFFERS = {
    "offer_kind_known": {"kind": "gift"},
    "offer_place_known": {"where": "moon"},
    "offer_for_whom_known": {"for_whom": "friends"},
    "offer_labour_known": {"least_labour": "lost"},
    "an_offer_ends_after_it_starts": {"ends_on": dt.date(2020, 1, 1)},
    "ages_of_an_offer_in_order": {"age_from": 50, "age_to": 49},
    "an_offer_is_for_grown_people": {"age_from": 15},
    "an_offer_has_a_place": {"places": 0},
    "work_is_paid_and_a_course_is_not": {"monthly_wage": None},
}
BROKEN_PLACEMENTS = {
    "given_back_after_it_was_lent": {"equipment": "Machine", "lent_on": DAY, "returned_on": DAY - dt.timedelta(1)},
    "what_is_lent_has_a_name": {"equipment": "", "lent_on": DAY},
}


def breaks(name, act) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic(), as_owner():
        act()


@pytest.mark.parametrize("name", BROKEN_OFFERS)
def test_an_offer_that_contradicts_itself_is_refused(heyi, name):
    made = Offer.objects.filter(pk=offer(heyi).pk)
    breaks(name, lambda: made.update(**BROKEN_OFFERS[name]))


def test_a_course_with_a_wage_is_refused(heyi):
    made = Offer.objects.filter(pk=offer(heyi, "course").pk)
    breaks("work_is_paid_and_a_course_is_not", lambda: made.update(monthly_wage=800))


@pytest.mark.parametrize("name", BROKEN_PLACEMENTS)
def test_a_machine_that_was_lent_has_a_name_and_comes_back_later(heyi, lan, name):
    made = Placement.objects.filter(pk=placement(offer(heyi), worker(heyi), lan).pk)
    breaks(name, lambda: made.update(**BROKEN_PLACEMENTS[name]))


def test_an_enterprise_has_a_kind_and_a_name_of_its_own(heyi):
    made = enterprise(heyi)
    breaks("enterprise_kind_known", lambda: Enterprise.objects.filter(pk=made.pk).update(kind="shop"))
    breaks("one_enterprise_a_name", lambda: enterprise(heyi))


def test_every_promise_is_broken_once():
    told = {*BROKEN_OFFERS, *BROKEN_PLACEMENTS, "enterprise_kind_known", "one_enterprise_a_name"}
    assert told == {one.name for model in (Enterprise, Offer, Placement) for one in model._meta.constraints}
