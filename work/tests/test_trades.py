"""Trades: what the Xiang family lives from beside wages, who may note it, and that nothing of it becomes income."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AccessEvent
from core.workflow import ActionRefused, StaleState
from households.ending.anonymous import make_anonymous
from households.models import Household, IncomeRecord, IncomeStatement
from households.moves.belongings import let_rows_follow
from povwatch.tests.factories import earn, household, told
from visits.phone.parts import PHONE_PARTS
from work.models import Trade
from work.phone_parts import trades_going_on
from work.trades.actions import change_trade, end_trade, note_trade, trade_version
from work.trades.income import what_came_in

from .offered import enterprise

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 6, 15)
PEACHES = {
    "kind": "orchard", "goods": "White peaches", "size": Decimal("3.5"), "size_unit": "mu",
    "yield_amount": Decimal(2000), "yield_unit": "kg", "months": [7, 6], "buyer_kind": "ecommerce",
    "price": Decimal("4.50"), "since": dt.date(2019, 3, 1),
}  # fmt: skip


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel("2026-06-15T10:00+08:00", tick=False):
        yield


@pytest.fixture
def xiang(heyi):
    return household(heyi, people=2)


def peaches(home, by, **more):
    return note_trade(home, by=by, **PEACHES | more)


def text_of(client, url):
    return client.get(url).content.decode()


# ------------------------------------------------------------------------------------------------------ what is noted


def test_without_a_sum_of_its_own_yield_times_price_is_expected(xiang, lan):
    assert peaches(xiang, lan).yuan_a_year == 9_000
    assert peaches(xiang, lan, yuan_a_year=Decimal(7_000)).yuan_a_year == 7_000
    assert peaches(xiang, lan, price=None).yuan_a_year is None


def test_what_is_expected_never_becomes_income(xiang, lan):
    peaches(xiang, lan)
    assert not IncomeStatement.objects.filter(household=xiang).exists()
    assert not IncomeRecord.objects.filter(household=xiang).exists()


def test_noting_changing_and_ending_leave_a_line_in_the_log(xiang, lan):
    trade = peaches(xiang, lan)
    change_trade(trade, by=lan, goods="Grapes")
    end_trade(trade, by=lan, until=TODAY, end_reason="The trees are old")
    actions = AccessEvent.objects.filter(user=lan, subject_id=f"{trade.pk}").values_list("action", flat=True)
    assert set(actions) == {"trade_noted", "trade_changed", "trade_ended"}
    trade.refresh_from_db()
    assert (trade.goods, trade.until, trade.end_reason) == ("Grapes", TODAY, "The trees are old")


def test_a_liaison_may_note_nothing_and_a_neighbour_neither(xiang, tan, mo):
    for who in (tan, mo):
        with pytest.raises(PermissionDenied):
            peaches(xiang, who)


def test_of_a_household_that_is_gone_nothing_is_noted(heyi, lan):
    gone = household(heyi, people=0, state="extinct", state_on=TODAY)
    with pytest.raises(ActionRefused, match="not on file any more"):
        peaches(gone, lan)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"size": None}, "area or number together"),
        ({"size_unit": ""}, "area or number together"),
        ({"yield_amount": None}, "yield together"),
        ({"yield_unit": ""}, "yield together"),
        ({"since": TODAY + dt.timedelta(1)}, "up to today"),
    ],
)
def test_what_contradicts_itself_is_refused_with_what_to_do(xiang, lan, wrong, words):
    with pytest.raises(ActionRefused, match=words):
        peaches(xiang, lan, **wrong)


def test_an_enterprise_buys_as_a_buyer_of_some_kind(xiang, lan, heyi):
    buyer = enterprise(heyi, kind="cooperative")
    assert peaches(xiang, lan, buyer=buyer, buyer_kind="cooperative").buyer == buyer
    for kind in ("", "own_use"):
        with pytest.raises(ActionRefused, match="which kind of buyer"):
            peaches(xiang, lan, buyer=buyer, buyer_kind=kind)


def test_a_trade_may_begin_and_end_today_and_not_tomorrow_or_before_it_began(xiang, lan):
    assert end_trade(peaches(xiang, lan, since=TODAY), by=lan, until=TODAY, end_reason="Sold").until == TODAY
    trade = peaches(xiang, lan, since=TODAY)
    for day in (TODAY + dt.timedelta(1), TODAY - dt.timedelta(1)):
        with pytest.raises(ActionRefused):
            end_trade(trade, by=lan, until=day, end_reason="Sold")


def test_what_ended_is_changed_no_more(xiang, lan):
    trade = end_trade(peaches(xiang, lan), by=lan, until=TODAY, end_reason="Sold")
    with pytest.raises(ActionRefused, match="ended already"):
        change_trade(trade, by=lan, goods="Grapes")


def test_who_was_slower_changes_nothing_and_reads_what_stands_now(xiang, lan, wen, client_of):
    trade = peaches(xiang, lan)
    seen = trade_version(trade)
    change_trade(trade, by=wen, goods="Grapes", seen=seen)
    with pytest.raises(StaleState):
        change_trade(trade, by=lan, goods="Pears", seen=seen)
    form = {"seen": seen, "until": "2026-06-15", "end_reason": "Sold"}
    answer = client_of(lan).post(reverse("work:trade-end", args=[trade.pk]), form)
    assert answer.status_code == 409 and "Wen noted of “Orchard Grapes”" in answer.content.decode()
    assert answer.context["form"]["seen"].value() == trade_version(trade)
    assert Trade.objects.get(pk=trade.pk).until is None


# ------------------------------------------------------------------------------------------------------- what came in


def test_what_came_in_is_the_business_income_on_file(xiang):
    earn(xiang, 6_000, item="crops")
    [year] = what_came_in(xiang)
    assert year.yuan == 6_000 and "Crops 6,000" in year.items and year.known == "12 of 12 months known"


def test_a_year_with_a_month_unknown_has_no_sum(xiang):
    told(xiang, {"crops": 5_500}, first=dt.date(2025, 6, 1), months=11)  # May 2026 is not told, nor carried from before
    [year] = what_came_in(xiang)
    assert year.yuan is None and year.known == "11 of 12 months known"


def test_of_a_family_never_asked_nothing_came_in(xiang):
    assert what_came_in(xiang) == []


# -------------------------------------------------------------------------------------------------------------- pages


def test_a_clerk_notes_a_trade_on_the_portrait_and_finds_it_there(xiang, wen, client_of):
    client = client_of(wen)
    url = reverse("work:trade-new", args=[xiang.pk])
    assert url in text_of(client, xiang.get_absolute_url())
    form = {**PEACHES, "since": "2019-03-01"}
    answer = client.post(url, form)
    trade = Trade.objects.get(household=xiang)
    assert answer.status_code == 302 and answer.url == trade.get_absolute_url()
    assert (trade.goods, trade.months, trade.by) == ("White peaches", [6, 7], wen)
    page = text_of(client, xiang.get_absolute_url())
    assert "White peaches" in page and "3.5 mu" in page and "June" in page
    assert "9,000" in text_of(client, trade.get_absolute_url())


def test_what_was_typed_comes_back_when_it_is_refused(xiang, wen, client_of):
    answer = client_of(wen).post(
        reverse("work:trade-new", args=[xiang.pk]), {"kind": "bees", "goods": "Honey", "size": "5"}
    )  # fmt: skip
    assert answer.status_code == 422 and "Honey" in answer.content.decode() and not Trade.objects.exists()


def test_the_list_is_found_by_kind_goods_buyer_month_and_place(xiang, shuikou, lan, qin, client_of):
    peaches(xiang, lan)
    other = household(shuikou)
    Trade.objects.create(household=other, kind="bees", size=5, size_unit="hives", months=[12], buyer_kind="market")
    url, client = reverse("work:trades"), client_of(qin)

    def found(**asked):
        return {trade.kind for trade in client.get(url, asked).context["page"]}

    assert found() == {"orchard", "bees"}
    for asked in ({"kind": "bees"}, {"buyer": "market"}, {"month": "12"}, {"village": shuikou.code}):
        assert found(**asked) == {"bees"}, asked
    assert found(goods="peach") == found(month="6") == found(month="7") == {"orchard"}
    assert found(month="5") == found(month="8") == set()
    assert {trade.kind for trade in client_of(lan).get(url).context["page"]} == {"orchard"}


def test_the_list_starts_with_what_goes_on(xiang, lan, client_of):
    end_trade(peaches(xiang, lan), by=lan, until=TODAY, end_reason="Sold")
    client, url = client_of(lan), reverse("work:trades")
    assert client.get(url).context["page"].paginator.count == 0
    assert client.get(url, {"state": "ended"}).context["page"].paginator.count == 1


def test_kinds_are_counted_with_households_once(xiang, heyi, lan, client_of):
    """Two orchards of one family are one household; a family without a sum is told beside it, not as zero."""
    peaches(xiang, lan)
    peaches(xiang, lan, goods="Grapes", size=Decimal("1.5"), yuan_a_year=Decimal(1000))
    Trade.objects.create(household=household(heyi), kind="orchard", size=20, size_unit="pieces")
    Trade.objects.create(household=xiang, kind="pigs", size=4, size_unit="head")
    orchard, pigs, total = client_of(lan).get(reverse("work:trade-kinds")).context["rows"]
    assert (orchard.households, orchard.mu, orchard.number, orchard.yuan, orchard.unsaid) == (
        2,
        5,
        "20 pieces",
        10_000,
        1,
    )
    assert (pigs.households, pigs.mu, pigs.number, pigs.yuan, pigs.unsaid) == (1, None, "4 head", None, 1)
    assert (total.households, total.number, total.yuan) == (2, "4 head, 20 pieces", 10_000)
    assert client_of(lan).get(orchard.url).context["page"].paginator.count == 3


def test_counts_and_pages_ask_the_same_few_questions_whatever_the_size(xiang, heyi, lan, client_of):
    client, asked = client_of(lan), []
    peaches(xiang, lan)
    for _more in (0, 20):
        for _one in range(_more):
            peaches(household(heyi), lan)
        for name in ("work:trades", "work:trade-kinds", "work:picture"):
            client.get(reverse(name))
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse(name))
            asked.append((name, len(queries)))
    assert asked[:3] == asked[3:]


# ---------------------------------------------------------------------------------------------- with the household


def test_a_trade_goes_on_with_the_household_that_the_other_is_merged_into(xiang, heyi, lan):
    kept, trade = household(heyi), peaches(xiang, lan)
    ended = end_trade(peaches(xiang, lan), by=lan, until=TODAY, end_reason="Sold")
    let_rows_follow(xiang, kept, lan)
    assert Trade.objects.get(pk=trade.pk).household == kept and Trade.objects.get(pk=ended.pk).household == xiang


def test_of_a_household_made_anonymous_goods_and_reasons_are_forgotten_and_the_kind_stays(xiang, lan):
    trade = end_trade(peaches(xiang, lan), by=lan, until=TODAY, end_reason="He fell ill")
    Household.objects.filter(pk=xiang.pk).update(state="extinct", state_on=dt.date(2020, 1, 1))
    make_anonymous([xiang.pk])
    trade.refresh_from_db()
    assert (trade.kind, trade.goods, trade.end_reason) == ("orchard", "", "—")
    assert not trade.events.exists()


def test_a_caseworker_reads_the_trades_on_the_phone(xiang, lan):
    peaches(xiang, lan)
    lines = trades_going_on([xiang])[xiang.pk]
    assert lines == ["Orchard White peaches · 3.5 mu · June, July · E-commerce"]
    assert "trades" in PHONE_PARTS
