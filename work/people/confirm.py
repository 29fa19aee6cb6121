"""Who works away and is to be asked each month whether that is still so: the filters of the list, and its columns."""

from functools import cached_property

import django_filters
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.dates import first_of_month, today
from core.listing import COMPACT, DAY, Column, Listing
from core.listing.facets import count_conditions, facets_of
from core.text import join_words
from households.registry.columns import village_column
from households.registry.filters import TerritoryFilterSet
from households.registry.history import field_value_words
from work.choices import AWAY_STATES, HeardAnswer, WorkState
from work.models import AccountEntry, Heard

from .columns import days_words, wage_words, work_words

ASK, DONE, ALL = "ask", "done", "all"
MONTH_CHOICES = [
    (ASK, pgettext_lazy("work", "Still to ask")),
    (DONE, gettext_lazy("Heard of")),
    (ALL, gettext_lazy("Everybody")),
]
COUNTY_TOO = "county"


class ConfirmFilter(TerritoryFilterSet):
    """The list starts with who works away and was not heard of this month."""

    month = django_filters.ChoiceFilter(
        label=gettext_lazy("This month"), empty_label=None, choices=MONTH_CHOICES, method="in_month"
    )
    village = django_filters.ChoiceFilter(label=gettext_lazy("Village or township"), method="in_village")
    who = django_filters.ChoiceFilter(
        label=gettext_lazy("Who works"),
        empty_label=gettext_lazy("Away"),
        choices=[(COUNTY_TOO, gettext_lazy("Away or in the county"))],
        method="who_works",
    )

    class Meta:
        model = AccountEntry
        fields = []

    def filter_queryset(self, queryset):
        asked = self.form.cleaned_data
        return self.narrowed(queryset, asked | {"month": asked["month"] or ASK})

    def narrowed(self, rows, asked):
        rows = rows if asked.get("who") else rows.filter(state__in=AWAY_STATES)
        for name, value in asked.items():
            rows = self.filters[name].filter(rows, value)
        return rows

    @cached_property
    def facets(self) -> list[dict]:
        """Return how many are still to be asked this month, how many were heard of, and how many that is."""
        conditions = {word: month_condition(word) for word, _label in MONTH_CHOICES}
        counted = count_conditions(self.rows_without("month"), {"month": conditions})
        return facets_of(self, counted, always=("month",))

    def in_month(self, queryset, _name, word):
        return queryset.filter(month_condition(word))

    def who_works(self, queryset, _name, _word):
        return queryset.filter(state__in=(*AWAY_STATES, WorkState.COUNTY))


def month_condition(word) -> Q:
    """Return the condition that somebody was heard of this month, or is still to be asked."""
    heard = Q(confirmed_on__gte=first_of_month(today()))
    return {ASK: ~heard, DONE: heard, ALL: Q(pk__isnull=False)}[word]


def with_last_words(entries):
    """Add to entries who heard of somebody last, and on which day of this month nobody was reached."""
    heard = Heard.objects.filter(member=OuterRef("member")).order_by("-on", "-pk")
    tried = heard.filter(answer=HeardAnswer.NOT_REACHED, on__gte=first_of_month(today()))
    answered = heard.exclude(answer=HeardAnswer.NOT_REACHED)
    return entries.annotate(
        heard_by=Subquery(answered.values("by__full_name")[:1]), tried_on=Subquery(tried.values("on")[:1])
    )


def last_words(entry) -> str:
    """Return how long ago somebody was heard of, by whom, and when nobody was reached."""
    tried = entry.tried_on and _("not reached on %(day)s") % {"day": field_value_words(entry.tried_on)}
    return join_words(one for one in (days_words(entry), entry.heard_by, tried) if one)


CONFIRM_LISTING = Listing(
    "confirm",
    gettext_lazy("People who work away, the longest not heard of first"),
    (
        Column(
            "person", gettext_lazy("Person"), value="member.name", mask="name", identifies=True,
            template="work/people/_cell_person.html",
        ),  # fmt: skip
        Column("work", gettext_lazy("Work now"), value=work_words, under=wage_words),
        Column(
            "confirmed", gettext_lazy("Last heard of"), value="confirmed_on", kind=DAY, under=last_words,
            sort=("confirmed_on", "member"),
        ),  # fmt: skip
        village_column("village", sort=("village__path", "confirmed_on")),
        Column("do", gettext_lazy("To do"), template="work/people/_cell_do.html"),
    ),
    title=gettext_lazy("Monthly confirmation"),
    lead=gettext_lazy("Call each of them once a month: one tap where nothing changed."),
    noun=pgettext_lazy("counted", "people"),
    row="entry",
    sort="confirmed",
    empty=gettext_lazy("Nobody who works away is still to be asked this month."),
    no_match=gettext_lazy("Nobody who works away matches these filters."),
    show_all=gettext_lazy("Show who is still to be asked"),
    cards=COMPACT,
)  # fmt: skip
