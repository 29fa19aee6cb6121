"""The form of an enterprise."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.forms import PLEASE_CHOOSE, form_helper
from work.choices import EnterpriseKind
from work.places import PlaceField


class EnterpriseForm(forms.Form):
    """Who gives work or buys what families grow: where, who is in charge, how many it can take."""

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields |= {
            "kind": forms.ChoiceField(
                label=pgettext_lazy("enterprise", "Kind"), choices=[("", PLEASE_CHOOSE), *EnterpriseKind.choices]
            ),
            "name": forms.CharField(label=pgettext_lazy("enterprise", "Name"), max_length=100),
            "area": PlaceField(user),
            "industry": forms.CharField(label=_("Industry"), max_length=40, required=False),
            "in_charge": forms.CharField(label=_("Person in charge"), max_length=60, required=False),
            "phone": forms.CharField(
                label=_("Phone"),
                max_length=20,
                required=False,
                widget=forms.TextInput({"type": "tel"}),
                help_text=_("11 digits, or a landline's 7 to 12. It is stored encrypted."),
            ),
            "places": forms.IntegerField(label=_("Places for workers"), min_value=0, max_value=99_999, required=False),
            "machines": forms.IntegerField(
                label=_("Machines that can be lent"), min_value=0, max_value=99_999, required=False
            ),
        }
        self.helper = form_helper()
