"""What the database promises about trades; each promise is broken once."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from core.database_roles import as_owner
from povwatch.tests.factories import household
from work.models import Trade

from .offered import enterprise

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 6, 15)
BROKEN = {
    "trade_kind_known": {"kind": "gold"},
    "trade_size_unit_known": {"size": 1, "size_unit": "miles"},
    "trade_yield_unit_known": {"yield_amount": 1, "yield_unit": "miles"},
    "trade_buyer_kind_known": {"buyer_kind": "friend"},
    "a_size_has_its_unit": {"size": 1},
    "a_yield_has_its_unit": {"yield_unit": "kg"},
    "months_of_a_trade_exist": {"months": [13]},
    "a_buyer_has_its_kind": {"buyer_kind": "own_use"},
    "trade_price_not_negative": {"price": -1},
    "trade_yuan_not_negative": {"yuan_a_year": -1},
    "a_trade_ends_after_it_begins": {"since": DAY, "until": DAY - dt.timedelta(1), "end_reason": "Sold"},
    "what_ended_has_a_reason": {"until": DAY},
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_trade_that_contradicts_itself_is_refused(heyi, name):
    values = BROKEN[name] | ({"buyer": enterprise(heyi)} if name == "a_buyer_has_its_kind" else {})
    made = Trade.objects.filter(pk=Trade.objects.create(household=household(heyi), kind="bees").pk)
    with pytest.raises(IntegrityError, match=name), transaction.atomic(), as_owner():
        made.update(**values)


def test_a_size_of_nothing_is_none(heyi):
    made = Trade.objects.filter(pk=Trade.objects.create(household=household(heyi), kind="bees").pk)
    with pytest.raises(IntegrityError, match="a_size_has_its_unit"), transaction.atomic(), as_owner():
        made.update(size=0, size_unit="mu")


def test_every_promise_is_broken_once():
    assert set(BROKEN) == {one.name for one in Trade._meta.constraints}
