"""Forms of the page of somebody nobody knows yet."""

from django import forms
from django.utils.translation import gettext as _

from households.moves.forms import OtherHousehold

from .actions import LONGEST_REASON


class AsideForm(forms.Form):
    """Why somebody is put aside."""

    reason = forms.CharField(max_length=LONGEST_REASON)


class WhichHouseholdForm(forms.Form):
    """To which household somebody belongs who is to be entered."""

    def __init__(self, *args, user, county, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["household"] = OtherHousehold(user, county=county, label=_("Household"))
