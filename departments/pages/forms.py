"""The form by which a month of a feed is sent, and filters of its lists."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from accounts.permissions import Permission
from core.dates import add_months, first_of_month, today
from core.forms import form_helper
from departments.models import BatchState, FeedBatch, FeedProblem
from departments.models.reach import may_for_department
from households.import_messages import ProblemMessage

LARGEST = 64 << 20  # bytes of one batch
MONTHS_OFFERED = 24


def sending_counties(user, department):
    """Return the counties for which this person sends the data of a department."""
    codes = {area.county_code for area in user.areas_where(Permission.FEED_SEND)}
    counties = Area.objects.counties().filter(code__in=codes)
    return [one for one in counties if may_for_department(user, Permission.FEED_SEND, one, department)]


def months_to_send() -> list[tuple[str, str]]:
    """Return the months that can be sent, the last full one first: a late one is sent late."""
    this = first_of_month(today())
    months = [add_months(this, -1), this, *(add_months(this, -back) for back in range(2, MONTHS_OFFERED))]
    return [(f"{month:%Y-%m}", f"{month:%Y-%m}") for month in months]


class BatchForm(forms.Form):
    """A file of one feed for one month."""

    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt"}),
        error_messages={"required": _("Choose a file first."), "empty": _("The file is empty. Export it again.")},
        help_text=_("A workbook (.xlsx, .xls, .ods) or a text file with columns (.csv), in any order of columns."),
    )
    month = forms.ChoiceField(label=_("Month of the data"))
    county = forms.ModelChoiceField(Area.objects.none(), label=_("County"))
    is_whole = forms.BooleanField(
        label=_("This file replaces all that was sent for this month"),
        required=False,
        help_text=_("What was sent before and is missing here is withdrawn. Otherwise the file adds and changes only."),
    )

    def __init__(self, *args, user, feed, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["month"].choices = months_to_send()
        counties = sending_counties(user, feed.department)
        self.fields["county"].queryset = Area.objects.filter(pk__in=[one.pk for one in counties])
        if len(counties) == 1:  # no choice to offer
            self.fields["county"].initial = counties[0]
            self.fields["county"].widget = forms.HiddenInput()
        self.helper = form_helper(_("Send and check"))

    def clean_month(self):
        return forms.DateField().clean(f"{self.cleaned_data['month']}-01")

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(str(ProblemMessage("too_large", {"limit": LARGEST >> 20})))
        return file


class BatchFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=BatchState)

    class Meta:
        model = FeedBatch
        fields = ["state"]


class FeedProblemFilter(django_filters.FilterSet):
    code = django_filters.ChoiceFilter(label=_("What is wrong"))

    class Meta:
        model = FeedProblem
        fields = ["code"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        found = self.queryset.order_by("code", "pk").distinct("code")
        self.filters["code"].extra["choices"] = [(one.code, one.message.what) for one in found]
