"""Forms of the steps of a case, and for proposing a household."""

import datetime as dt
from functools import partial

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Grant, User
from accounts.permissions import Permission
from accounts.roles import role_codes_with
from cases.assessment import clearing
from cases.choices import CaseType, ClearMethod, EndReason, risk_choices
from cases.models import PublicNotice
from core.dates import today
from core.forms import form_helper
from policy import parameters
from visits.fields import VisitChoice
from visits.models import Visit, VisitPurpose, VisitWay

from . import public_notice
from .workflow import DECIDING_STEPS

MOST_FURTHER_RISKS = 4  # besides the main risk
RISKS_SO_FAR = _("On record so far")


def day_field(label, **more):
    """Return a date field with the browser's own calendar."""
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **more)


def long_text_field(label, rows=3, **more):
    return forms.CharField(label=label, widget=forms.Textarea({"rows": rows}), **more)


def opinion_field():
    """Return the field for what somebody who approves wants to say; it is kept with the step."""
    return long_text_field(_("Opinion"), rows=2, max_length=300, required=False)


def choices_with_blank(words) -> list:
    return [("", _("Please choose")), *words.choices]


class CaseStepForm(forms.Form):
    """The fields of every step: the state shown on the page, and a reason where one is needed. `hindered` says why the
    step cannot be taken now."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=18)

    def __init__(self, *args, step, case, user, hindered="", **kwargs):
        super().__init__(*args, auto_id=f"id_{step.name}_%s", initial={"seen": case.state}, **kwargs)
        self.step, self.case, self.user, self.hindered = step, case, user, hindered
        self.prepare()
        if step.needs_reason:
            self.fields["reason"] = long_text_field(_("Reason"), rows=2, max_length=300)
        elif step.name in DECIDING_STEPS:
            self.fields["reason"] = opinion_field()
        self.helper = form_helper(step.label)
        self.helper.form_action = reverse("cases:step", args=[case.pk, step.name])

    def prepare(self):
        """Add the fields of this step alone."""

    @property
    def asks(self) -> bool:
        """Return whether there is anything to fill in."""
        return len(self.fields) > 1


class CheckForm(CaseStepForm):
    """The visit on which the household was checked, the second checker, and that the family signed."""

    purpose = VisitPurpose.VERIFY

    def prepare(self):
        visits, latest = self.visits(), self.visits().values_list("pk", flat=True).first()
        url = reverse("visits:new", args=[self.case.household_id], query={"purpose": self.purpose})
        self.fields["visit"] = VisitChoice(
            visits,
            label=_("Visit"),
            empty_label=_("Please choose"),
            initial=latest,
            help_text=format_html('<a href="{}">{}</a>', url, gettext("Not in the list? Log the visit first.")),
        )
        self.fields["second_checker"] = forms.ModelChoiceField(
            possible_checkers(self.case.household.village, self.user),
            label=_("Second checker"),
            empty_label=_("Please choose"),
        )
        self.fields["signed"] = forms.BooleanField(label=_("The family signed what was found"), required=False)

    def visits(self):
        """Return the visits since the clue; earlier ones cannot show what became of it."""
        counted = Visit.objects.visible_to(self.user).contacts().filter(household=self.case.household_id)
        return counted.filter(visited_on__gte=self.case.clue_on or dt.date.min, way=VisitWay.IN_PERSON)


class StartClearingForm(CheckForm):
    """The same for clearing, with how the risk went away."""

    purpose = VisitPurpose.CLEARING

    def prepare(self):
        super().prepare()
        self.fields["clear_method"] = forms.ChoiceField(
            label=_("How the risk went"), choices=choices_with_blank(ClearMethod)
        )

    def visits(self):
        since = clearing.monitored_since(self.case)
        counted = Visit.objects.visible_to(self.user).contacts().filter(household=self.case.household_id)
        return counted.filter(purpose=VisitPurpose.CLEARING, visited_on__gte=since, way=VisitWay.IN_PERSON)


def possible_checkers(village, user):
    """Return who can have been the second checker: those who verify households in this village, except the user."""
    codes = village.path.rstrip("/").split("/")
    grants = Grant.objects.in_force(today()).filter(
        area__code__in=codes, role__in=role_codes_with(Permission.CASE_PROPOSE)
    )
    return User.objects.filter(pk__in=grants.values("user"), is_active=True).exclude(pk=user.pk)


class ReviewForm(CaseStepForm):
    """The village review: when, who was present, how they voted, and the minutes."""

    def prepare(self):
        self.fields |= {
            "held_on": day_field(_("Held on"), initial=today),
            "attendees": long_text_field(_("Present"), rows=2, max_length=1000),
            "votes_for": forms.IntegerField(label=_("Votes for"), min_value=0, max_value=9999),
            "votes_against": forms.IntegerField(label=_("Votes against"), min_value=0, max_value=9999, initial=0),
            "abstained": forms.IntegerField(label=_("Abstained"), min_value=0, max_value=9999, initial=0),
            "minutes": long_text_field(_("Minutes"), required=False, max_length=4000),
        }


class PostNoticeForm(CaseStepForm):
    """From when to when the public notice hangs, and where. Its text is made from the case."""

    def prepare(self):
        days = int(parameters.parameters_on(today(), self.case.household.county).values.get("notice_days", 5))
        board = gettext("Notice board of %(village)s") % {"village": self.case.household.village}
        self.fields |= {
            "posted_on": day_field(_("Posted on"), initial=today),
            "until": day_field(_("Hangs until"), initial=today() + dt.timedelta(days)),
            "place": forms.CharField(label=_("Where it hangs"), max_length=80, initial=board),
            "telephone": forms.CharField(
                label=pgettext_lazy("public notice", "Telephone for objections"), max_length=20, required=False,
                help_text=_("Of an office. Empty: the country's hotline 12317."),
                initial=partial(last_notice_telephone, self.case.household.village.parent),
            ),
        }  # fmt: skip

    def clean_place(self):
        return public_notice.check_public_words(self.cleaned_data["place"], self.case)

    def clean_telephone(self):
        return public_notice.check_notice_telephone(self.cleaned_data["telephone"], self.case)


def last_notice_telephone(township) -> str:
    """Return the telephone that the latest public notice of the township named, else the country's hotline."""
    posted = PublicNotice.objects.filter(case__village__parent=township, lines__has_key="telephone")
    return posted.order_by("-pk").values_list("lines__telephone", flat=True).first() or public_notice.HOTLINE


