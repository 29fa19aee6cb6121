"""Forms of the steps of an alert, of entering one by hand, and of keeping filters."""

from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Area
from accounts.permissions import Permission
from alerts.levels import Level
from alerts.models import ANSWER_OUTCOMES, EARLY_OUTCOMES, MANUAL_CHANNELS, AlertChannel
from core.forms import form_helper
from visits.fields import VisitChoice
from visits.models import Visit, VisitPurpose

VILLAGE_CHANNELS = (AlertChannel.REPORT, AlertChannel.DECLARATION)


class AlertStepForm(forms.Form):
    """What every step sends: the state on the page it was taken from, and a reason where one is asked for."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=12)

    def __init__(self, *args, step, alert, user, beside=False, **kwargs):
        super().__init__(*args, auto_id=f"id_{step.name}_%s", initial={"seen": alert.state}, **kwargs)
        self.step, self.alert, self.user = step, alert, user
        self.prepare()
        if step.needs_reason:
            self.fields["reason"] = forms.CharField(
                label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
            )
        self.helper = form_helper(step.label)
        self.helper.form_action = reverse("alerts:alert-step", args=[alert.pk, step.name])
        if beside:
            self.helper.attrs |= {"hx-post": self.helper.form_action, "hx-target": "#beside"}

    def prepare(self):
        """Fields of this step alone."""

    @property
    def folded(self) -> bool:
        """Whether there is anything to fill in before it can be sent."""
        return len(self.fields) > 1


class AlertDispatchForm(AlertStepForm):
    """To which village; the household's own unless another is chosen."""

    def prepare(self):
        reach = Area.objects.villages().within(*self.user.areas_where(Permission.ALERT_DISPATCH))
        self.fields["village"] = forms.ModelChoiceField(
            reach,
            label=_("Village"),
            initial=self.alert.household.village_id,
            required=False,
            empty_label=_("The household's own"),
        )

    folded = False  # the usual village is chosen already


class AlertAnswerForm(AlertStepForm):
    """What came out, and the visit that shows it."""

    def prepare(self):
        choices = [("", _("Please choose")), *((one.value, one.label) for one in ANSWER_OUTCOMES)]
        self.fields["outcome"] = forms.ChoiceField(label=_("Outcome"), choices=choices)
        since = visits_since_clue(self.alert, self.user)
        verifying = since.filter(purpose=VisitPurpose.VERIFY).values_list("pk", flat=True)
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


def visits_since_clue(alert, user):
    """Return the visits that can show what became of it: those since the clue, and the one that is its evidence
    already."""
    counted = Visit.objects.visible_to(user).counted().filter(household=alert.household_id)
    return counted.filter(Q(visited_on__gte=alert.opened_on) | Q(pk=alert.visit_id))


class AlertDropForm(AlertStepForm):
    """Why it needs no answer."""

    def prepare(self):
        choices = [("", _("Please choose")), *((one.value, one.label) for one in EARLY_OUTCOMES)]
        self.fields["outcome"] = forms.ChoiceField(label=_("Outcome"), choices=choices)


ALERT_STEP_FORMS = {"dispatch": AlertDispatchForm, "answer": AlertAnswerForm, "drop": AlertDropForm}


def alert_step_form(step, *args, **kwargs) -> AlertStepForm:
    """Return the form of a step; `data` first, when it was sent."""
    return ALERT_STEP_FORMS.get(step.name, AlertStepForm)(*args, step=step, **kwargs)


class AlertEnterForm(forms.Form):
    """An alert by hand: through which channel it came, how grave it is, and what was said."""

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


class SaveFilterForm(forms.Form):
    """A name for the filters at work."""

    name = forms.CharField(
        label=pgettext_lazy("filter", "Name"),
        max_length=40,
        error_messages={"required": _("Give the filters a name of up to 40 characters.")},
    )
    query = forms.CharField(widget=forms.HiddenInput, max_length=600, required=False)
