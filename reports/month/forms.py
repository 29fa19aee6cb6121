"""Forms of the monthly report."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import form_helper
from reports.models import MonthlyReport


class CoverForm(forms.Form):
    """The cover in both languages. `seen` is the fingerprint of the text on the page."""

    cover_en = forms.CharField(
        label=_("Cover in English"), required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 10})
    )
    cover_zh = forms.CharField(
        label=_("Cover in Chinese"), required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 10})
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("cover_en", "cover_zh"):
            self.fields[name].help_text = _("Leave it empty to have the sentences made from the figures.")
        self.helper = form_helper(_("Save"))
        self.helper.attrs["data-pw-keep"] = ""


class CorrectionForm(forms.Form):
    """The reason why a frozen month gets another version."""

    why = forms.CharField(max_length=MonthlyReport._meta.get_field("why").max_length)


class OtherMonthForm(forms.Form):
    """Another existing month to compare with."""

    other = forms.ModelChoiceField(MonthlyReport.objects.none(), label=_("Compare with"), empty_label=None)

    def __init__(self, *args, others, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = others
