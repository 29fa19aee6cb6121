"""What invented families live from beside wages, what of it was sold, and the projects that many of them joined."""

import datetime as dt
from collections import Counter, defaultdict

from django.db.models import Sum

from accounts.models import Area
from core.dates import add_months, first_of_month, twelve_full_months
from households.choices import BUSINESS, HouseholdState, IncomeItem
from households.models import Household, IncomeRecord
from policy import parameters
from work.models import Enterprise, Project, ProjectContract, ProjectPayment, Sale, SaleDelivery, Trade
from work.stating import state_sales

from ..chance import Chance, words
from ..distributions import work as shares
from ..families.members import anybodys_name
from ..families.stories import number_of
from ..rows import Row, copy_rows

MODELS = (Enterprise, Trade, Sale, SaleDelivery, Project, ProjectContract, ProjectPayment)


class InventedLivelihoods:
    """Trades, sales and projects of one county; `by` is who wrote them down."""

    def __init__(self, county, day: dt.date, rng: Chance, by: int):
        self.county, self.day, self.rng, self.by = county, day, rng, by
        self.rows: dict = {model: [] for model in MODELS}
        self.homes = living_from_business(county, day)
        self.peaches = number_of("peaches and grapes", county.code) if county.code in shares.HAS_PEACHES else ""
        self.in_village = defaultdict(list)

    def write(self) -> Counter:
        for home in Household.objects.filter(pk__in=self.homes).order_by("pk"):
            self.in_village[home.village_id].append(home)
            self.note_trades(home)
        host = self.enterprise(self.county, "host", words("stream_host")[0])
        for place, township in enumerate(Area.objects.filter(parent=self.county).order_by("path")):
            self.open_township(township, host, fails=place == shares.FAILED_PROJECT)
        counts = Counter({model: copy_rows(model, rows) for model, rows in self.rows.items()})
        homes = {row.household.pk for row in self.rows[SaleDelivery] + self.rows[ProjectContract]}
        state_sales(homes)
        return counts

    # Trades

    def note_trades(self, home) -> None:
        """Note a trade for each business item that the family told of."""
        if home.number == self.peaches:
            for goods, told in zip(words("goods_of_story"), shares.STORY_TRADES, strict=True):
                self.trade(home, goods=goods, **told)
            return
        for item, yuan in sorted(self.homes[home.pk].items()):
            self.trade(home, yuan_a_year=round(float(yuan), -2), **self.invent_trade(home, item))

    def invent_trade(self, home, item) -> dict:
        kind = self.rng.draw(shares.TRADES[item])
        size, unit = self.rng.draw(shares.TRADE_SIZES[kind])
        buyer, months = self.rng.draw(shares.BUYERS), shares.HARVEST.get(kind, [])
        return {"kind": kind, "goods": self.rng.word(f"goods_{kind}"), "size": size, "size_unit": unit,
                "buyer_kind": buyer, "months": months}  # fmt: skip

    def trade(self, home, *, kind, goods, size, size_unit, buyer_kind, months, yuan_a_year) -> None:
        since = self.day.replace(month=1, day=1) - dt.timedelta(365 * self.rng.randint(1, 9))
        self.add(
            Trade, household=home, kind=kind, goods=goods, size=size, size_unit=size_unit, yield_amount=None,
            yield_unit="", months=[str(one) for one in months], buyer_kind=buyer_kind, buyer=None, price=None,
            yuan_a_year=yuan_a_year, since=since, until=None,
        )  # fmt: skip

    # Sales and projects

    def open_township(self, township, host, *, fails) -> None:
        """Give a township a cooperative and the village whose oranges it sells; here and there a project."""
        name = words("cooperative_of")[0].format(place=township.name)
        cooperative = self.enterprise(township, "cooperative", name, industry=words("firm_industry")[0])
        villages = list(Area.objects.filter(parent=township).order_by("path"))
        sellers = max(villages, key=lambda village: len(self.growers(village)), default=None)
        if sellers is not None and self.growers(sellers):
            self.sell_harvest(sellers, cooperative, host)
        if fails or self.rng.draw(shares.HAS_PROJECT):
            self.start_project(township, cooperative, villages, fails)

    def growers(self, village) -> list:
        return [home for home in self.in_village[village.pk] if IncomeItem.FOREST_FRUIT in self.homes[home.pk]]

    def sell_harvest(self, village, cooperative, host) -> None:
        """Sell the oranges of a village, more than half of them online."""
        growers = self.growers(village)[: shares.GROWERS]
        for months_ago, channel, part in shares.SALES:
            sold_on = add_months(first_of_month(self.day), -months_ago) + self.rng.days(0, 20)
            if sold_on > self.day:
                continue
            deliveries = [(home, part * float(self.homes[home.pk][IncomeItem.FOREST_FRUIT])) for home in growers]
            self.sale(village, sold_on, channel, host if channel == "live" else cooperative, deliveries)

    def sale(self, village, sold_on, channel, enterprise, deliveries) -> None:
        quantities = [(home, round(yuan / shares.ORANGE_PRICE)) for home, yuan in deliveries]
        kilograms = sum(quantity for _home, quantity in quantities)
        if not kilograms:
            return
        made = self.add(
            Sale, county=self.county, area=village, sold_on=sold_on, goods=words("goods_sold")[0],
            item=IncomeItem.FOREST_FRUIT.value, quantity=kilograms, unit=words("kilogram")[0],
            yuan=kilograms * shares.ORANGE_PRICE, channel=channel, enterprise=enterprise, withdrawn_at=None,
        )  # fmt: skip
        for home, quantity in quantities:
            if quantity:
                yuan = quantity * shares.ORANGE_PRICE
                self.add(SaleDelivery, sale=made, household=home, quantity=quantity, yuan=yuan)

    def start_project(self, township, cooperative, villages, fails) -> None:
        """Let families of a township join a project; one of the county failed."""
        joined = [home for village in villages for home in self.in_village[village.pk]][:: shares.JOINS]
        began = self.day.replace(month=3, day=1) - dt.timedelta(365 * 2)
        project = self.add(
            Project, county=self.county, area=township, name=words("project_failed" if fails else "project")[0],
            kind="dividend", enterprise=cooperative, starts_on=began, ends_on=None, promise=words("promise")[0],
            failed_on=self.day - dt.timedelta(shares.FAILED_AGO) if fails else None,
            failure_reason=words("failure")[0] if fails else "",
        )  # fmt: skip
        for home in joined[: shares.MEMBERS_OF_PROJECT]:
            contract = self.add(
                ProjectContract, project=project, household=home, since=began, until=None, puts_in="grant",
                land_mu=None, yuan=shares.PUT_IN, promised=shares.DIVIDEND,
            )  # fmt: skip
            for years in (1,) if fails else (1, 2):
                paid_on = began.replace(year=began.year + years)
                self.add(ProjectPayment, contract=contract, paid_on=paid_on, yuan=shares.DIVIDEND)

    # The rows

    def add(self, model, **told) -> Row:
        self.rows[model].append(row := Row(id=0, by=self.by, **told))
        return row

    def enterprise(self, area, kind, name, *, industry="") -> Row:
        phone = f"154{self.rng.randrange(10**8):08d}"
        return self.add(
            Enterprise, county=self.county, area=area, kind=kind, name=name, in_charge=anybodys_name(self.rng),
            phone=phone, industry=industry, machines=None,
        )  # fmt: skip


def living_from_business(county, day) -> dict:
    """Return {household's pk: {business item: yuan in the twelve months before}} of the households on file."""
    stale = parameters.parameters_on(day, county).income_stale_months
    told = IncomeRecord.objects.filter(
        household__county=county, household__state=HouseholdState.ACTIVE, item__in=BUSINESS
    )
    rows = (
        told.with_yuan(twelve_full_months(day), stale)
        .order_by()
        .values_list("household", "item")
        .annotate(sum=Sum("yuan"))
    )
    found: dict = defaultdict(dict)
    for household, item, yuan in rows:
        if yuan:
            found[household][item] = yuan
    return found
