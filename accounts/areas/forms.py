"""The form by which a village gets another name or code, or is merged into another."""

from django import forms
from django.utils.translation import gettext as _

from accounts.models import Area, AreaChange
from accounts.permissions import Permission
from core.dates import today
from core.forms import PLEASE_CHOOSE, form_helper


class AreaChangeForm(forms.Form):
    """What changes of which place, from which day, by which document."""

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        mine = Area.objects.within(*user.areas_where(Permission.AREA_CHANGE)).not_ended().select_related("parent")
        places = mine.filter(level__in=[Area.Level.TOWNSHIP, Area.Level.VILLAGE])
        day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        self.fields |= {
            "area": forms.ModelChoiceField(label=_("Place"), queryset=places, empty_label=PLEASE_CHOOSE),
            "kind": forms.ChoiceField(label=_("What changes"), choices=AreaChange.Kind.choices),
            "name": text_field(_("New name"), 60),
            "official_name": text_field(_("New official name"), 80),
            "code": text_field(_("New code"), 16),
            "into": forms.ModelChoiceField(
                label=_("The village that goes on"),
                queryset=mine.filter(level=Area.Level.VILLAGE),
                empty_label=PLEASE_CHOOSE,
                required=False,
                help_text=_("Its households, open alerts and the people who work there follow on that day."),
            ),
            "on": forms.DateField(label=_("Holds from"), widget=day, initial=today),
            "document": forms.CharField(label=_("Document"), max_length=120),
        }
        self.helper = form_helper(_("Save"))


def text_field(label, longest):
    return forms.CharField(label=label, max_length=longest, required=False)