class RisksForm(forms.Form):
    """A form with the type and the risks of a case: the main one and up to four more."""

    asks_risks = False  # then the page shows what is known of the household first

    def ask_type_and_risks(self, case_type, risks, heading):
        """Ask for type and risks; the `risks` named so far are chosen, and stand first under a `heading`."""
        main, more = (risks[0], risks[1:]) if risks else ("", [])
        choices, self.asks_risks = risk_choices(risks, heading), True
        self.fields["case_type"] = forms.ChoiceField(
            label=_("Type of the case"), choices=choices_with_blank(CaseType), initial=case_type
        )
        self.fields["main_risk"] = forms.ChoiceField(
            label=_("Main risk"), choices=[("", _("Please choose")), *choices], initial=main
        )
        self.fields["more_risks"] = forms.MultipleChoiceField(
            label=_("Further risks"),
            choices=choices,
            initial=more,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("At most four."),
        )

    def clean(self):
        """Return `risks`: the main one first, without repeats."""
        said = super().clean()
        if "main_risk" in self.fields:
            main, more = said.pop("main_risk", ""), said.pop("more_risks", [])
            more = [risk for risk in more if risk != main]
            if len(more) > MOST_FURTHER_RISKS:
                self.add_error("more_risks", _("Choose at most four risks beside the main one."))
            said["risks"] = [main, *more]
        return said


class VerifyForm(RisksForm, CheckForm):
    """The type and the risks as proposed, or others that the visit found."""

    def prepare(self):
        super().prepare()
        self.ask_type_and_risks(self.case.case_type, self.case.risks, RISKS_SO_FAR)


class DecideForm(RisksForm, CaseStepForm):
    """The county's decision on type and risks; as proposed, unless changed."""

    def prepare(self):
        self.ask_type_and_risks(self.case.case_type, self.case.risks, RISKS_SO_FAR)


class EndCaseForm(CaseStepForm):
    """Why monitoring ends without a clearing."""

    def prepare(self):
        self.fields["end_reason"] = forms.ChoiceField(label=_("Why it ends"), choices=choices_with_blank(EndReason))


CASE_STEP_FORMS = {
    "verify": VerifyForm,
    "start_clearing": StartClearingForm,
    "review": ReviewForm,
    "review_clearing": ReviewForm,
    "post_notice": PostNoticeForm,
    "post_clearing": PostNoticeForm,
    "identify": DecideForm,
    "remark": DecideForm,
    "end": EndCaseForm,
}


def make_case_step_form(step, *args, **kwargs) -> CaseStepForm:
    """Return the form of a step; pass `data` when it was sent."""
    return CASE_STEP_FORMS.get(step.name, CaseStepForm)(*args, step=step, **kwargs)


class ProposeForm(RisksForm):
    """The form for proposing a household by hand; what the facts suggest is preselected."""

    def __init__(self, *args, suggested, **kwargs):
        super().__init__(*args, **kwargs)
        self.ask_type_and_risks(suggested.case_type, suggested.risks, _("Suggested by what is known"))
        self.fields["case_type"].help_text = suggested.why
        self.fields["main_risk"].help_text = suggested.risks_why
        self.fields["reason"] = long_text_field(_("Why this household is put forward"), max_length=300)
        self.helper = form_helper(_("Put forward"))
