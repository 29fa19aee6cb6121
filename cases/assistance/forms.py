"""Forms of the assistance: helper, plan, measures and their steps, judgement notes."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.assessment.risk_measures import fitting_measure_groups
from cases.case.forms import day_field, long_text_field, opinion_field
from cases.choices import PROPOSED, MeasureGroup
from core.dates import today
from core.forms import form_helper
from households.choices import RiskType, WorkChannel, WorkPlace
from households.models import Member


def yuan_field(label, **kwargs):
    return forms.DecimalField(label=label, min_value=0, decimal_places=2, required=False, **kwargs)


class HelperForm(forms.Form):
    """The household's helper, the helper's employer, and a phone number."""

    name = forms.CharField(label=pgettext_lazy("helper", "Name"), max_length=60)
    unit = forms.CharField(label=_("Works for"), max_length=80)
    phone = forms.CharField(
        label=_("Phone"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel"}),
        help_text=_("11 digits, or a landline's 7 to 12. It is stored encrypted."),
    )
    since = day_field(_("Since"), initial=today)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(_("Assign the helper"))


class PlanForm(forms.Form):
    """What should improve, and by when. `seen` is the version of the plan shown in the form."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=16, required=False)
    goal = long_text_field(
        _("Goal"), rows=5, max_length=1000, help_text=_("What should improve for the household, and how.")
    )
    until = day_field(_("To be reached by"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(_("Save the plan"))


class JudgementForm(forms.Form):
    """How the household stands."""

    words = long_text_field(
        _("Judgement"), rows=5, max_length=2000, help_text=_("How the household stands, and whether the measures help.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(_("Save the note"))


KINDS_OF_POST = [(one.value, one.label) for one in (WorkChannel.WORKSHOP, WorkChannel.ORGANISED)]


class HouseholdMeasureForm(forms.Form):
    """One measure for a household without a case. A measure that is work names the worker, the employer, the wage and
    where it is."""

    group = forms.ChoiceField(label=pgettext_lazy("measure", "Group"))
    title = forms.CharField(label=_("What is done"), max_length=100)
    cost = yuan_field(_("Cost (yuan)"), max_digits=10)
    planned_on = day_field(_("Planned on"), initial=today)
    due_on = day_field(_("To be delivered by"), required=False)
    member = forms.ModelChoiceField(
        None,
        label=_("Who works there or takes part"),
        required=False,
        empty_label=pgettext_lazy("member", "Nobody"),
        help_text=_("Needed for a post; for another measure only where it is for one person, such as a course."),
    )
    employer = forms.CharField(
        label=_("Employer"),
        max_length=100,
        required=False,
        help_text=_("Only for a post: group “Public-welfare post”, or “Employment” with a workshop or an employer."),
    )
    channel = forms.ChoiceField(
        label=_("Kind of post"),
        required=False,
        choices=[("", _("As the group says")), *KINDS_OF_POST],
        help_text=_("For the group “Employment”: a place in a workshop unless you choose the other."),
    )
    place = forms.ChoiceField(
        label=_("Where the work is"), required=False, choices=[("", _("As usual: in the village")), *WorkPlace.choices]
    )
    monthly_wage = yuan_field(_("Monthly wage (yuan)"), max_digits=9)

    def __init__(self, *args, household, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [("", _("Please choose")), *MeasureGroup.choices]
        self.fields["member"].queryset = Member.objects.present(today()).filter(household=household).order_by("pk")
        self.helper = form_helper(_("Plan the measure"))


class MeasureForm(HouseholdMeasureForm):
    """The same for a monitored household: one measure against one risk of the case."""

    risk = forms.ChoiceField(label=_("Against the risk"))
    urgent_reason = long_text_field(
        _("Why it cannot wait"),
        rows=2,
        max_length=300,
        help_text=_("The case is not approved yet. Only what cannot wait may be given before."),
    )
    field_order = ("risk", "group", "title", "cost", "planned_on", "due_on", "urgent_reason")

    def __init__(self, *args, case, nth=0, **kwargs):
        super().__init__(*args, household=case.household, **kwargs)
        risks = [(risk, RiskType(risk).label) for risk in case.risks]
        self.fields["risk"].choices = risks
        self.fields["risk"].initial = case.risks[nth if nth < len(risks) else 0]
        self.fields["group"].choices = measure_group_choices(case, self.fields["risk"].initial)
        if case.state not in PROPOSED:
            del self.fields["urgent_reason"]


def measure_group_choices(case, risk) -> list:
    """Return every group of measures; those that fit the risk come first."""
    fits = fitting_measure_groups(risk)
    others = [group for group in MeasureGroup if group not in fits]
    said = [[(group.value, group.label) for group in part] for part in (fits, others)]
    fitting_to = _("Fit “%(risk)s”") % {"risk": RiskType(risk).label}
    return [("", _("Please choose")), *titled_choices(fitting_to, said[0]), *titled_choices(_("Others"), said[1])]


def titled_choices(title, choices) -> list:
    return [(title, choices)] if choices else []


class MeasureStepForm(forms.Form):
    """One step of a measure: the state shown on the page, the day, and what the step needs."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=12)
    on = day_field(_("On"), initial=today)

    def __init__(self, *args, step, measure, **kwargs):
        super().__init__(*args, initial={"seen": measure.state}, **kwargs)
        if step.name in ("deliver", "check"):
            self.fields["effect"] = long_text_field(
                _("Effect"), rows=2, max_length=300, required="effect" in step.needs
            )
        if step.name in ("deliver", "check") and measure.case:  # papers are kept with a case
            self.fields["upload"] = forms.FileField(
                label=_("Evidence: a scan or a photo"), required=False, help_text=_("PDF, JPEG or PNG.")
            )
        if step.needs_reason:
            self.fields["reason"] = long_text_field(_("Reason"), rows=2, max_length=300)
        elif step.name == "approve":
            self.fields["reason"] = opinion_field()
        self.helper = form_helper(step.label)
