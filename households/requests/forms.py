"""The form by which a request is recorded."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.dates import today
from core.forms import form_helper
from households.models import RequestKind


class RequestForm(forms.Form):
    """What is asked, by whom, about whom, and when."""

    def __init__(self, *args, household, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = [("", _("Choose")), *RequestKind.choices]
        self.fields["kind"] = forms.ChoiceField(label=_("What is asked"), choices=kinds)
        self.fields["member"] = forms.ModelChoiceField(
            household.members.order_by("pk"), label=_("About whom"), required=False,
            empty_label=_("The whole household"),
        )  # fmt: skip
        self.fields["who"] = forms.CharField(
            label=_("Who asked"), max_length=200,
            help_text=_("The name, and by which paper you knew them; of somebody else also their authority."),
        )  # fmt: skip
        self.fields["words"] = forms.CharField(
            label=_("In their words"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
        )
        self.fields["asked_on"] = forms.DateField(
            label=_("Asked on"), initial=today, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        )
        self.helper = form_helper(pgettext_lazy("data request", "Record"))
