"""The form that makes a token for a department's system."""

import datetime as dt
import ipaddress

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Area
from accounts.permissions import Permission
from core.dates import today
from core.forms import form_helper
from departments.feeds import FEEDS

USUAL_DAYS, MOST_ADDRESSES = 365, 20


class FeedTokenForm(forms.Form):
    """For which feed and system a token holds, until when and from where."""

    feed = forms.ChoiceField(label=gettext_lazy("Feed"))
    county = forms.ModelChoiceField(Area.objects.none(), label=gettext_lazy("County"))
    name = forms.CharField(label=gettext_lazy("Which system"), max_length=60)
    valid_until = forms.DateField(
        label=gettext_lazy("Holds until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    addresses = forms.CharField(
        label=gettext_lazy("From which addresses"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Networks such as 10.1.2.0/24, parted by commas. Empty: from anywhere."),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["feed"].choices = [(one.code, one.title) for one in FEEDS.values()]
        codes = {area.county_code for area in user.areas_where(Permission.FEED_TOKEN)}
        counties = Area.objects.counties().filter(code__in=codes)
        self.fields["county"].queryset = counties
        if len(counties) == 1:  # no choice to offer
            self.fields["county"].initial = counties[0]
            self.fields["county"].widget = forms.HiddenInput()
        self.fields["valid_until"].initial = today() + dt.timedelta(USUAL_DAYS)
        self.helper = form_helper(_("Make the token"))

    def clean_addresses(self):
        written = [one.strip() for one in self.cleaned_data["addresses"].replace("，", ",").split(",") if one.strip()]
        if len(written) > MOST_ADDRESSES:
            raise forms.ValidationError(_("At most %(most)s networks.") % {"most": MOST_ADDRESSES})
        for one in written:
            try:
                ipaddress.ip_network(one)
            except ValueError:
                words = _("“%(text)s” is not a network. Write it like 10.1.2.0/24, or a single address.")
                raise forms.ValidationError(words % {"text": one}) from None
        return written
