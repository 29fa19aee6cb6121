"""Forms of cash grants: a new one, its last day, several payments at once, and the steps of a claim."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.assistance.forms import yuan_field
from cases.case.forms import choices_with_blank, day_field, long_text_field
from core.dates import today
from core.forms import form_helper
from work.choices import CashGrantCondition, ForWhom


class CashGrantForm(forms.Form):
    """A cash grant as its paper rules it."""

    name = forms.CharField(label=pgettext_lazy("cash grant", "Name"), max_length=80)
    paper = forms.CharField(
        label=_("Document"), max_length=120, help_text=_("The paper by which it is given, with its number.")
    )
    valid_from = day_field(_("Can be applied for from"), initial=today)
    valid_until = day_field(_("Can be applied for until"), required=False, help_text=_("Empty: until it is closed."))
    for_whom = forms.ChoiceField(label=_("For whom"), choices=ForWhom.choices)
    condition = forms.ChoiceField(
        label=pgettext_lazy("cash grant", "Condition"), choices=choices_with_blank(CashGrantCondition)
    )
    least_months = forms.IntegerField(
        label=_("Months of work in the year, at least"),
        min_value=1,
        max_value=12,
        required=False,
        help_text=_("Only for work. A month is 30 days; all work of the year counts together."),
    )
    yuan = yuan_field(_("Amount (yuan)"), max_digits=9, help_text=_("Empty where it varies."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(_("Enter the grant"))


class CloseForm(forms.Form):
    """The last day on which a grant can be applied for."""

    valid_until = day_field(_("Can be applied for until"), initial=today)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(_("Close the grant"))


class PaymentsForm(forms.Form):
    """The day of several payments, and how many yuan each was where that varies."""

    on = day_field(_("Paid on"), initial=today)
    yuan = yuan_field(_("Yuan each"), max_digits=9)

    def __init__(self, *args, grant, **kwargs):
        super().__init__(*args, **kwargs)
        if grant.yuan:
            del self.fields["yuan"]


class ClaimStepForm(forms.Form):
    """One step of a claim, with what it needs. `seen` is the state shown on the page."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=10, required=False)
    on = day_field(_("Day"), initial=today)
    yuan = yuan_field(_("Paid (yuan)"), max_digits=9)
    reason = long_text_field(_("Reason"), rows=3, max_length=300)

    def __init__(self, *args, step, claim, **kwargs):
        super().__init__(*args, initial={"seen": claim.state, "yuan": claim.cash_grant.yuan}, **kwargs)
        if "yuan" not in step.needs:
            del self.fields["yuan"]
        if not step.needs_reason:
            del self.fields["reason"]
        self.helper = form_helper(step.label)
