"""The forms in which somebody corrects the registry at the desk. A form carries, signed, what it was shown with: only
what the person changed there is a change, whatever others changed meanwhile."""

from crispy_forms.layout import HTML, Layout
from django import forms
from django.core import signing
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Area
from accounts.permissions import Permission
from core.dates import today
from core.forms import PLEASE_CHOOSE, form_helper
from core.text import labelled
from core.workflow import StaleState
from households.choices import LeftReason, Relation
from households.fields import day_field, registry_fields
from households.models import Household, Member
from households.models.change_values import BIRTH, kept_value, values_of
from households.registry.history import MASKS

from .actions import LONGEST_REASON
from .people import people_here
from .values import HOUSEHOLD_FIELDS, PERSON_FIELDS, value_words

SHOWN_SALT = "povwatch registry change"
TAKE_AWAY = "-"  # typed instead of a secret that is not shown
MOST_NEW_PEOPLE = 8


class ChangeForm(forms.Form):
    """A form about one household, and perhaps one person of it. Subclasses say which fields it has."""

    submit = gettext_lazy("Save")

    def __init__(self, *args, household=None, member=None, user=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.household, self.member, self.user = household, member, user
        self.fields |= self.own_fields()
        self.fields["reason"] = forms.CharField(
            label=_("Reason"),
            max_length=LONGEST_REASON,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=_("What shows that it is so: a paper, the family itself, a notice of the school."),
        )
        self.fields["accepted"] = forms.BooleanField(required=False, widget=forms.HiddenInput)
        self.helper = form_helper(self.submit)

    def own_fields(self) -> dict:
        raise NotImplementedError

    @property
    def values(self) -> dict:
        """Return what is proposed, as changes keep it."""
        own = self.own_names()
        return {name: kept_value(self.cleaned_data[name]) for name in own if self.cleaned_data.get(name) is not None}

    def own_names(self):
        return [name for name in self.fields if name not in ("reason", "accepted", "seen")]

    def offer_accepting(self) -> None:
        """Ask whether what looks wrong is right all the same."""
        self.fields["accepted"].widget = forms.CheckboxInput()
        self.fields["accepted"].label = _("It is right all the same")


class CorrectForm(ChangeForm):
    """The fields of a person or a household, filled with what stands. Secrets that pages mask are not shown."""

    model: type[Household] | type[Member] = Member
    names: tuple[str, ...] = PERSON_FIELDS

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        row = self.member if self.model is Member else self.household
        standing = values_of(row, [name for name in self.names if name not in MASKS])
        self.initial |= standing | {"seen": signing.dumps(standing, salt=SHOWN_SALT, compress=True)}
        self.fields["seen"] = forms.CharField(widget=forms.HiddenInput, required=False)
        for name in set(self.names) & set(MASKS):
            self.fields[name].help_text = masked_help(getattr(row, name), MASKS[name])

    def own_fields(self):
        return registry_fields(self.model, self.names)

    @property
    def standing(self) -> dict:
        """Return what stands now, under the names of the fields that show it."""
        return {name: value for name, value in self.initial.items() if name in self.names}

    @property
    def shown(self) -> dict:
        """Return what the form was shown with; what stands now when that cannot be read."""
        try:
            return signing.loads(self.data.get("seen", ""), salt=SHOWN_SALT)
        except signing.BadSignature:
            return self.standing

    @property
    def values(self) -> dict:
        """Return what the person changed. Raises StaleState when somebody else changed one of these fields."""
        shown, changed = self.shown, {}
        for name in self.names:
            typed = kept_value(self.cleaned_data[name])
            if name in MASKS:
                changed |= {name: typed.replace(TAKE_AWAY, "")} if typed else {}
            elif same_as_empty(typed) != same_as_empty(shown.get(name)):
                changed[name] = typed
        if any(self.standing[name] != shown.get(name) for name in changed if name not in MASKS):
            raise StaleState(_("Somebody else changed the same field meanwhile: nothing was saved."))
        return changed

    def standing_now(self) -> tuple[str, str]:
        """Return what the form is to be sent with again, and what the fields that changed meanwhile say now."""
        found = [name for name, value in self.standing.items() if value != self.shown.get(name)]
        words = [
            labelled(self.fields[name].label, value_words(self.model, name, self.standing[name], in_full=True))
            for name in found
        ]
        return signing.dumps(self.standing, salt=SHOWN_SALT, compress=True), _("It says now: %(what)s.") % {
            "what": " · ".join(words)
        }


def same_as_empty(value):
    return "" if value is None else value


def masked_help(value, mask) -> str:
    if not value:
        return _("Nothing on file.")
    words = _("On file: %(masked)s. Fill it in only to change it; a hyphen (-) alone takes it away.")
    return words % {"masked": mask(value)}


class PersonForm(CorrectForm):
    """Correct what the registry says of a person."""

    def own_fields(self):
        made = super().own_fields()
        if "relation" in made:
            made["relation"].choices = Relation.choices[1:]
        return made

    def __init__(self, *args, member, **kwargs):
        if member.relation == Relation.HEAD:  # another head is chosen on a page of its own
            self.names = tuple(name for name in PERSON_FIELDS if name != "relation")
        super().__init__(*args, member=member, **kwargs)


class HouseholdForm(CorrectForm):
    """Correct what the registry says of a household."""

    model, names = Household, HOUSEHOLD_FIELDS


class AddPersonForm(ChangeForm):
    """Somebody who belongs to the household and is not in it: a birth, a bride, somebody who came back."""

    needed = ("name", "sex", BIRTH, "relation")

    def own_fields(self):
        made = registry_fields(Member, PERSON_FIELDS)
        for name in self.needed:
            made[name].required = True
        made["sex"].choices = [("", _("Please choose")), *list(made["sex"].choices)[1:]]
        relations = Relation.choices[1:] if people_here(self.household) else Relation.choices
        made["relation"].choices = [("", _("Please choose")), *relations]
        joined = day_field(_("Joined the household on"), initial=today)
        return {**{name: made[name] for name in self.needed}, "joined_on": joined, **made}


class LeftForm(ChangeForm):
    """Somebody left the household, or died."""

    def own_fields(self):
        return {
            "left_reason": forms.ChoiceField(label=_("Why"), choices=[("", _("Please choose")), *LeftReason.choices]),
            "left_on": day_field(_("Left or died on"), initial=today),
        }


class BackForm(ChangeForm):
    """Somebody who left belongs to the household again."""

    def own_fields(self):
        return {
            "joined_on": day_field(_("Back since"), initial=today),
            "relation": forms.ChoiceField(
                label=_("Relation to the head"), choices=Relation.choices, initial=self.member.relation
            ),
        }


class NewHeadForm(ChangeForm):
    """Who is the head now, and how everybody else is related to that person."""

    def own_fields(self):
        self.people = people_here(self.household)
        choices = [(f"{one.pk}", one.name) for one in self.people]
        head = forms.ChoiceField(label=_("Head of the household"), choices=[("", _("Please choose")), *choices])
        return {"head": head} | {f"r{one.pk}": relation_field(one) for one in self.people}

    def clean(self):
        head = self.cleaned_data.get("head")
        for one in self.people:
            if f"{one.pk}" != head and not self.cleaned_data.get(f"r{one.pk}"):
                self.add_error(f"r{one.pk}", _("Choose how this person is related to the new head."))
        return self.cleaned_data

    @property
    def values(self):
        head = self.cleaned_data["head"]
        relations = {f"{one.pk}": self.cleaned_data[f"r{one.pk}"] for one in self.people}
        return {"head": int(head), "relations": relations | {head: Relation.HEAD.value}}


def relation_field(member):
    choices = [("", _("Please choose")), *Relation.choices[1:]]
    label = _("%(name)s is the new head's …") % {"name": member.name}
    help_text = _("So far: %(relation)s. Empty for the new head.") % {"relation": member.get_relation_display()}
    return forms.ChoiceField(label=label, choices=choices, required=False, help_text=help_text)


class NewHouseholdForm(ChangeForm):
    """A family that is not in the registry, with its people; rows without a name are left out."""

    def own_fields(self):
        villages = Area.objects.within(*self.user.areas_where(Permission.REGISTRY_PROPOSE))
        place = forms.ModelChoiceField(
            label=_("Village"),
            queryset=villages.not_ended().filter(level=Area.Level.VILLAGE),
            empty_label=PLEASE_CHOOSE,
        )
        words = _("Leave it empty if the county has not given one yet: a provisional number stands in for it.")
        number = forms.CharField(label=_("Household number"), max_length=30, required=False, help_text=words)
        own = registry_fields(Household, ("kind", "lifted_year", "group_no", "address", "phone"))
        people = {}
        for n in range(1, MOST_NEW_PEOPLE + 1):
            people |= {f"p{n}_{name}": field for name, field in new_person_fields(n).items()}
        return {"village": place, "number": number, **own, **people}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        villages = list(self.fields["village"].queryset[:2])
        if len(villages) == 1:
            self.initial["village"] = villages[0]
        folded = [part for n in range(2, MOST_NEW_PEOPLE + 1) for part in self.folded_person(n)]
        about = [name for name in self.fields if name not in ("reason", "accepted") and not is_of_later_person(name)]
        self.helper.layout = Layout(*about, *folded, "reason", "accepted")

    def folded_person(self, n) -> list:
        """Return the fields of a further person as parts of the layout, folded away until somebody is entered."""
        names = [name for name in self.fields if name.startswith(f"p{n}_")]
        is_open = "open" if any(self.data.get(name) for name in names[:1]) else ""
        summary = format_html("<summary>{}</summary>", _("Person %(n)s") % {"n": n})
        return [HTML(format_html('<details class="pw-more" {}>{}', is_open, summary)), *names, HTML("</details>")]

    def clean(self):
        for n in range(1, MOST_NEW_PEOPLE + 1):
            if self.cleaned_data.get(f"p{n}_name"):
                for name in ("relation", "sex", BIRTH):
                    if not self.cleaned_data.get(f"p{n}_{name}") and f"p{n}_{name}" not in self.errors:
                        self.add_error(f"p{n}_{name}", _("Needed for each person."))
        return self.cleaned_data

    @property
    def values(self):
        said = {
            name: kept_value(value)
            for name, value in self.cleaned_data.items()
            if not name.startswith("p") or name == "phone"
        }
        told = {name: said[name] for name in ("number", "kind", "lifted_year", "group_no", "address", "phone")}
        return told | {"people": [self.person(n) for n in range(1, MOST_NEW_PEOPLE + 1) if self.person(n)["name"]]}

    def person(self, n) -> dict:
        names = ("name", "relation", "sex", BIRTH, "id_number", "phone")
        return {name: kept_value(self.cleaned_data.get(f"p{n}_{name}") or "") for name in names}


def is_of_later_person(name) -> bool:
    """Whether a field is about the second person or a later one."""
    return name[:1] == "p" and name[1:2].isdecimal() and not name.startswith("p1_")


def new_person_fields(n) -> dict:
    """Return the fields of the nth person of a new household."""
    who = {"n": n}
    made = registry_fields(Member, ("name", "relation", "sex", BIRTH, "id_number", "phone"))
    made["relation"].choices = [("", _("Please choose")), *Relation.choices]
    if n == 1:
        made["relation"].initial = Relation.HEAD
    for field in made.values():
        field.label = _("Person %(n)s: %(what)s") % {**who, "what": field.label}
        field.required = False
    made["name"].required = n == 1
    return made


class RefuseForm(forms.Form):
    """Why a change is refused."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=LONGEST_REASON)
