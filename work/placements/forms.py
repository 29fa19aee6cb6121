"""The forms of a placement: the day on which it is offered, and its steps."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.assistance.forms import MeasureStepForm
from cases.case.forms import day_field
from core.dates import today
from core.forms import PLEASE_CHOOSE, form_helper

WHERE_IT_IS = {"returned": _("Given back"), "kept": _("The family keeps it for now")}


class OfferPlaceForm(forms.Form):
    """The day on which somebody is offered a place."""

    on = day_field(_("Offered on"), initial=today)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(_("Offer this place"))


class GiveBackForm(forms.Form):
    """The day on which a machine came back."""

    on = day_field(_("Given back on"), initial=today)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(_("It came back"))


class PlacementStepForm(MeasureStepForm):
    """One step of a placement: that of its measure, and what is said of the machine or of the course."""

    def __init__(self, *args, step, placement, **kwargs):
        super().__init__(*args, step=step, measure=placement.measure, **kwargs)
        self.fields.pop("upload", None)  # papers are kept on the page of the measure
        offer = placement.offer
        if step.name in ("start", "deliver") and offer.equipment and not placement.lent_on:
            self.fields["equipment"] = forms.CharField(
                label=_("Equipment lent"), max_length=80, initial=offer.equipment, help_text=_("What, with its number.")
            )
        if step.name == "deliver" and not offer.gives_work:
            self.fields["certificate"] = forms.CharField(label=_("Certificate"), max_length=80, required=False)
        if step.name == "end" and placement.is_out:
            choices = [("", PLEASE_CHOOSE), *WHERE_IT_IS.items()]
            self.fields["machine"] = forms.ChoiceField(
                label=pgettext_lazy("placement", "The machine"), choices=choices,
                help_text=_("What the family keeps stays on the list of machines out until it comes back."),
            )  # fmt: skip
