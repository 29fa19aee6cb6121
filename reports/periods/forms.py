"""The choice of a period."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reports.month.spans import parse_span, span_title

YEAR_PARTS = (("", _("Years")), ("h", _("Half-years")), ("q", _("Quarters")))
LAST_PART = {"h": 2, "q": 4}


class PeriodForm(forms.Form):
    """One of the periods of which a month is frozen."""

    period = forms.ChoiceField(label=pgettext_lazy("report", "Period"))

    def __init__(self, *args, months, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["period"].choices = period_choices(months)


def period_choices(months) -> list:
    """Return the periods in which any of these months lies, the newest first: years, half-years, quarters, years so
    far and months."""
    years = sorted({month.year for month in months}, reverse=True)
    found = [(label, parts_of_years(kind, years, set(months))) for kind, label in YEAR_PARTS]
    newest = sorted(months, reverse=True)
    return [
        *found,
        (_("Since January"), [choice(f"{month:%Y}-to-{month:%m}") for month in newest if month.month > 1]),
        (_("Months"), [choice(f"{month:%Y-%m}") for month in newest]),
    ]


def parts_of_years(kind, years, months) -> list:
    """Return the parts of these years in which one of the months lies."""
    words = [f"{year}-{kind}{part}" if kind else f"{year}" for year in years for part in parts_of_a_year(kind)]
    return [choice(word) for word in words if months & set(parse_span(word).months)]


def parts_of_a_year(kind) -> range:
    return range(LAST_PART.get(kind, 1), 0, -1)


def choice(word) -> tuple:
    return word, span_title(parse_span(word))
