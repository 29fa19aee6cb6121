"""Forms of the steps of an alert, for entering an alert by hand, and for saving filters."""

from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from accounts.permissions import Permission
from alerts.levels import Level
from alerts.models import ANSWER_OUTCOMES, EARLY_OUTCOMES, MANUAL_CHANNELS, AlertChannel, LookVerdict
from core.forms import form_helper
from core.text import join_words
from visits.fields import VisitChoice
from visits.models import Visit, VisitPurpose

from . import outcomes

VILLAGE_CHANNELS = (AlertChannel.REPORT, AlertChannel.DECLARATION)


class AlertStepForm(forms.Form):
    """The fields of every step: the state shown on the page, and a reason where one is needed."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=12)

    def __init__(self, *args, step, alert, user, beside=False, way=None, **kwargs):
        super().__init__(*args, auto_id=f"id_{step.name}_%s", initial={"seen": alert.state}, **kwargs)
        self.step, self.alert, self.user = step, alert, user
        self.prepare()
        if step.needs_reason:
            self.fields["reason"] = forms.CharField(
                label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
            )
        self.helper = form_helper(step.label)
        action = reverse("alerts:alert-step", args=[alert.pk, step.name])
        self.helper.form_action = action + (way.suffix if way else "")
        if beside:
            self.helper.attrs |= {"hx-post": self.helper.form_action, "hx-target": "#beside"}

    def prepare(self):
        """Add the fields of this step alone."""

    @property
    def folded(self) -> bool:
        """Whether the form starts folded: it has something to fill in before it can be sent."""
        return len(self.fields) > 1


class AlertDispatchForm(AlertStepForm):
    """The village to send an alert to; the household's own is preselected."""

    def prepare(self):
        reach = Area.objects.villages().within(*self.user.areas_where(Permission.ALERT_DISPATCH))
        self.fields["village"] = forms.ModelChoiceField(
            reach,
            label=_("Village"),
            initial=self.alert.household.village_id,
            required=False,
            empty_label=_("The household's own"),
        )

    folded = False  # the usual village is preselected


class OutcomeField(forms.ChoiceField):
    """The outcomes that can be true. The action says why another one that was sent cannot."""

    def valid_value(self, value):
        return value in ANSWER_OUTCOMES


class AlertAnswerForm(AlertStepForm):
    """The result of a verification, and the visit that shows it. What the signs point to stands first."""

    def prepare(self):
        since = visits_since_clue(self.alert, self.user)
        shows = since.filter(lacks=[])
        verifying = shows.filter(purpose=VisitPurpose.VERIFY).values_list("pk", flat=True)
        found = self.alert.visit or shows.first()
        self.signs = outcomes.signs_of_risk(self.alert.household, found)
        told = outcomes.is_told_by_departments(self.alert)
        offered = outcomes.outcomes_offered(self.alert.household, signs=self.signs, visited=bool(found), told=told)
        choices = [("", _("Please choose")), *((one.value, one.label) for one in offered)]
        self.fields["outcome"] = OutcomeField(label=_("Outcome"), choices=choices, help_text=self.outcome_help(found))
        self.fields["visit"] = VisitChoice(
            since,
            label=_("Visit"),
            required=False,
            empty_label=_("No visit"),
            initial=self.alert.visit_id or verifying.first(),
        )
        self.fields["answer"] = forms.CharField(
            label=_("What was found"),
            required=False,
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("May stay empty when the visit says it."),
        )

    def outcome_help(self, visit):
        if self.signs:
            return _("Signs of risk: %(signs)s. “No risk” needs a reason below.") % {"signs": join_words(self.signs)}
        return "" if visit else _("“No risk” can be chosen once a visit shows it.")


def visits_since_clue(alert, user):
    """Return the visits that can be the evidence: those since the clue, and the one already attached."""
    counted = Visit.objects.visible_to(user).contacts().filter(household=alert.household_id)
    return counted.filter(Q(visited_on__gte=alert.opened_on) | Q(pk=alert.visit_id))


class AlertDropForm(AlertStepForm):
    """The reason why an alert needs no answer."""

    def prepare(self):
        choices = [("", _("Please choose")), *((one.value, one.label) for one in EARLY_OUTCOMES)]
        self.fields["outcome"] = forms.ChoiceField(label=_("Outcome"), choices=choices)


ALERT_STEP_FORMS = {"dispatch": AlertDispatchForm, "answer": AlertAnswerForm, "drop": AlertDropForm}


def alert_step_form(step, *args, **kwargs) -> AlertStepForm:
    """Return the form of a step; pass `data` when it was sent."""
    return ALERT_STEP_FORMS.get(step.name, AlertStepForm)(*args, step=step, **kwargs)


class SecondLookForm(forms.Form):
    """What the county found on its second look, and why it reopens the alert."""

    verdict = forms.ChoiceField(choices=LookVerdict)
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)


class AlertEnterForm(forms.Form):
    """An alert entered by hand: its channel, its level, and what was said."""

    channel = forms.ChoiceField(label=_("Channel"))
    level = forms.TypedChoiceField(label=_("Level"), choices=Level, coerce=int, initial=Level.AMBER)
    words = forms.CharField(
        label=_("What was reported"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Two or three sentences. They are stored encrypted."),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        channels = MANUAL_CHANNELS if user.holds(Permission.ALERT_DISPATCH) else VILLAGE_CHANNELS
        self.fields["channel"].choices = [(one.value, one.label) for one in channels]
        self.helper = form_helper(_("Enter the alert"))
