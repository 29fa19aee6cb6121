"""Forms for trying parameters and for filtering the list of unknown households."""

import django_filters
from django import forms
from django.db.models import BooleanField, ExpressionWrapper
from django.utils.translation import gettext_lazy as _

from alerts.models import HouseholdFacts
from core.forms import form_helper
from households.registry.filters import TerritoryFilterSet
from policy.keys import PARAMETER_KEYS, UNITS

from .gaps import GAPS


class WhatIfForm(forms.Form):
    """One field for each parameter that can be tried; an empty field keeps the value in force."""

    def __init__(self, *args, parameters, **kwargs):
        super().__init__(*args, **kwargs)
        for key in PARAMETER_KEYS.values():
            if key.what_if:
                self.fields[key.code] = what_if_field(key, parameters.values.get(key.code))
        self.helper = form_helper(_("Try"), method="get")
        self.helper.form_class = "pw-form-grid"

    def clean(self):
        """Return the values to try, by parameter key."""
        tried = {code: value for code, value in self.cleaned_data.items() if value not in (None, "")}
        if not tried and not self.errors:
            raise forms.ValidationError(_("Change at least one value to see what it would do."))
        return tried


def what_if_field(key, now):
    field = forms.CharField(
        label=key.label,
        required=False,
        help_text=UNITS[key.unit],
        widget=forms.TextInput(attrs={"inputmode": "decimal", "placeholder": "" if now is None else f"{now:f}"}),
    )
    field.clean = lambda text: str(key.clean(text)) if (text or "").strip() else None
    return field


class UnknownHouseholdFilter(TerritoryFilterSet):
    """Filters of the unknown households, by reason and by place."""

    gap = django_filters.ChoiceFilter(
        label=_("What is missing"), choices=[(code, entry.name) for code, entry in GAPS.items()], method="by_gap"
    )
    village = django_filters.ChoiceFilter(label=_("Village or township"), method="in_village")

    class Meta:
        model = HouseholdFacts
        fields = []

    def by_gap(self, queryset, _name, code):
        return queryset.filter(GAPS[code].condition)


def annotate_gaps(queryset):
    """Add one yes or no for each gap, so that a page can name the reasons of its rows."""
    return queryset.annotate(
        **{
            f"gap_{code}": ExpressionWrapper(entry.condition, output_field=BooleanField())
            for code, entry in GAPS.items()
        }
    )
