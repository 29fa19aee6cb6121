"""The forms of offers: their terms, and the day on which one closes."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.assistance.forms import yuan_field
from cases.assistance.posts import YOUNGEST
from cases.case.forms import day_field
from core.dates import today
from core.forms import form_helper
from households.choices import ABLE_TO_WORK, Labour
from work.choices import ForWhom
from work.models import Enterprise
from work.places import PlaceField

from .defaults import DEFAULTS, fields_left_out, oldest_for, places_of_work


class OfferForm(forms.Form):
    """The terms of an offer. What its kind does not have is not asked."""

    def __init__(self, *args, kind, user, initial=None, **kwargs):
        super().__init__(*args, initial=DEFAULTS[kind] | (initial or {}), **kwargs)
        asked = terms_of_work(kind, user) | terms_of_people(kind)
        self.fields |= {name: field for name, field in asked.items() if name not in fields_left_out(kind)}
        self.helper = form_helper()


def terms_of_work(kind, user) -> dict:
    """Return the fields that say what is offered, where, by whom, for how much and from when."""
    standing = Enterprise.objects.visible_to(user).standing()
    return {
        "title": forms.CharField(label=pgettext_lazy("offer", "What it is"), max_length=100),
        "area": PlaceField(user),
        "enterprise": forms.ModelChoiceField(
            standing,
            label=_("Enterprise"),
            required=False,
            empty_label=pgettext_lazy("enterprise", "None"),
            help_text=_("Who employs, lends or teaches. Missing? Add it to the register of enterprises first."),
        ),
        "where": forms.ChoiceField(label=_("Place of work"), choices=places_of_work(kind)),
        "places": forms.IntegerField(label=pgettext_lazy("offer", "Places"), min_value=1, max_value=9_999, initial=1),
        "monthly_wage": yuan_field(_("Monthly wage (yuan)"), max_digits=9),
        "starts_on": day_field(_("From"), initial=today),
        "ends_on": day_field(_("Until"), required=False),
        "equipment": forms.CharField(
            label=_("Equipment lent"),
            max_length=80,
            required=False,
            help_text=_("What each person is lent, such as one sewing machine. It is given back at the end."),
        ),
    }


def terms_of_people(kind) -> dict:
    """Return the fields that say who may have it."""
    able = [(one.value, one.label) for one in Labour if one in ABLE_TO_WORK]
    return {
        "age_from": forms.IntegerField(label=_("Age from"), min_value=YOUNGEST, max_value=oldest_for(kind), initial=16),
        "age_to": forms.IntegerField(label=_("Age to"), min_value=YOUNGEST, max_value=oldest_for(kind)),
        "for_whom": forms.ChoiceField(label=_("For whom"), choices=ForWhom),
        "least_labour": forms.ChoiceField(label=_("Capacity to work, at least"), choices=able, initial=Labour.WEAK),
        "skill": forms.CharField(
            label=_("Skill"), max_length=60, required=False, help_text=_("Empty: whoever wants to can do it.")
        ),
        "note": forms.CharField(label=_("Note"), max_length=300, required=False),
    }


class CloseForm(forms.Form):
    """The day from which something is closed."""

    on = day_field(_("Closed on"), initial=today)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(pgettext_lazy("enterprise", "Close"))
