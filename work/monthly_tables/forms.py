"""The form by which a monthly table is taken along."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from accounts.permissions import Permission
from core.forms import form_helper


class TableForm(forms.Form):
    """Of which place the table is, and what it is needed for."""

    place = forms.ModelChoiceField(Area.objects.none(), label=_("Village or township"), to_field_name="code")
    reason = forms.CharField(label=_("What for"), max_length=200, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        mine = Area.objects.within(*user.areas_where(Permission.REPORT_EXPORT))
        self.fields["place"].queryset = mine.exclude(level=Area.Level.GROUP)
        self.fields["place"].empty_label = _("Please choose")
        self.helper = form_helper(_("Take the table along"))
