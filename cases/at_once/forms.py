"""What is asked once for several things, and what for each of them."""

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.departments import COMPARED_CHOICES
from cases.assistance.forms import yuan_field
from cases.case.forms import day_field, long_text_field, opinion_field
from cases.choices import MeasureGroup
from core import masks
from core.dates import today
from households.choices import RiskType

AGREED, REFUSED = "agreed", "refused"
NOTICE_DAYS = 5  # of a public notice, unless the county has decided otherwise


class RowForm(forms.Form):
    """One thing, with the state shown on the page. `is_chosen` tells whether it is to be recorded."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=18, required=False)

    def __init__(self, *args, thing, **kwargs):
        super().__init__(*args, initial={"seen": thing.state}, **kwargs)
        for field in self.asked:
            style = "form-select" if isinstance(field.field, forms.ChoiceField) else "form-control"
            field.field.widget.attrs["class"] = style

    @property
    def asked(self) -> list:
        """Return the fields to fill in beside the tick."""
        return [field for field in self.visible_fields() if field.name != "chosen"]


class TickForm(RowForm):
    """One thing with a tick."""

    chosen = forms.BooleanField(label=_("Record this one"), required=False)

    @property
    def is_chosen(self) -> bool:
        return self.is_bound and bool(self["chosen"].value())


class MeasureRowForm(TickForm):
    """One household that gets the measure: against which of its risks, who works there, and what it costs there."""

    risk = forms.ChoiceField(label=_("Against the risk"), required=False)
    member = forms.ChoiceField(label=_("Who works there"), required=False)
    cost = yuan_field(_("Own cost (yuan)"), max_digits=10)

    def __init__(self, *args, thing, **kwargs):
        super().__init__(*args, thing=thing, **kwargs)
        self.fields["risk"].choices = [(risk, RiskType(risk).label) for risk in thing.risks]
        workers = [(str(one.pk), masks.name(one.name)) for one in thing.household.workers]
        self.fields["member"].choices = [("", pgettext_lazy("member", "Nobody")), *workers]


class SameMeasureForm(forms.Form):
    """A measure that several households get."""

    group = forms.ChoiceField(label=pgettext_lazy("measure", "Group"))
    title = forms.CharField(label=_("What is done"), max_length=100)
    cost = yuan_field(_("Cost for each household (yuan)"), max_digits=10)
    planned_on = day_field(_("Planned on"), initial=today)
    due_on = day_field(_("To be delivered by"), required=False)
    employer = forms.CharField(
        label=_("Employer"),
        max_length=100,
        required=False,
        help_text=_("Only for a public-welfare post, or a place in a workshop (group employment)."),
    )
    monthly_wage = yuan_field(_("Monthly wage (yuan)"), max_digits=9)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [("", _("Please choose")), *MeasureGroup.choices]


def votes_field(label):
    return forms.IntegerField(label=label, min_value=0, max_value=9999, required=False)


class VoteForm(RowForm):
    """How the village decided about one household: agreed with its votes, or refused with the reason."""

    result = forms.ChoiceField(
        label=_("Result"),
        required=False,
        choices=[
            ("", _("not discussed")),
            (AGREED, _("The village agreed")),
            (REFUSED, _("The village did not agree")),
        ],
    )
    votes_for = votes_field(_("Votes for"))
    votes_against = votes_field(_("Votes against"))
    abstained = votes_field(_("Abstained"))
    reason = forms.CharField(label=_("Reason, if it did not agree"), max_length=300, required=False)

    @property
    def is_chosen(self) -> bool:
        return self.is_bound and bool(self["result"].value())


class MeetingForm(forms.Form):
    """One meeting of the village."""

    held_on = day_field(_("Held on"), initial=today)
    attendees = long_text_field(_("Present"), rows=2, max_length=1000)
    minutes = long_text_field(_("Minutes"), required=False, max_length=4000)


def first_last_day():
    return today() + dt.timedelta(NOTICE_DAYS)


class NoticesForm(forms.Form):
    """One board, and from when to when the notices hang there."""

    posted_on = day_field(_("Posted on"), initial=today)
    until = day_field(_("Hangs until"), initial=first_last_day)
    place = forms.CharField(label=_("Where it hangs"), max_length=80)


class NothingFoundForm(forms.Form):
    """The day of a comparison that found nothing, and whose it was."""

    compared_on = day_field(_("Compared on"), initial=today)
    department = forms.ChoiceField(
        label=_("Department"),
        required=False,
        choices=[("", _("Every department that has not answered")), *COMPARED_CHOICES],
    )


class OpinionForm(forms.Form):
    """An opinion that goes with every approval."""

    reason = opinion_field()


class DayForm(forms.Form):
    """The day on which something was done."""

    on = day_field(_("On"), initial=today)


class DeliveredForm(DayForm):
    """The day of a delivery, and what it achieved."""

    effect = long_text_field(_("Effect"), rows=2, max_length=300, required=False)
