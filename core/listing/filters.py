"""The filters of a list in words: which are at work, which made no sense, and the way back from each."""

from django import forms
from django.db.models import QuerySet
from django.utils.choices import flatten_choices
from django.utils.formats import localize
from django.utils.translation import gettext as _

from core.text import join_words

RANGE_SUFFIXES = ("", "_min", "_max", "_after", "_before")  # the query names of django-filter's ranges


def active_filters(form, query) -> list[dict]:
    """The filters at work: {name, label, words, hidden, without}; `without` is the query string that takes this one
    away, a `hidden` one may tell of a person and stands on the page alone."""
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
    """The filters that made no sense and are therefore not at work: {label, errors}."""
    return [
        {"label": form[name].label, "errors": errors} for name, errors in form.errors.items() if name in form.fields
    ]


def is_filter_set(field, value) -> bool:
    """Whether a filter was filled in. "No" is an answer, a box left empty is none."""
    if isinstance(field, forms.ModelMultipleChoiceField):
        return bool(value)
    return value not in field.empty_values


def filter_value_words(field, value) -> str:
    """A filter's value as its form shows it."""
    if isinstance(value, slice):
        return f"{localize(value.start or '…')} – {localize(value.stop or '…')}"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | QuerySet):
        return join_words(filter_value_words(field, one) for one in value)
    choices = {} if isinstance(field, forms.ModelChoiceField) else dict(flatten_choices(getattr(field, "choices", ())))
    return str(choices.get(value, localize(value)))


def query_without(query, name) -> str:
    """The query string without this filter, from the first page."""
    rest = query.copy()
    for key in ("page", *(name + end for end in RANGE_SUFFIXES)):
        rest.pop(key, None)
    return rest.urlencode()
