"""What a place's work is at a glance: the counts of the other rooms, of one place, each with its list."""

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.areas.places import first_county
from accounts.permissions import Permission
from accounts.reach import beyond_reach
from policy import parameters
from work.choices import ACCOUNT_STATES, EnterpriseKind, OfferKind, WorkState
from work.duties.conditions import DUTIES
from work.models import AccountEntry, Enterprise, Offer, Trade
from work.offers.places import ACROSS
from work.people.counts import read_counts
from work.trades.counts import count_kinds


class Picture:
    """The work of the `areas` of a place on a day, for `user`. `place` is None for a territory of several."""

    def __init__(self, user, place, day):
        self.user, self.place, self.day = user, place, day
        self.areas = [place] if place else user.areas_where(Permission.HOUSEHOLD_VIEW)

    def list_url(self, name, **query) -> str:
        where = {"village": self.place.code} if self.place else {}
        return reverse(name, query=where | query or None)

    @property
    def entries(self):
        return AccountEntry.objects.visible_to(self.user).within(*self.areas)

    def people(self) -> list[dict]:
        """Return how many people stand in which state, and first how many are in the account."""
        numbers = dict.fromkeys(WorkState, 0)
        for _path, state, number in read_counts(self.entries):
            numbers[WorkState(state)] += number
        inside = sum(number for state, number in numbers.items() if state in ACCOUNT_STATES)
        account = {"label": _("In the account"), "people": inside, "url": self.list_url("work:account")}
        states = [
            {"label": state.label, "people": number, "url": self.list_url("work:account", state=state.value)}
            for state, number in numbers.items()
            if number
        ]
        return [account, *states] if states else []

    def offers(self) -> list[dict]:
        """Return how many offers of each kind are open here, and how many of their places are free."""
        mine = Offer.objects.visible_to(self.user).within(*self.areas).open_on(self.day).order_by()
        with beyond_reach(ACROSS):
            found = mine.with_taken_places().values_list("kind").annotate(n=Count("pk"), free_ones=Sum("free"))
            rows = {kind: (number, free) for kind, number, free in found}
        return [
            {
                "label": kind.label, "offers": rows[kind][0], "free": rows[kind][1],
                "url": self.list_url("work:offers", kind=kind.value),
            }
            for kind in OfferKind
            if kind in rows
        ]  # fmt: skip

    def enterprises(self) -> list[dict]:
        """Return how many enterprises of each kind are here, and how many of their machines are out."""
        mine = Enterprise.objects.visible_to(self.user).within(*self.areas).standing().order_by()
        with beyond_reach("machines are counted over all villages, whoever has them"):
            found = mine.with_counts(self.day).values_list("kind").annotate(n=Count("pk"), out=Sum("machines_out"))
            rows = {kind: (number, out) for kind, number, out in found}
        return [
            {
                "label": kind.label, "enterprises": rows[kind][0], "machines": rows[kind][1],
                "url": self.list_url("work:enterprises", kind=kind.value),
            }
            for kind in EnterpriseKind
            if kind in rows
        ]  # fmt: skip

    def trades(self) -> list:
        """Return the trades that go on here, by kind."""
        trades = Trade.objects.visible_to(self.user).within(*self.areas).going_on()
        return count_kinds(trades, {"village": self.place.code} if self.place else {})

    def late(self) -> list[dict]:
        """Return how many people are late by each rule, in one question."""
        p = parameters.parameters_on(self.day, first_county(self.areas))
        counted = {one.name: Count("pk", filter=one.is_late(p)) for one in DUTIES.values()}
        numbers = self.entries.order_by().aggregate(**counted)
        return [
            {"label": one.label, "people": numbers[one.name], "url": self.list_url("work:account", late=one.code)}
            for one in DUTIES.values()
            if numbers[one.name]
        ]
