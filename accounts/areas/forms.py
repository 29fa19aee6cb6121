"""The forms by which a village gets another name or code, or is merged into another, and by which one says what areas
are."""

from django import forms
from django.utils.translation import gettext as _

from accounts.models import Area, AreaAttribute, AreaChange
from accounts.permissions import Permission
from core.dates import today
from core.forms import PLEASE_CHOOSE, form_helper


class AreaChangeForm(forms.Form):
    """What changes of which place, from which day, by which document."""

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        mine = Area.objects.within(*user.areas_where(Permission.AREA_CHANGE)).not_ended().select_related("parent")
        places = mine.exclude(level=Area.Level.GROUP)
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
            "on": day_field(_("Holds from"), initial=today),
            "document": forms.CharField(label=_("Document"), max_length=120),
        }
        self.helper = form_helper(_("Save"))


class AreaAttributeForm(forms.Form):
    """What a place is, since when and until when, by which document; why, when an entry is corrected."""

    def __init__(self, *args, standing=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields |= {
            "kind": forms.ChoiceField(label=_("What it is"), choices=AreaAttribute.Kind.choices),
            "year": forms.IntegerField(
                label=_("Year lifted"), required=False, help_text=_("Only of what was lifted out of poverty.")
            ),
            "valid_from": day_field(
                _("Since"), required=False, help_text=_("Empty: always; if lifted, since 1 January of that year.")
            ),
            "valid_until": day_field(_("Until"), required=False, help_text=_("The last day. Empty: it still holds.")),
            "document": forms.CharField(label=_("Document or reason"), max_length=200),
            "note": text_field(_("Note"), 120),
        }
        if standing:
            self.fields["why"] = forms.CharField(label=_("Why this is corrected or ended"), max_length=200)
            self.initial = {name: getattr(standing, name) for name in self.fields if name != "why"}
        self.helper = form_helper(_("Save"))


def day_field(label, **more):
    day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=day, **more)


def text_field(label, longest):
    return forms.CharField(label=label, max_length=longest, required=False)
