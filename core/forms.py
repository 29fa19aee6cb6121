"""The common layout of all forms."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django.utils.translation import gettext_lazy as _


def form_helper(submit=_("Save"), *, method="post") -> FormHelper:
    """Return the crispy helper of a form that stands alone on its page: `self.helper = form_helper(_("Import"))` in the
    form's __init__, `{% crispy form %}` in the template. Errors stand beside their fields."""
    made = FormHelper()
    made.form_method = method
    made.disable_csrf = method == "get"
    made.add_input(Submit("", submit, css_class="btn-primary"))
    made.attrs = {"novalidate": ""}  # errors come from the server, in the reader's language, not from the browser
    return made
