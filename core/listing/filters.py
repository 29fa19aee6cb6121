"""The filters of a list in words: which are set, which were invalid, and the link that removes each."""

from django import forms
from django.db.models import QuerySet
from django.utils.choices import flatten_choices
from django.utils.formats import localize
from django.utils.translation import gettext as _

from core.text import join_words

RANGE_SUFFIXES = ("", "_min", "_max", "_after", "_before")  # the query names of django-filter's ranges


def active_filters(form, query) -> list[dict]:
    """Return the filters that are set: {name, label, words, hidden, without}. `without` is the query string that
    removes this one. A `hidden` one may hold a person's data: it is shown on the page and never in a file."""
    at_work = {name: value for name, value in form.cleaned_data.items() if is_filter_set(form.fields[name], value)}
    return [
        {
            "name": name,
            "label": form[name].label,
            "hidden": form.fields[name].widget.is_hidden,
            "words": filter_value_words(form.fields[name], value),
            "without": query_without(query, name),
        }
        for name, value in at_work.items()
    ]


def invalid_filters(form) -> list[dict]:
    """Return the filters that were invalid and are therefore not applied: {label, errors}."""
    return [
        {"label": form[name].label, "errors": errors} for name, errors in form.errors.items() if name in form.fields
    ]


def is_filter_set(field, value) -> bool:
    """Whether a filter was filled in. "No" is an answer, an empty box is none."""
    if isinstance(field, forms.ModelMultipleChoiceField):
        return bool(value)
    return value not in field.empty_values


def filter_value_words(field, value) -> str:
    """Return a filter's value as its form shows it."""
    if isinstance(value, slice):
        return f"{localize(value.start or '…')} – {localize(value.stop or '…')}"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | QuerySet):
        return join_words(filter_value_words(field, one) for one in value)
    choices = {} if isinstance(field, forms.ModelChoiceField) else dict(flatten_choices(getattr(field, "choices", ())))
    return str(choices.get(value, localize(value)))


def query_without(query, name) -> str:
    """Return the query string without this filter, from the first page."""
    rest = query.copy()
    for key in ("page", *(name + end for end in RANGE_SUFFIXES)):
        rest.pop(key, None)
    return rest.urlencode()
