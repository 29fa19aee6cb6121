from django import forms
from django.utils.translation import gettext_lazy as _

from core.dates import today
from core.forms import form_helper
from reports.indicators.figures import check_indicator_day


class DayForm(forms.Form):
    """The day of the dashboard; today when none is chosen or the choice is not valid."""

    on = forms.DateField(
        label=_("As of another day"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        validators=[check_indicator_day],
        error_messages={"invalid": _("This is not a date. Write it like 2026-10-31.")},
    )
    area = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(_("Show"), method="get")

    @property
    def day(self):
        return self.is_valid() and self.cleaned_data["on"] or today()
