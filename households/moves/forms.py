"""The forms by which people and households move, are split, closed and merged."""

from django import forms
from django.utils.translation import gettext as _

from accounts.models import Area
from accounts.permissions import Permission
from core.dates import today
from core.forms import PLEASE_CHOOSE
from core.text import join_words
from households.changes.forms import ChangeForm
from households.changes.people import people_here
from households.choices import HouseholdState, LeftReason, Relation
from households.fields import day_field
from households.models import Household

from .homes import CLOSING_REASONS
from .kinds import household_words

WHY_MOVED = (LeftReason.MARRIED, LeftReason.SEPARATED, LeftReason.MOVED)
CHOOSE = ("", PLEASE_CHOOSE)


def relation_choices() -> list:
    return [CHOOSE, *Relation.choices]


class OtherHousehold(forms.CharField):
    """Another household on file where `user` may propose changes, by its number or by the name of somebody in it."""

    def __init__(self, user, but=None, county=None, **more):
        help_text = _("Its number, or the name, ID number or phone of somebody who lives there.")
        super().__init__(max_length=60, help_text=help_text, **more)
        self.user, self.but, self.county_id = user, but, but.county_id if but else county.pk

    def clean(self, value):
        text = super().clean(value).strip()
        homes = self.homes().filter(county=self.county_id).exclude(pk=self.but and self.but.pk)
        homes = homes.prefetch_related("members")
        found = list(homes.filter(number=text)[:1]) or list(homes.matching(text)[:4])
        if len(found) != 1:
            raise forms.ValidationError(not_one_words(found))
        return found[0]

    def homes(self):
        return Household.objects.within(*self.user.areas_where(Permission.REGISTRY_PROPOSE)).active()


def not_one_words(found) -> str:
    """Return what to type instead when nothing, or more than one household, was found."""
    if not found:
        return _("No household on file in your territory fits. Look at the number again, or ask the township.")
    several = join_words(household_words(one) for one in found[:3])
    return _("Several households fit: %(several)s. Enter the number of the right one.") % {"several": several}


class MovePersonForm(ChangeForm):
    """A person moves to another household of the county."""

    def own_fields(self):
        reasons = [CHOOSE, *((reason, reason.label) for reason in WHY_MOVED)]
        return {
            "to": OtherHousehold(self.user, self.household, label=_("To which household")),
            "relation": forms.ChoiceField(label=_("Relation to the head there"), choices=relation_choices()),
            "left_reason": forms.ChoiceField(label=_("Why"), choices=reasons),
            "on": day_field(_("Belongs there since"), initial=today),
        }

    @property
    def values(self):
        to = self.cleaned_data["to"]
        said = {name: self.cleaned_data[name] for name in ("relation", "left_reason")}
        return {"to": to.pk, "to_words": household_words(to), "on": f"{self.cleaned_data['on']}", **said}


class EachPersonForm(ChangeForm):
    """A form that asks one thing of each person of the household."""

    def person_field(self, member):
        raise NotImplementedError

    def person_fields(self) -> dict:
        self.people = people_here(self.household)
        return {f"r{one.pk}": self.person_field(one) for one in self.people}

    @property
    def relations(self) -> dict:
        said = {f"{one.pk}": self.cleaned_data.get(f"r{one.pk}") for one in self.people}
        return {pk: relation for pk, relation in said.items() if relation}


class SplitForm(EachPersonForm):
    """Who leaves the household to have one of their own, and who is the head there."""

    def person_field(self, member):
        label = _("%(name)s: in the new household") % {"name": member.name}
        help_text = _("Here: %(relation)s.") % {"relation": member.get_relation_display()}
        choices = [("", _("Stays here")), *Relation.choices]
        return forms.ChoiceField(label=label, choices=choices, required=False, help_text=help_text)

    def own_fields(self):
        return {"on": day_field(_("Separate since"), initial=today), **self.person_fields()}

    @property
    def values(self):
        return {"people": self.relations, "on": f"{self.cleaned_data['on']}"}


class MergeForm(EachPersonForm):
    """Into which household this one is merged, and how its people are related to the head there."""

    def person_field(self, member):
        label = _("%(name)s is related to the head there as") % {"name": member.name}
        help_text = _("Here: %(relation)s.") % {"relation": member.get_relation_display()}
        return forms.ChoiceField(label=label, choices=relation_choices(), help_text=help_text)

    def own_fields(self):
        to = OtherHousehold(self.user, self.household, label=_("Into which household"))
        return {"to": to, "on": day_field(_("One household since"), initial=today), **self.person_fields()}

    @property
    def values(self):
        to = self.cleaned_data["to"]
        told = {"to": to.pk, "to_words": household_words(to), "on": f"{self.cleaned_data['on']}"}
        return told | {"relations": self.relations}


class MoveHouseholdForm(ChangeForm):
    """To which village a household moves."""

    def own_fields(self):
        villages = Area.objects.within(*self.user.areas_where(Permission.REGISTRY_PROPOSE))
        villages = villages.not_ended().filter(level=Area.Level.VILLAGE, code__startswith=self.household.county.code)
        villages = villages.exclude(pk=self.household.village_id).select_related("parent")
        return {
            "village": forms.ModelChoiceField(label=_("To which village"), queryset=villages, empty_label=PLEASE_CHOOSE)
        }

    @property
    def values(self):
        return {"village_id": self.cleaned_data["village"].pk}


class CloseForm(ChangeForm):
    """Why a household is no longer on file."""

    def own_fields(self):
        labels = {
            HouseholdState.MOVED: _("All of it moved away, out of the county"),
            HouseholdState.EXTINCT: _("Nobody is left: all died or left"),
            HouseholdState.MISTAKE: _("It was entered by mistake and never existed"),
        }
        choices = [CHOOSE, *((state.value, labels[state]) for state in CLOSING_REASONS)]
        state = forms.ChoiceField(label=_("Why"), choices=choices)
        return {"state": state, "state_on": day_field(_("Since"), initial=today)}

    @property
    def values(self):
        return {"state": self.cleaned_data["state"], "state_on": f"{self.cleaned_data['state_on']}"}
