"""Forms for signing in, for the second factor, and for changing one's own password."""

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import form_helper


class SignInForm(AuthenticationForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(_("Sign in"))


class FactorForm(forms.Form):
    """The code of an authenticator app; later a recovery code as well."""

    def __init__(self, *args, first=False, **kwargs):
        super().__init__(*args, **kwargs)
        field = forms.CharField(label=_("Code"), max_length=20)
        field.help_text = (
            _("The six digits in the app.") if first else _("The six digits in the app, or a recovery code.")
        )
        field.widget.attrs = {"autocomplete": "one-time-code", "autofocus": True, "autocapitalize": "characters"}
        self.fields["code"] = field
        self.helper = form_helper(_("Go on"))


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
