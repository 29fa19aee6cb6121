"""The forms of sales: what was sold, what one household delivered, a file of deliveries, and the withdrawal."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.assistance.forms import yuan_field
from cases.case.forms import choices_with_blank, day_field, long_text_field
from core.dates import today
from core.forms import PLEASE_CHOOSE, form_helper
from households.import_messages import ProblemMessage
from work.choices import SOLD_ITEMS, SaleChannel
from work.models import Enterprise
from work.places import PlaceField

LARGEST = 5 << 20  # bytes of a file of deliveries


def quantity_field(**more):
    return forms.DecimalField(label=_("Quantity"), min_value=0, max_digits=12, decimal_places=2, required=False, **more)


class SeenForm(forms.Form):
    """A form about one sale: `seen` is the version that the page showed."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, sale, initial=None, **kwargs):
        super().__init__(*args, initial={"seen": sale.version} | (initial or {}), **kwargs)
        self.helper = form_helper()


class SaleForm(forms.Form):
    """What was sold: of which place and when, how much of what, for how many yuan, by which way. A correction keeps the
    place, and knows the version that was `seen`."""

    def __init__(self, *args, user, sale=None, initial=None, **kwargs):
        super().__init__(*args, initial=initial, **kwargs)
        known = {"seen": forms.IntegerField(widget=forms.HiddenInput, initial=sale.version)} if sale else {}
        self.fields |= (known or {"area": PlaceField(user)}) | fields_of_goods() | fields_of_channel(user)
        self.helper = form_helper()


def fields_of_goods() -> dict:
    return {
        "sold_on": day_field(_("Sold on"), initial=today),
        "goods": forms.CharField(
            label=_("Goods"), max_length=40, help_text=_("Such as navel oranges. Write the same goods the same way.")
        ),
        "item": forms.ChoiceField(label=_("Counts as"), choices=[("", PLEASE_CHOOSE), *SOLD_ITEMS]),
        "quantity": quantity_field(),
        "unit": forms.CharField(label=_("Unit"), max_length=10, required=False, help_text=_("Such as kg.")),
        "yuan": forms.DecimalField(
            label=_("Sold for (yuan)"), min_value=0, max_digits=12, decimal_places=2, help_text=_("All of it together.")
        ),
    }


def fields_of_channel(user) -> dict:
    return {
        "channel": forms.ChoiceField(label=pgettext_lazy("sale", "Channel"), choices=choices_with_blank(SaleChannel)),
        "enterprise": forms.ModelChoiceField(
            Enterprise.objects.visible_to(user).standing(),
            label=_("Enterprise or host"),
            required=False,
            empty_label=pgettext_lazy("enterprise", "None"),
        ),
        "note": forms.CharField(label=_("Note"), max_length=300, required=False),
    }


class DeliveryForm(SeenForm):
    """What one household delivered."""

    quantity = quantity_field()
    yuan = yuan_field(_("Yuan"), max_digits=12, help_text=_("Empty or 0: the household delivered nothing."))


class WithdrawForm(SeenForm):
    """Why a sale is withdrawn."""

    reason = long_text_field(_("Reason"), rows=2, max_length=300)


class DeliveryFileForm(SeenForm):
    """A file with what the households delivered."""

    file = forms.FileField(
        label=_("File with deliveries"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt"}),
        help_text=_(
            "One row a household with the columns “household number” or “head”, “quantity” and “yuan”. Chinese headers "
            "are read too."
        ),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(str(ProblemMessage("too_large", {"limit": LARGEST >> 20})))
        return file
