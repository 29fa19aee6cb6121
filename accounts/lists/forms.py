"""The form that keeps filters of a list."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SaveFilterForm(forms.Form):
    """A name for the current filters."""

    name = forms.CharField(
        label=pgettext_lazy("filter", "Name"),
        max_length=40,
        error_messages={"required": _("Give the filters a name of up to 40 characters.")},
    )
    query = forms.CharField(
        max_length=600, error_messages={"required": _("Choose a filter first."), "max_length": _("Too many filters.")}
    )
