"""Forms about one person's work: the work needed, courses, work that begins, changes or ends, and what was heard."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.case.forms import choices_with_blank, day_field
from core.dates import today
from core.forms import form_helper
from households.choices import WAGE_ITEM_BY_CHANNEL, WorkChannel, WorkPlace
from work.choices import HeardAnswer
from work.models import Training, WorkNeed

NOT_ASKED = pgettext_lazy("answer", "Not asked")
CHANNELS = [one for one in WorkChannel.choices if one[0] not in WAGE_ITEM_BY_CHANNEL]
ANSWERED_AT_ONCE = [HeardAnswer.UNCHANGED, HeardAnswer.NOT_REACHED]


def yes_no_field(label):
    """Return a field for a yes or a no, which may not have been asked."""
    answers = [("", NOT_ASKED), ("True", _("Yes")), ("False", _("No"))]
    read = {"True": True, "False": False}.get
    return forms.TypedChoiceField(label=label, choices=answers, coerce=read, empty_value=None, required=False)


def yuan_field(label, **more):
    return forms.DecimalField(label=label, min_value=0, max_digits=9, decimal_places=2, required=False, **more)


def short_field(label, length, **more):
    return forms.CharField(label=label, max_length=length, **more)


def wanted_label(name):
    return WorkNeed._meta.get_field(name).verbose_name


class PersonForm(forms.Form):
    """A form that stands alone on its page."""

    submit = _("Save")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(self.submit)


class NeedForm(PersonForm):
    """The work somebody needs. It starts with what was said before, so that only what is new is typed."""

    told_on = day_field(_("Said on"), initial=today)
    wants_work = yes_no_field(wanted_label("wants_work"))
    where = forms.ChoiceField(
        label=wanted_label("where"), choices=[("", NOT_ASKED), *WorkPlace.choices], required=False
    )
    skill = short_field(wanted_label("skill"), 60, required=False)
    training = short_field(wanted_label("training"), 60, required=False)
    stays_home = yes_no_field(wanted_label("stays_home"))
    planned_month = forms.DateField(
        label=wanted_label("planned_month"), required=False, input_formats=["%Y-%m"],
        widget=forms.DateInput({"type": "month"}, format="%Y-%m"),
    )  # fmt: skip


class CourseForm(PersonForm):
    """A course that somebody attends or attended."""

    course = short_field(Training._meta.get_field("course").verbose_name, 100)
    started_on = day_field(_("From"))
    ended_on = day_field(_("Until"), required=False, help_text=_("Empty while it lasts."))
    certificate = short_field(_("Certificate"), 80, required=False)


class CourseEndForm(PersonForm):
    """The end of a course."""

    ended_on = day_field(_("Ended on"), initial=today)
    certificate = short_field(_("Certificate"), 80, required=False)


class WorkForm(PersonForm):
    """Work that somebody began. A post begins with its measure."""

    started_on = day_field(_("From"), initial=today)
    place = forms.ChoiceField(label=_("Place of work"), choices=choices_with_blank(WorkPlace))
    employer = short_field(_("Employer"), 100, required=False)
    industry = short_field(_("Industry"), 40, required=False)
    channel = forms.ChoiceField(label=_("How the work was found"), choices=CHANNELS)
    monthly_wage = yuan_field(_("Monthly wage (yuan)"))
    subsidy = yuan_field(_("Subsidy (yuan a month)"))


class WorkChangeForm(PersonForm):
    """What is different about the work somebody has."""

    place = forms.ChoiceField(label=_("Place of work"), choices=WorkPlace)
    employer = short_field(_("Employer"), 100, required=False)
    industry = short_field(_("Industry"), 40, required=False)
    monthly_wage = yuan_field(_("Monthly wage (yuan)"))
    subsidy = yuan_field(_("Subsidy (yuan a month)"))


class WorkEndForm(PersonForm):
    """Since when somebody does not work there any more."""

    ended_on = day_field(_("Ended on"), initial=today)


class OtherwiseForm(PersonForm):
    """What somebody who was called said of their work; one of the three is enough."""

    place = forms.ChoiceField(
        label=_("Place of work"), choices=[("", _("As before")), *WorkPlace.choices], required=False
    )
    monthly_wage = yuan_field(_("Monthly wage (yuan)"))
    ended_on = day_field(_("Ended on"), required=False, help_text=_("Only where the work is over."))


class HeardForm(PersonForm):
    """That somebody was asked about the work they have."""

    on = day_field(_("Asked on"), initial=today)
    answer = forms.ChoiceField(label=_("Answer"), choices=[(one.value, one.label) for one in ANSWERED_AT_ONCE])
