from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import form_helper


class RevealForm(forms.Form):
    """The reason for seeing a family's ID numbers and phones in full."""

    reason = forms.CharField(
        label=_("Why do you need them?"),
        min_length=4,
        max_length=200,
        help_text=_("Your name and this reason go into the access log."),
    )

    def __init__(self, *args, action, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(_("Show in full"))
        self.helper.form_action = action
