"""Filters and columns that flags, facts and alerts add to the household list."""

import django_filters
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.areas.places import first_county
from accounts.permissions import Permission
from core.dates import today
from core.listing import NUMBER, YUAN
from core.listing.columns import read_value
from households.income.known import facts_known_words
from households.registry.filters import HouseholdFilter, add_list_column
from policy.parameters import parameters_on

from .levels import Colour
from .models import Alert, RiskFlag
from .rules import RULE_GROUPS, RULES

COLOURS_BY_URGENCY = [Colour.RED, Colour.AMBER, Colour.UNKNOWN, Colour.GREEN]


class RuleFilter(django_filters.ChoiceFilter):
    """A filter by rule whose choices are read when a page is drawn, because apps above declare rules after this file is
    loaded."""

    @property
    def field(self):
        self.extra["choices"] = [(code, f"{code} {rule.name}") for code, rule in sorted(RULES.items())]
        return super().field


def filter_by_rule(households, _name, code):
    """Return households with an open flag of this rule."""
    return households.filter(pk__in=RiskFlag.objects.open().filter(rule=code).values("household"))


def filter_by_alert(households, _name, word):
    """Return households with an open alert, an overdue one, or none."""
    alerts = Alert.objects.overdue(today()) if word == "overdue" else Alert.objects.open()
    found = Exists(alerts.filter(household=OuterRef("pk")))
    return households.filter(~found if word == "none" else found)


def filter_by_risk(households, _name, group):
    """Return households with an open flag of a rule of this group."""
    codes = [code for code, rule in RULES.items() if rule.group == group]
    return households.filter(pk__in=RiskFlag.objects.open().filter(rule__in=codes).values("household"))


ABLE, NOBODY_ABLE, NOT_KNOWN = "able", "none", "unknown"
LABOUR = {  # word in the address: (label, condition)
    NOBODY_ABLE: (_("Nobody able to work"), Q(facts__labour=0)),
    ABLE: (_("Somebody able to work"), Q(facts__labour__gt=0)),
    NOT_KNOWN: (_("Not known"), Q(facts__labour=None)),
}


def filter_by_labour(households, _name, word):
    """Return households by whether somebody is able to work, as the last night knew it."""
    return households.filter(LABOUR[word][1])


class IncomeBandFilter(django_filters.ChoiceFilter):
    """A filter by income per person against the county's line of today, as the last night knew it."""

    BANDS = {
        "below": _("Below the line"),
        "near": _("Near the line"),
        "above": _("Further above the line"),
        NOT_KNOWN: _("Not known"),
    }

    def __init__(self, **more):
        super().__init__(choices=list(self.BANDS.items()), **more)

    def filter(self, households, band):
        if not band or band == NOT_KNOWN:
            return households.filter(facts__per_capita=None) if band else households
        condition = income_bands(self.parent.request.user).get(band)
        return households.none() if condition is None else households.filter(condition)


def income_bands(user) -> dict[str, Q]:
    """Return the conditions of the bands; none of them while no line is in force."""
    county = first_county(user.areas_where(Permission.HOUSEHOLD_VIEW))
    values = parameters_on(today(), county)
    if not values.in_force("line", "near_line"):
        return {}
    income, line, near = "facts__per_capita", values.line, values.line * values.near_line
    return {
        "below": Q(**{f"{income}__lt": line}),
        "near": Q(**{f"{income}__gte": line, f"{income}__lt": near}),
        "above": Q(**{f"{income}__gte": near}),
    }


ALERT_CHOICES = [("open", pgettext_lazy("alert", "Open")), ("overdue", _("Overdue")), ("none", _("None open"))]

HouseholdFilter.add(
    alert=django_filters.ChoiceFilter(label=_("Alert"), choices=ALERT_CHOICES, method=filter_by_alert),
    colour=django_filters.ChoiceFilter(label=_("Level"), choices=Colour, field_name="facts__colour"),
    income=IncomeBandFilter(label=_("Income per person")),
    risk=django_filters.ChoiceFilter(label=_("Risk"), choices=list(RULE_GROUPS.items()), method=filter_by_risk),
    rule=RuleFilter(label=_("Rule"), method=filter_by_rule),
    labour=django_filters.ChoiceFilter(
        label=_("Capacity to work"), choices=[(word, one[0]) for word, one in LABOUR.items()], method=filter_by_labour
    ),
)


def colour_label(household):
    """Return the word for a household's level."""
    colour = read_value(household, "facts.colour")
    return Colour(colour).label if colour else None


def income_known_label(household):
    """Return how well the income of a household is known; empty before its first night."""
    facts = read_value(household, "facts")
    return facts and facts_known_words(vars(facts))


add_list_column(
    "people", _("People"), order=40, value="facts.people", kind=NUMBER, sort="facts__people", prefetch=("facts",)
)
add_list_column(
    "income",
    _("Yuan per person"),
    order=50,
    value="facts.per_capita",
    kind=YUAN,
    under=income_known_label,
    sort="facts__per_capita",
    prefetch=("facts",),
)
add_list_column(
    "income_known", _("Months of income known"), order=51, value=income_known_label, prefetch=("facts",), on_page=False
)
add_list_column(
    "colour",
    _("Level"),
    order=60,
    value=colour_label,
    template="alerts/_cell_colour.html",
    css="pw-beside-name",
    sort="urgency",
    alias={
        "urgency": Case(*(When(facts__colour=one, then=Value(place)) for place, one in enumerate(COLOURS_BY_URGENCY)))
    },
    prefetch=("facts",),
)
