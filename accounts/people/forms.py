"""Forms about people: a new person, a grant, a move, a hand-over, an end; and a password by a one-time link."""

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.utils.translation import gettext_lazy as _

from accounts.areas.forms import day_field
from accounts.departments import Department
from accounts.models import Area, LinkKind, User
from accounts.models.people import PHONE_WRITTEN
from accounts.permissions import Permission
from accounts.roles import ROLES, role_choices
from core.dates import today
from core.forms import PLEASE_CHOOSE, form_helper

BLANK = ("", PLEASE_CHOOSE)


def place_choices(user) -> list:
    """Return the places for which `user` may propose grants, under their township, for a list of several."""
    inside = Area.objects.within(*user.areas_where(Permission.PEOPLE_KEEP)).not_ended()
    places = inside.exclude(level=Area.Level.GROUP).select_related("parent").order_by("path")
    groups = {}
    for area in places:
        above = area.parent.name if area.level == Area.Level.VILLAGE else area.get_level_display()
        groups.setdefault(str(above), []).append((area.pk, area.name))
    return list(groups.items())


class PlacesField(forms.TypedMultipleChoiceField):
    """Several places of those for which one may propose grants."""

    def __init__(self, user, **more):
        widget = forms.SelectMultiple(attrs={"size": 10})
        super().__init__(label=_("Places"), choices=place_choices(user), coerce=int, widget=widget, **more)

    def clean(self, value):
        return list(Area.objects.filter(pk__in=super().clean(value)).order_by("path"))


class ReasonForm(forms.Form):
    """Why something is done."""

    def __init__(self, *args, submit=_("Save"), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"] = reason_field()
        self.helper = form_helper(submit)


def reason_field():
    return forms.CharField(label=_("Reason or document"), max_length=200)


class GrantForm(forms.Form):
    """The grant that is proposed: role, places, days and why."""

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields |= {
            "role": forms.ChoiceField(label=_("Role"), choices=[BLANK, *role_choices()]),
            "areas": PlacesField(user, help_text=_("Several can be chosen; for roles of the county the county.")),
            "department": forms.ChoiceField(
                label=_("Department"), choices=[("", _("none")), *Department.choices], required=False,
                help_text=_("Only for a liaison."),
            ),
            "valid_from": day_field(_("From"), initial=today),
            "valid_until": day_field(_("Until"), required=False, help_text=_("The last day. Empty: no end.")),
            "reason": reason_field(),
        }  # fmt: skip
        self.helper = form_helper(_("Propose"))


class NewPersonForm(GrantForm):
    """Somebody new, with their first grant."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        own = {
            "username": forms.CharField(label=_("User name"), max_length=60, help_text=_("To sign in with.")),
            "full_name": forms.CharField(label=_("Name"), max_length=60),
            "email": forms.EmailField(label=_("E-mail"), required=False),
            "phone": forms.CharField(
                label=_("Work phone"),
                max_length=20,
                required=False,
                validators=[PHONE_WRITTEN],
                help_text=_("Colleagues see it where they look for whoever is responsible."),
            ),
        }
        self.fields = own | self.fields


class MoveForm(forms.Form):
    """Where somebody works from a day on, in a role they hold."""

    def __init__(self, *args, user, roles, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields |= {
            "role": forms.ChoiceField(label=_("Role"), choices=[(code, ROLES[code].label) for code in roles]),
            "areas": PlacesField(
                user, help_text=_("All places from that day on. What is not chosen ends the day before.")
            ),
            "valid_from": day_field(_("From"), initial=today),
            "reason": reason_field(),
        }
        self.helper = form_helper(_("Propose"))


class HandOverForm(forms.Form):
    """Who takes over everything somebody holds, from which day."""

    def __init__(self, *args, user, giver, **kwargs):
        super().__init__(*args, **kwargs)
        others = User.objects.visible_to(user).filter(is_active=True).exclude(pk__in=[giver.pk, user.pk])
        self.fields |= {
            "to": forms.ModelChoiceField(
                label=_("Who takes over"), queryset=others.order_by("full_name"), empty_label=PLEASE_CHOOSE
            ),
            "valid_from": day_field(_("From"), initial=today),
            "reason": reason_field(),
        }
        self.helper = form_helper(_("Propose"))


class AskForLinkForm(forms.Form):
    """The name of the account, and what its person cannot give any more."""

    username = forms.CharField(label=_("User name"), max_length=60)
    kind = forms.ChoiceField(
        label=_("What is missing"), initial=LinkKind.RESET, required=False,
        choices=[(LinkKind.RESET, LinkKind.RESET.label), (LinkKind.FACTOR, LinkKind.FACTOR.label)],
    )  # fmt: skip

    def clean_kind(self):
        return self.cleaned_data["kind"] or LinkKind.RESET

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(_("Ask for a one-time link"))


def code_field():
    return forms.CharField(
        label=_("Code"), max_length=20, help_text=_("The eight letters and digits that were given to you.")
    )


class LinkFactorForm(forms.Form):
    """The code of the person whose lost second factor is taken away."""

    code = code_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(_("Take the lost second factor away"))


class LinkPasswordForm(SetPasswordForm):
    """The code of the person, and the password they choose."""

    field_order = ["code", "new_password1", "new_password2"]
    code = code_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(_("Set password"))
