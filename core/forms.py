"""The common layout of all forms."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _
from django_filters.widgets import DateRangeWidget

PLEASE_CHOOSE = _("Please choose")  # what an empty choice says


def ask_for_what_is_missing() -> None:
    """Let every form say what to do about a field that was left empty, and every choice ask to choose."""
    forms.Field.default_error_messages["required"] = _("Please fill this in.")
    for field in (forms.ChoiceField, forms.ModelChoiceField, forms.MultipleChoiceField, forms.ModelMultipleChoiceField):
        field.default_error_messages = field.default_error_messages | {"required": _("Please choose.")}
    forms.BooleanField.default_error_messages = {"required": _("Please tick this.")}
    forms.FileField.default_error_messages = forms.FileField.default_error_messages | {
        "required": _("Please choose a file.")
    }


def form_helper(submit=_("Save"), *, method="post") -> FormHelper:
    """Return the crispy helper of a form that stands alone on its page: `self.helper = form_helper(_("Import"))` in the
    form's __init__, `{% crispy form %}` in the template. Errors stand beside their fields."""
    made = FormHelper()
    made.form_method = method
    made.disable_csrf = method == "get"
    made.add_input(Submit("", submit, css_class="btn-primary"))
    made.attrs = {"novalidate": ""}  # errors come from the server, in the reader's language, not from the browser
    return made


class DaySpanWidget(DateRangeWidget):
    """Two days, from and until, each with its name for those who hear the page."""

    def __init__(self):
        super().__init__(attrs={"type": "date"})

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        for part, label in zip(context["widget"]["subwidgets"], (_("From"), _("Until")), strict=True):
            part["attrs"]["aria-label"] = label
        return context
