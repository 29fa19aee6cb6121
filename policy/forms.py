"""The form for deciding on a parameter."""

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

from core.dates import add_months, today
from core.forms import form_helper

from .units import SWITCH, SWITCH_CHOICES, UNITS

EARLIEST_START = dt.date(2014, 1, 1)  # the year of the first national registration of poor households
MONTHS_AHEAD = 36


class EnactForm(forms.Form):
    """A value, the day from which it holds, and the document that says so."""

    value = forms.CharField(label=_("New value"))
    valid_from = forms.DateField(
        label=_("In force from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    document = forms.CharField(
        label=_("Document"),
        max_length=200,
        help_text=_("The notice or decision, with its number. It is shown beside the value and in every explanation."),
    )

    def __init__(self, *args, key, **kwargs):
        super().__init__(*args, **kwargs)
        self.key = key
        self.fields["value"].help_text = UNITS[key.unit]
        if key.unit == SWITCH:
            self.fields["value"] = forms.ChoiceField(label=_("New value"), choices=SWITCH_CHOICES)
        self.helper = form_helper(_("Check"))

    def clean_value(self):
        return self.key.clean(self.cleaned_data["value"])

    def clean_valid_from(self):
        """Refuse a mistyped year, which would change the county's results."""
        day, latest = self.cleaned_data["valid_from"], add_months(today(), MONTHS_AHEAD)
        if not EARLIEST_START <= day <= latest:
            raise forms.ValidationError(
                _("Choose a day from %(earliest)s to %(latest)s."),
                params={"earliest": EARLIEST_START, "latest": latest},
            )
        return day
