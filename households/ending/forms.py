"""The form by which the data of a household is held."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from core.forms import form_helper
from households.models import Household
from households.moves.forms import OtherHousehold


class AnyHousehold(OtherHousehold):
    """A household of the county, also one that left, where `user` may hold data."""

    def homes(self):
        return Household.objects.within(*self.user.areas_where(Permission.DATA_KEEP))


class HoldForm(forms.Form):
    """Whose data is held, and why."""

    def __init__(self, *args, user, county, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["household"] = AnyHousehold(user, county=county, label=_("Household"))
        self.fields["reason"] = forms.CharField(
            label=_("Reason"), max_length=200, help_text=_("Such as: the refusal is disputed; letter of the court of …")
        )
        self.helper = form_helper(_("Hold its data"))
