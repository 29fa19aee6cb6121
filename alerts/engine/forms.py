"""Forms for trying parameters and for filtering the list of unknown households."""

import django_filters
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.db.models import BooleanField, ExpressionWrapper
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alerts.models import HouseholdFacts
from alerts.rules import RULES
from core.forms import form_helper
from households.models import Household
from households.registry.filters import TerritoryFilterSet
from policy.keys import PARAMETER_THEMES
from policy.units import SWITCH, SWITCH_CHOICES, UNITS

from .changes import CHANGE_LABELS, COLOUR_CHANGES
from .gaps import GAPS


class WhatIfForm(forms.Form):
    """One field for each parameter that can be tried, by theme; an empty field keeps the value in force."""

    def __init__(self, *args, parameters, **kwargs):
        super().__init__(*args, **kwargs)
        themes = [(name, [key for key in keys if key.what_if]) for name, keys in PARAMETER_THEMES]
        self.fields = {key.code: what_if_field(key, parameters) for _name, keys in themes for key in keys}
        self.helper = form_helper(_("Try"), method="get")
        self.helper.layout = Layout(
            *(Fieldset(name, *(key.code for key in keys), css_class="pw-form-grid") for name, keys in themes if keys)
        )

    def clean(self):
        """Return the values to try, by parameter key."""
        tried = {code: value for code, value in self.cleaned_data.items() if value not in (None, "")}
        if not tried and not self.errors:
            raise forms.ValidationError(_("Change at least one value to see what it would do."))
        return tried


def what_if_field(key, parameters):
    """Return the field of a parameter: on or off for a switch, else a number, with its unit and the value in force."""
    now = parameters.values.get(key.code)
    in_force = gettext("not in force") if now is None else gettext("in force: %(value)s") % {"value": key.words(now)}
    if key.unit == SWITCH:
        choices = [("", in_force), *SWITCH_CHOICES]
        return forms.ChoiceField(label=key.label, required=False, choices=choices)
    shown = {"inputmode": "decimal", "placeholder": "" if now is None else f"{now:f}"}
    words = f"{UNITS[key.unit]} · {in_force}"
    field = forms.CharField(label=key.label, required=False, help_text=words, widget=forms.TextInput(attrs=shown))
    field.clean = lambda text: str(key.clean(text)) if (text or "").strip() else None
    return field


class WhatIfHouseholdFilter(TerritoryFilterSet):
    """Filters of the households that other values would change: `changed(rule, change)` is the SQL of those asked
    for."""

    rule = django_filters.ChoiceFilter(label=_("Rule"), method="as_current")
    change = django_filters.ChoiceFilter(
        label=_("What would change"), choices=list(CHANGE_LABELS.items()), method="as_current"
    )
    village = django_filters.ChoiceFilter(label=_("Village or township"), method="in_village")

    class Meta:
        model = Household
        fields = []

    def __init__(self, *args, changed, **kwargs):
        super().__init__(*args, **kwargs)
        self.changed = changed
        self.form.fields["rule"].choices = [(code, f"{code} {entry.name}") for code, entry in sorted(RULES.items())]

    def current(self, households):
        rule, change = self.form.cleaned_data.get("rule", ""), self.form.cleaned_data.get("change", "")
        if rule and change in COLOUR_CHANGES:  # a colour comes of all rules together
            households, change = households.filter(pk__in=self.changed(change=change)), ""
        return households.filter(pk__in=self.changed(rule=rule, change=change))

    def as_current(self, households, _name, _value):
        """Keep what `current` has chosen: rule and kind of change narrow together."""
        return households


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
