"""Sales: who delivered, what that says of income, corrections and withdrawals. The cooperative of Heyi sold navel
oranges in a live stream on 20 October 2026; the Chens and the Lis delivered. Today is 29 November 2026."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from accounts.models import AccessEvent
from core.models import OutboxRow
from core.workflow import ActionRefused, StaleState
from households.choices import TOPICS_OF_NET_INCOME, Teller
from households.facts import FACT_GROUPS
from households.models import IncomeStatement
from households.moves.belongings import let_rows_follow
from policy import parameters
from povwatch.tests.factories import household, told
from visits.signals import RECOMPUTE
from work.models import Sale
from work.sales.actions import Delivered, change_sale, record_deliveries, record_sale, withdraw_sale
from work.stating import state_sales

pytestmark = pytest.mark.django_db
TODAY, SOLD_ON = dt.date(2026, 11, 29), dt.date(2026, 10, 20)
FRUIT = "forest_fruit"


@pytest.fixture(autouse=True)
def on_29_november():
    with time_machine.travel("2026-11-29T10:00+08:00", tick=False):
        yield


@pytest.fixture
def chens(heyi):
    """They told on 1 November of a year without any business."""
    home = household(heyi, people=1)
    told(home, {}, first=dt.date(2025, 10, 1), months=12, on=dt.date(2026, 11, 1), topics=TOPICS_OF_NET_INCOME)
    return home


@pytest.fixture
def lis(heyi):
    return household(heyi, people=1)


@pytest.fixture
def oranges(heyi, lan):
    return sell(heyi, lan)


def sell(area, by, *, on=SOLD_ON, yuan=10_000, **said):
    said = {"goods": "Navel oranges", "item": FRUIT, "channel": "live", "quantity": 2_000, "unit": "kg", **said}
    return record_sale(by=by, area=area, sold_on=on, yuan=yuan, **said)


def delivered(sale, by, *pairs):
    sale.refresh_from_db()
    rows = [Delivered(home, None, None if yuan is None else Decimal(yuan)) for home, yuan in pairs]
    return record_deliveries(sale, rows, by=by, seen=sale.version)


def stated(home):
    """Return (first month, told on, item, yuan) of what sales and projects state of a household."""
    found = IncomeStatement.objects.standing().filter(household=home, teller=Teller.SALE).order_by("first_month", "pk")
    return [(one.first_month, one.told_on, one.lines[0]["item"], Decimal(one.lines[0]["amount"])) for one in found]


def net(home, on=TODAY):
    rows = FACT_GROUPS["income"].rows(parameters.parameters_on(on, home.county), pk=home.pk)
    return next((row[1] for row in rows), None)


def test_what_a_family_delivered_adds_to_a_year_without_business(oranges, chens, lan):
    assert net(chens) == 0
    delivered(oranges, lan, (chens, 3_000))
    assert stated(chens) == [(dt.date(2026, 10, 1), SOLD_ON, FRUIT, 3_000)]
    assert net(chens) == 3_000


def test_the_sales_of_a_month_are_one_statement_as_of_the_last_of_them(heyi, chens, lan):
    for on, yuan in ((dt.date(2026, 10, 31), 200), (dt.date(2026, 10, 2), 300), (dt.date(2026, 11, 1), 50)):
        delivered(sell(heyi, lan, on=on), lan, (chens, yuan))
    october, november = dt.date(2026, 10, 1), dt.date(2026, 11, 1)
    assert stated(chens) == [(october, dt.date(2026, 10, 31), FRUIT, 500), (november, november, FRUIT, 50)]


def test_stating_twice_changes_nothing(oranges, chens, lan):
    delivered(oranges, lan, (chens, 3_000))
    before = list(IncomeStatement.objects.order_by("pk").values())
    assert state_sales([chens.pk]) == []
    assert list(IncomeStatement.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(("second", "is_taken"), [("6999.99", True), ("7000", True), ("7000.01", False)])
def test_families_get_no_more_than_the_sale_brought(oranges, chens, lis, lan, second, is_taken):
    delivered(oranges, lan, (chens, 3_000))
    if is_taken:
        delivered(oranges, lan, (lis, second))
        assert sum(one.yuan for one in oranges.deliveries.all()) == 3_000 + Decimal(second)
    else:
        with pytest.raises(ActionRefused, match="more than the 10,000"):
            delivered(oranges, lan, (lis, second))
        assert [one.household for one in oranges.deliveries.all()] == [chens]


def test_a_correction_restates_and_nothing_takes_a_family_out(oranges, chens, lis, lan):
    delivered(oranges, lan, (chens, 3_000), (lis, 100))
    delivered(oranges, lan, (chens, 2_500))
    assert [yuan for *_rest, yuan in stated(chens) + stated(lis)] == [2_500, 100]
    delivered(oranges, lan, (chens, 0))
    assert (stated(chens), net(chens)) == ([], 0)


def test_a_sale_of_another_month_or_item_is_stated_there(oranges, chens, lan):
    delivered(oranges, lan, (chens, 3_000))
    oranges.refresh_from_db()
    september = dt.date(2026, 9, 30)
    change_sale(
        oranges, by=lan, seen=oranges.version, sold_on=september, goods="Pigs", item="livestock", yuan=Decimal(3_000),
        channel="firm",
    )  # fmt: skip
    assert stated(chens) == [(dt.date(2026, 9, 1), september, "livestock", 3_000)]
    assert net(chens) == 0  # the family spoke of September later


def test_a_sale_is_not_corrected_below_what_families_got(oranges, chens, lan):
    delivered(oranges, lan, (chens, 3_000))
    oranges.refresh_from_db()
    said = {"sold_on": SOLD_ON, "goods": "Oranges", "item": FRUIT, "channel": "live"}
    with pytest.raises(ActionRefused, match="3,000"):
        change_sale(oranges, by=lan, seen=oranges.version, yuan=Decimal("2999.99"), **said)
    assert change_sale(oranges, by=lan, seen=oranges.version, yuan=Decimal(3_000), **said).yuan == 3_000


def test_a_withdrawn_sale_counts_no_more_and_is_not_changed(oranges, chens, lan):
    delivered(oranges, lan, (chens, 3_000))
    oranges.refresh_from_db()
    withdraw_sale(oranges, by=lan, seen=oranges.version, reason="Entered twice")
    assert (stated(chens), net(chens)) == ([], 0)
    with pytest.raises(ActionRefused, match="withdrawn"):
        delivered(oranges, lan, (chens, 1))
    assert AccessEvent.objects.get(action="sale_withdrawn").reason == "Entered twice"


def test_whoever_comes_second_is_told_and_changes_nothing(oranges, chens, lan):
    seen = oranges.version
    delivered(oranges, lan, (chens, 3_000))
    with pytest.raises(StaleState):
        record_deliveries(oranges, [Delivered(chens, None, Decimal(1))], by=lan, seen=seen)
    assert oranges.deliveries.get().yuan == 3_000


def test_a_household_of_another_village_does_not_deliver(oranges, lan, shuikou):
    with pytest.raises(ActionRefused, match="does not live"):
        delivered(oranges, lan, (household(shuikou, people=1), 10))


def test_a_quantity_has_its_unit_and_the_day_is_not_to_come(heyi, lan):
    for wrong in ({"unit": ""}, {"quantity": None}, {"on": TODAY + dt.timedelta(1)}):
        with pytest.raises(ActionRefused):
            sell(heyi, lan, **wrong)
    assert sell(heyi, lan, on=TODAY).price == 5


def test_a_family_is_judged_again_when_its_sales_change(oranges, chens, lan):
    OutboxRow.objects.all().delete()
    delivered(oranges, lan, (chens, 3_000))
    delivered(oranges, lan, (chens, 3_000))
    assert [row.key for row in OutboxRow.objects.filter(kind=RECOMPUTE)] == [str(chens.pk)]


def test_what_a_merged_household_delivered_follows(oranges, chens, lis, lan):
    delivered(oranges, lan, (chens, 3_000), (lis, 400))
    delivered(sell(oranges.area, lan, goods="Pears"), lan, (lis, 50))
    let_rows_follow(lis, chens, lan)
    assert [yuan for *_rest, yuan in stated(chens)] == [3_450]
    assert stated(lis) == []


def test_an_auditor_reads_and_does_not_write(oranges, chens, client_of, su, lan):
    delivered(oranges, lan, (chens, 3_000))
    reader = client_of(su)
    assert reader.get(oranges.get_absolute_url()).status_code == 200
    assert reader.get(reverse("work:sale-change", args=[oranges.pk])).status_code == 403
    assert Sale.objects.get().version == 2
