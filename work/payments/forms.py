"""The forms of a payment list: the amounts by hand, the file that fills them in, and why a list is withdrawn."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.assistance.forms import yuan_field
from cases.case.forms import day_field
from core.dates import add_months, today
from core.forms import form_helper
from households.import_messages import ProblemMessage

from .people import last_month

LARGEST = 5 << 20  # bytes of a file
MONTHS_BACK = 24


class PaymentListForm(forms.Form):
    """When the list was sent, and for each work the yuan and the day: empty is not on the list, 0 was not paid."""

    sent_on = day_field(pgettext_lazy("payment list", "Sent on"), initial=today)
    agreed = forms.BooleanField(label=_("Yes, they were not paid"), required=False)

    def __init__(self, *args, there, paid=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.there, self.asks = there, bool(self.data.get("agreed"))
        for spell in there:
            yuan, day = (paid or {}).get(spell.pk, (None, None))
            self.fields[f"yuan-{spell.pk}"] = yuan_field(_("Paid (yuan)"), max_digits=9, initial=yuan)
            self.fields[f"paid-{spell.pk}"] = day_field(_("Paid on"), required=False, initial=day)
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-check-input" if field is self.fields["agreed"] else "form-control"

    @property
    def lines(self) -> list[dict]:
        """Return what the page draws: each work with its two fields."""
        return [
            {"spell": spell, "yuan": self[f"yuan-{spell.pk}"], "day": self[f"paid-{spell.pk}"]} for spell in self.there
        ]

    def clean(self):
        said = super().clean()
        keys = [spell.pk for spell in self.there if said.get(f"yuan-{spell.pk}") is not None]
        paid = {pk: (said[f"yuan-{pk}"], said.get(f"paid-{pk}")) for pk in keys}
        return {"sent_on": said.get("sent_on"), "agreed": said["agreed"], "paid": paid}


class PaymentFileForm(forms.Form):
    """A list as a file."""

    file = forms.FileField(
        label=_("List as a file"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt"}),
        error_messages={"required": _("Choose a file first."), "empty": _("The file is empty. Export it again.")},
        help_text=_(
            "With the columns ID number or name, paid (yuan) and, if known, paid on. "
            "It fills in the table below; nothing is saved yet."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(_("Read the file"))
        self.helper.inputs[0].name = "read"

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(str(ProblemMessage("too_large", {"limit": LARGEST >> 20})))
        return file


class MonthForm(forms.Form):
    """Of which month the list is; without a word the last one that is over."""

    month = forms.DateField(
        label=_("Month"), input_formats=["%Y-%m"],
        widget=forms.DateInput({"type": "month", "class": "form-control"}, format="%Y-%m"),
    )  # fmt: skip

    def clean_month(self):
        month = self.cleaned_data["month"]
        if not add_months(last_month(), -MONTHS_BACK) <= month <= add_months(last_month(), 1):
            raise forms.ValidationError(_("Choose this month, or one of the last two years."))
        return month


class WithdrawForm(forms.Form):
    """Why a list is taken back."""

    why = forms.CharField(label=_("Why"), max_length=200, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(_("Withdraw the list"))
