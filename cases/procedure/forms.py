"""Forms beside the steps: consent, comparison, objections, and the leader's exception."""

from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.departments import COMPARED, COMPARED_CHOICES, Department
from cases.case.announcing import way_of
from cases.case.forms import RISKS_SO_FAR, RisksForm, day_field, long_text_field
from cases.choices import AnnouncementWay
from core import masks
from core.dates import today, years_before
from core.forms import form_helper
from households.models import Member

from .visit_papers import papers_of_visits

SIGNING_AGE = 18
FOUND_CHOICES = [("", _("not compared")), ("no", _("Nothing found")), ("yes", _("Something found"))]


class SideForm(forms.Form):
    """A form on the page of a case that is sent to its own address."""

    def __init__(self, *args, name, thing, submit, **kwargs):
        super().__init__(*args, auto_id=f"id_{name}_{thing.pk}_%s", **kwargs)
        self.title, self.helper = submit, form_helper(submit)
        self.helper.form_action = reverse(f"cases:{name}", args=[thing.pk])


class SignerField(forms.ModelChoiceField):
    def label_from_instance(self, member):
        return f"{masks.name(member.name)} · {member.get_relation_display()}"


class VisitPaperField(forms.ModelChoiceField):
    def label_from_instance(self, photo):
        return f"{date_format(photo.visit.visited_on, 'DATE_FORMAT')} · {photo.get_kind_display()}"


class AuthoriseForm(SideForm):
    """Who of the family signed, when, for which departments, and the paper: uploaded, or signed on a visit."""

    signed_by = SignerField(None, label=_("Signed by"), empty_label=_("Please choose"), required=False)
    guardian = forms.CharField(
        label=_("Or by a guardian"),
        max_length=80,
        required=False,
        help_text=_("Name and relation, where nobody of the household can sign: children alone, for example."),
    )
    signed_on = day_field(_("Signed on"), initial=today)
    scope = forms.MultipleChoiceField(
        label=_("Departments the family agreed to"),
        choices=COMPARED_CHOICES,
        initial=list(COMPARED),
        widget=forms.CheckboxSelectMultiple,
    )
    paper = forms.FileField(
        label=_("The signed paper"),
        required=False,
        widget=forms.ClearableFileInput({"accept": "image/*,application/pdf"}),  # a phone offers its camera
        help_text=_("A photo or a PDF file. It is kept encrypted."),
    )
    visit_paper = VisitPaperField(
        None,
        label=_("Or signed on a visit"),
        required=False,
        empty_label=_("Please choose"),
        help_text=_("A signature or a photo of the paper from a visit, taken on the phone."),
    )

    def __init__(self, *args, case, user, **kwargs):
        super().__init__(*args, name="authorise", thing=case, submit=_("Record the consent"), **kwargs)
        self.fields["signed_by"].queryset = possible_signers(case)
        self.fields["visit_paper"].queryset = papers_of_visits(case, user)

    def clean(self):
        """Ask for the paper once: uploaded, or from a visit."""
        said = super().clean()
        if not said.get("paper") and not said.get("visit_paper") and not self.errors.get("paper"):
            self.add_error("paper", _("Choose the signed paper (again): a photo or a PDF file."))
        if said.get("paper") and said.get("visit_paper"):
            self.add_error("visit_paper", _("Choose one of the two: the paper here, or the one of a visit."))
        return said


def possible_signers(case):
    """Return the members who can sign: adults, and those whose age is not known."""
    born = Q(birth_date=None) | Q(birth_date__lte=years_before(today(), SIGNING_AGE))
    return Member.objects.present(today()).filter(born, household=case.household_id)


class UnauthoriseForm(SideForm):
    """When the family took its consent back, and what it said."""

    withdrawn_on = day_field(_("Taken back on"), initial=today)
    reason = long_text_field(_("What the family said"), rows=2, max_length=300)

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, name="unauthorise", thing=case, submit=_("The family takes its consent back"), **kwargs)


class CompareForm(SideForm):
    """What each department's data says of the family, for the departments the family agreed to."""

    compared_on = day_field(_("Compared on"), initial=today)

    def __init__(self, *args, case, scope, **kwargs):
        super().__init__(*args, name="compare", thing=case, submit=_("Record the comparison"), **kwargs)
        self.scope = [Department(one) for one in scope]
        for one in self.scope:
            self.fields[f"found_{one}"] = forms.ChoiceField(label=one.label, choices=FOUND_CHOICES, required=False)
            self.fields[f"note_{one}"] = forms.CharField(
                label=_("%(department)s: what was found") % {"department": one.label}, max_length=300, required=False
            )

    def clean(self):
        """Return `results`: {department: (found, note)} of those that were compared."""
        said = super().clean()
        told = {one: (said.pop(f"found_{one}", ""), said.pop(f"note_{one}", "")) for one in self.scope}
        for one, (found, note) in told.items():
            if (note and found != "yes") or (found == "yes" and not note):
                self.add_error(f"note_{one}", _("Say what was found, and choose “Something found”; or neither."))
        said["results"] = {one.value: (found == "yes", note) for one, (found, note) in told.items() if found}
        return said


class AnnounceForm(SideForm):
    """When and where a decision was made known."""

    told_on = day_field(_("Made known on"), initial=today)
    place = forms.CharField(label=_("Where it was posted"), max_length=80)

    def __init__(self, *args, case, decision, **kwargs):
        posted = decision is None or way_of(decision.step) == AnnouncementWay.POSTED
        words = _("Record the announcement") if posted else _("Record that the letter was handed over")
        super().__init__(*args, name="announce", thing=case, submit=words, **kwargs)
        if not posted:
            self.fields["place"].label = _("To whom it was handed")


class ObjectionForm(SideForm):
    received_on = day_field(_("Received on"), initial=today)
    words = long_text_field(
        _("What was said"), max_length=1000, help_text=_("Not who said it. It is stored encrypted.")
    )

    def __init__(self, *args, notice, **kwargs):
        super().__init__(*args, name="object", thing=notice, submit=_("Record an objection"), **kwargs)


class SettleObjectionForm(SideForm):
    upheld = forms.TypedChoiceField(
        label=_("Decision"),
        coerce=lambda value: value == "yes",
        choices=[
            ("", _("Please choose")),
            ("no", pgettext_lazy("objection", "Not upheld: the case continues")),
            ("yes", pgettext_lazy("objection", "Upheld: the case goes back")),
        ],
    )
    answer = long_text_field(pgettext_lazy("objection", "Answer"), max_length=1000)

    def __init__(self, *args, objection, **kwargs):
        super().__init__(*args, name="settle", thing=objection, submit=_("Decide about the objection"), **kwargs)


class ReviseForm(RisksForm, SideForm):
    """Another type or other risks than those on record, with the reason."""

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, name="revise", thing=case, submit=_("Change type or risks"), **kwargs)
        self.ask_type_and_risks(case.case_type, case.risks, RISKS_SO_FAR)
        self.fields["reason"] = long_text_field(_("Reason"), rows=2, max_length=300)


class AllowClearingForm(SideForm):
    reason = long_text_field(_("Reason"), rows=2, max_length=300)

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, name="allow", thing=case, submit=_("Allow the clearing"), **kwargs)
