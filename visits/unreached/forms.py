"""The form with which a township decides about a household that cannot be reached."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import form_helper
from visits.models import UnreachedChoice


class UnreachedForm(forms.Form):
    """What follows, until when, and in which words."""

    choice = forms.ChoiceField(label=_("What follows"), choices=UnreachedChoice.choices, widget=forms.RadioSelect)
    until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Only where the family is left until a day, for example until it is back from work elsewhere."),
    )
    words = forms.CharField(
        label=_("What the village is to do, or why"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: go in the evening, ask the neighbours, call the son."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(_("Decide"))
