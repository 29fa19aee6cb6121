"""The forms of a trade: what it is, and its end."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.case.forms import choices_with_blank, day_field
from core.dates import today
from core.forms import form_helper
from work.choices import BuyerKind, SizeUnit, TradeKind, YieldUnit
from work.models import Enterprise
from work.models.trades import MONTHS

from .columns import month_words

UNKNOWN = [("", _("Not known"))]
LARGEST = 99_999_999


def seen_field():
    """Return the field for the version that the form shows."""
    return forms.CharField(widget=forms.HiddenInput, max_length=10, required=False)


def amount_field(label, least=Decimal("0.01"), **more):
    return forms.DecimalField(
        label=label, min_value=least, max_value=LARGEST, decimal_places=2, required=False, **more
    )  # fmt: skip


class TradeForm(forms.Form):
    """What a household lives from: goods, size, yield, buyer, price. What is not known stays empty."""

    kind = forms.ChoiceField(label=pgettext_lazy("trade", "Kind"), choices=choices_with_blank(TradeKind))
    goods = forms.CharField(
        label=_("Goods"), max_length=60, required=False, help_text=_("For example white peaches, or grapes.")
    )
    size = amount_field(_("Area or number"))
    size_unit = forms.ChoiceField(label=_("Unit"), choices=UNKNOWN + SizeUnit.choices, required=False)
    yield_amount = amount_field(_("Expected yield a year"))
    yield_unit = forms.ChoiceField(label=_("Unit of the yield"), choices=UNKNOWN + YieldUnit.choices, required=False)
    months = forms.TypedMultipleChoiceField(
        label=_("Months in which it comes"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    buyer_kind = forms.ChoiceField(label=_("Who buys"), choices=UNKNOWN + BuyerKind.choices, required=False)
    buyer = forms.ModelChoiceField(
        Enterprise.objects.none(), label=_("Enterprise of the register"), empty_label=_("None"), required=False
    )
    price = amount_field(_("Price (yuan)"), least=0, help_text=_("Yuan for one unit of the yield."))
    yuan_a_year = amount_field(
        _("Expected yuan a year"), least=0, help_text=_("Empty: yield times price. It is never counted as income.")
    )
    since = day_field(_("Since"), required=False)
    seen = seen_field()

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["months"].choices = [(month, month_words([month])) for month in MONTHS]
        self.fields["buyer"].queryset = Enterprise.objects.visible_to(user).standing().order_by("name")
        self.helper = form_helper()

    def clean_months(self):
        """Return the months in the order of the year."""
        return sorted(self.cleaned_data["months"])


class TradeEndForm(forms.Form):
    """The day on which a trade ended, and why."""

    until = day_field(_("Ended on"), initial=today)
    end_reason = forms.CharField(label=_("Reason"), max_length=200)
    seen = seen_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(_("End the trade"))
