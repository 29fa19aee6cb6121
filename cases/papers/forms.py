"""Forms for filing a paper of a case, and for saying why a copy of its file is taken."""

from django import forms
from django.db.models import TextChoices
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.models import Scan
from core.forms import form_helper
from core.text import Label


class CaseFilePurpose(TextChoices):
    """Why a case file is taken out of the system; the code is recorded in the access log."""

    DECISION = "decision", _("For the meeting that decides")
    ARCHIVE = "archive", _("For the paper archive")
    AUDIT = "audit", _("For an audit or inspection")
    FAMILY = "family", _("The family asked for it")
    CORRECTION = "correction", _("To correct records together with the village")


class ScanForm(forms.Form):
    title = forms.CharField(
        label=pgettext_lazy("scan", "What it is"),
        max_length=Scan._meta.get_field("title").max_length,
        help_text=_("Such as: consent to compare data, minutes of the village review."),
    )
    upload = forms.FileField(
        label=pgettext_lazy("scan", "File"),
        help_text=_("PDF, JPEG or PNG, at most 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        error_messages={"required": _("Choose a file first."), "empty": _("The file is empty. Scan the paper again.")},
    )

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, auto_id="id_scan_%s", **kwargs)
        self.helper = form_helper(_("File the paper"))
        self.helper.form_action = reverse("cases:scan-new", args=[case.pk])


class CaseFileExportForm(forms.Form):
    why = forms.ChoiceField(
        label=_("What is the copy for?"),
        choices=[("", _("Please choose")), *CaseFilePurpose.choices],
        error_messages={
            "required": _("Please choose what the copy is for: your name and this reason go into the access log.")
        },
    )

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(_("Save as Word document"), method="get")
        self.helper.form_action = reverse("cases:file-word", args=[case.pk])

    @property
    def why_in_words(self) -> Label:
        return CaseFilePurpose(self.cleaned_data["why"]).label
