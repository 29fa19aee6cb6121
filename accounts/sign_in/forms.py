"""Forms for signing in, for the second factor and passkeys, and for one's own password and work phone."""

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.people import PHONE_WRITTEN
from core.forms import form_helper


class SignInForm(AuthenticationForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(_("Sign in"))


class FactorForm(forms.Form):
    """The code of an authenticator app; where a second factor is in force a recovery code as well, without an app that
    alone."""

    def __init__(self, *args, factor=None, **kwargs):
        super().__init__(*args, **kwargs)
        has_app = factor is None or bool(factor.secret)
        field = forms.CharField(label=_("Code") if has_app else _("Recovery code"), max_length=20)
        field.help_text = what_codes_open(factor) if has_app else ""
        field.widget.attrs = {"autocomplete": "one-time-code", "autofocus": has_app, "autocapitalize": "characters"}
        self.fields["code"] = field
        self.helper = form_helper(_("Go on"))


def what_codes_open(factor):
    return _("The six digits in the app, or a recovery code.") if factor else _("The six digits in the app.")


class PasskeyForm(forms.Form):
    """How a new passkey is called, and what the browser says of it (static/js/passkey.js)."""

    name = forms.CharField(label=pgettext_lazy("passkey", "Name"), max_length=60, required=False)
    answer = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, asked_at="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = _("By which you know it again, such as: computer in the office.")
        self.helper = form_helper(_("Set up the passkey"))
        self.helper.attrs |= {"data-pw-passkey": asked_at, "hidden": True}


class OwnPhoneForm(forms.Form):
    """One's own work phone; empty for none."""

    phone = forms.CharField(
        label=_("Work phone"), max_length=20, required=False, validators=[PHONE_WRITTEN],
        help_text=_("Colleagues see it where they look for whoever is responsible."),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(_("Save"))


class OwnPasswordForm(PasswordChangeForm):
    """The old password, which counts like one at the door when it is wrong, and the new one twice."""

    def __init__(self, request, *args, **kwargs):
        super().__init__(request.user, *args, **kwargs)
        self.request = request
        self.helper = form_helper(_("Change password"))

    def clean_old_password(self):
        old = self.cleaned_data["old_password"]
        if authenticate(self.request, username=self.user.username, password=old) is None:
            raise ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return old
