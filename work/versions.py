"""Whether an offer or an enterprise still says what the form was shown with: of two people who change one at the same
time the second reads what the first one said."""

from hashlib import sha256

from django import forms
from django.utils.translation import gettext as _

from core.text import join_words, labelled
from core.workflow import StaleState


def version_of(row, fields) -> str:
    """Return a hash of what a row says in these fields."""
    said = "\n".join(str(row.serializable_value(name)) for name in fields)
    return sha256(said.encode()).hexdigest()[:16]


def seen_field() -> forms.CharField:
    """Return the hidden field with the version that a form was shown with."""
    return forms.CharField(widget=forms.HiddenInput, max_length=16, required=False)


def check_seen(row, fields, seen) -> None:
    """Raise StaleState where somebody else changed the row since. An action without a form has seen nothing."""
    if seen and seen != version_of(row, fields):
        raise StaleState(_("Somebody else changed this meanwhile: nothing was saved."))


def version_now(row, fields, form) -> tuple[str, str]:
    """Return the version of a row as it is now, and in words where it differs from what was typed."""
    row.refresh_from_db()
    typed = {name: form.cleaned_data.get(name) for name in fields}
    other = [name for name in fields if same_as_nothing(getattr(row, name)) != same_as_nothing(typed[name])]
    told = [labelled(row._meta.get_field(name).verbose_name, str(getattr(row, name) or "–")) for name in other]
    words = _("Now it says: %(what)s. Save again to let yours hold.") % {"what": join_words(told)} if told else ""
    return version_of(row, fields), words


def same_as_nothing(value):
    return None if value == "" else value
