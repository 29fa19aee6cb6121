"""One look for all forms."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django.utils.translation import gettext_lazy as _


def form_helper(submit=_("Save"), *, method="post") -> FormHelper:
    """The crispy helper of a form that stands alone on its page: `self.helper = helper(_("Import"))` in the form's
    __init__, `{% crispy form %}` in the template. Errors stand beside their fields, so nothing typed is lost."""
    made = FormHelper()
    made.form_method = method
    made.disable_csrf = method == "get"
    made.add_input(Submit("", submit, css_class="btn-primary"))
    made.attrs = {"novalidate": ""}  # the server's words, in the reader's language, instead of the browser's
    return made
