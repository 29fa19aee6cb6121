"""What became of incomes after measures, summed up by the database: of each group, kind of offer and offer the
households with it, their change, and beside it the change of households of the same kind without it."""

from dataclasses import dataclass
from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db.models import Aggregate, Avg, Count, FloatField, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.choices import MeasureGroup
from core.templatetags import pw
from reports.models import EffectState
from work.choices import OfferKind

from .count import FEWEST

FIRST_OF = {"group": "first_in_group", "offer__kind": "first_in_kind", "offer": "first_in_offer"}


class Quarters(Aggregate):
    """The values below which a quarter, half and three quarters of the rows lie, between two rows in proportion."""

    function = "percentile_cont"
    template = "%(function)s(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = ArrayField(FloatField())


@dataclass(frozen=True)
class EffectFigure:
    """The figures of one group, kind of offer or offer; `row` holds what the database summed up."""

    label: str
    row: dict
    asked: dict
    url: str

    @property
    def left_out(self) -> int:
        return self.row["unknown"] + self.row["not_over"]

    @property
    def is_compared(self) -> bool:
        """Whether enough households have others to be compared with."""
        return self.row["compared"] >= FEWEST

    def middle(self, name):
        """Return the middle of before, after or change; None where nothing is known."""
        return self.quarter(name, 1)

    def quarter(self, name, place):
        quarters = self.row[name]
        return Decimal(round(quarters[place], 2)) if quarters else None

    def peers(self, name):
        """Return a figure of the households compared with; None where there are too few."""
        return self.row[name] if self.is_compared else None

    def list_url(self, state="") -> str:
        """Return the list of its households, or of those in one state."""
        return reverse("reports:effect-households", query=self.asked | ({"state": state} if state else {}))


def effect_rows(effects, key) -> dict:
    """Return {group, kind of offer or offer: what the database sums up}. Each household counts once under each."""
    first = Q(**{FIRST_OF[key]: True})
    counted = first & Q(state=EffectState.COUNTED)
    found = (
        effects.order_by()
        .values(key)
        .annotate(
            households=Count("pk", filter=first),
            persons=Sum("people", filter=first, default=0),
            cost=Sum("yuan"),
            **{state.value: Count("pk", filter=first & Q(state=state)) for state in EffectState},
            **{f"{name}s": Quarters(name, filter=counted) for name in ("before", "after", "change")},
            compared=Count("peers", filter=counted),
            **{f"avg_{name}": Avg(name, filter=counted) for name in PEER_FIELDS},
        )
    )
    return {row[key]: row for row in found}


PEER_FIELDS = ("peers", "peers_low", "peers_middle", "peers_high")


def group_figures(effects, where) -> list[EffectFigure]:
    """Return the figures of every group of measures that began; `where` narrows their lists to a place."""
    rows = effect_rows(effects, "group")
    return [figure(group.label, rows[group], {"group": group.value} | where) for group in MeasureGroup if group in rows]


def kind_figures(effects, where) -> list[EffectFigure]:
    """Return the figures of every kind of offer; each leads to its offers."""
    rows = effect_rows(effects.exclude(offer=None), "offer__kind")
    asked = {kind: {"kind": kind.value} | where for kind in OfferKind if kind in rows}
    return [
        figure(kind.label, rows[kind], query, reverse("reports:effect-offers", query=query))
        for kind, query in asked.items()
    ]


def offer_figures(effects, offers, where) -> list[EffectFigure]:
    """Return the figures of these offers, in their order."""
    rows = effect_rows(effects.filter(offer__in=offers), "offer")
    return [
        figure(f"{offer.title} · {offer.area}", rows[offer.pk], {"offer": offer.pk} | where, offer.get_absolute_url())
        for offer in offers
        if offer.pk in rows
    ]


def figure(label, row, asked, url="") -> EffectFigure:
    return EffectFigure(str(label), row, asked, url)


def spread_words(low, high) -> str:
    """Return between which values the middle half lies; empty where nothing is known."""
    if low is None or high is None:
        return ""
    return _("%(low)s to %(high)s") % {"low": pw.number(low), "high": pw.number(high)}
