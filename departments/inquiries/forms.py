"""The forms of a liaison: the answer to one inquiry, and the file with several."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import form_helper
from households.import_messages import ProblemMessage

from .actions import LONGEST_NOTE

LARGEST = 8 << 20  # bytes of a file with answers


class AnswerForm(forms.Form):
    """What the department found."""

    found = forms.TypedChoiceField(
        label=_("Answer"),
        coerce=lambda value: value == "yes",
        choices=[("no", _("Nothing found")), ("yes", _("Something found"))],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("What was found"),
        required=False,
        max_length=LONGEST_NOTE,
        help_text=_("One line, needed when something was found: what it is, of whom, since when."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(_("Send the answer"))


class AnswerFileForm(forms.Form):
    """The list that was downloaded, with the answers filled in."""

    file = forms.FileField(
        label=_("File with answers"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt"}),
        error_messages={"required": _("Choose a file first."), "empty": _("The file is empty. Export it again.")},
        help_text=_("The downloaded list with the columns “found” and “what” filled in; other columns are not read."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(_("Send the answers"))

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(str(ProblemMessage("too_large", {"limit": LARGEST >> 20})))
        return file
