"""Form fields about households and people."""

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import fields_for_model
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.crypto.fields import EncryptedField
from core.dates import parse_birth
from core.forms import PLEASE_CHOOSE
from households.models.change_values import BIRTH


class BirthField(forms.CharField):
    """A birth date such as 1956-03-02, or its year alone."""

    def __init__(self, **more):
        attributes = {"placeholder": "1956-03-02", "autocomplete": "off"}
        words = gettext_lazy("A day such as 1956-03-02. The year alone is enough where the day is not known.")
        super().__init__(widget=forms.TextInput(attrs=attributes), help_text=words, max_length=10, **more)

    def clean(self, value):
        text = super().clean(value)
        try:
            parse_birth(text)
        except ValueError as error:
            raise ValidationError(_("Enter a day such as 1956-03-02, or a year such as 1956.")) from error
        return text


def day_field(label, **more):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)


def registry_fields(model, names) -> dict:
    """Return form fields for fields of the registry, in this order."""
    own = [name for name in names if name != BIRTH and not isinstance(model._meta.get_field(name), EncryptedField)]
    made = fields_for_model(model, fields=own, widgets={"address": forms.TextInput})
    for name, field in made.items():
        if isinstance(field, forms.NullBooleanField):
            field.widget.choices = [("unknown", _("Not asked")), ("true", _("Yes")), ("false", _("No"))]
        if isinstance(field, forms.TypedChoiceField):
            empty = PLEASE_CHOOSE if field.required else _("Not asked")
            field.choices = [("", empty), *model._meta.get_field(name).flatchoices]
    return {name: made.get(name) or secret_field(model, name) for name in names}


def secret_field(model, name):
    label = capfirst(model._meta.get_field(name).verbose_name)
    if name == BIRTH:
        return BirthField(label=label, required=False)
    return forms.CharField(label=label, required=False, max_length=30, strip=True)
