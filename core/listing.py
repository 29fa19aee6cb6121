"""Every list in povwatch goes through `list_page`: filter, sort, count, paginate, render."""

from django import forms
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.choices import flatten_choices
from django.utils.formats import localize
from django.utils.translation import gettext as _

from .text import join_words

PER_PAGE = 50
RANGE_SUFFIXES = ("", "_min", "_max", "_after", "_before")  # the query names of django-filter's ranges


def list_page(request, queryset, filterset, template, *, sorts, per_page=PER_PAGE, **context):
    """Render `template` with the rows of `queryset` that the query string asks for.

    `sorts` maps the words allowed in ?sort= to a field ("income": "facts__per_capita") or several ("due": ("due_on",
    "-level")); "-income" turns the order round; the first is the default. htmx is answered with the list alone:
    "app/_thing_list.html" beside "app/thing_list.html". The template finds `page`, `filter`, `found` (the filters in
    words), `refused` (filters that made no sense) and `sort`.
    """
    filtered = filterset(request.GET, queryset=queryset, request=request)
    sort = chosen_sort(request.GET.get("sort", ""), sorts)
    rows = Paginator(sort_queryset(filtered.qs, sort, sorts), per_page)
    context |= {
        "filter": filtered,
        "page": rows.get_page(request.GET.get("page")),
        "found": active_filters(filtered.form, request.GET),
        "refused": invalid_filters(filtered.form),
        "sort": sort,
    }
    answer = render(request, partial_template(template) if is_partial_request(request) else template, context)
    patch_vary_headers(answer, ["HX-Request"])  # the browser must not show a remembered part as the page
    return answer


def is_partial_request(request) -> bool:
    """htmx wants the list alone, except when it restores a whole page from history."""
    return bool(request.htmx) and not request.htmx.history_restore_request and not request.htmx.boosted


def partial_template(template) -> str:
    """The file of the list alone: "app/thing_list.html" has its list in "app/_thing_list.html"."""
    folder, _slash, name = template.rpartition("/")
    return f"{folder}/_{name}"


def chosen_sort(asked, sorts) -> str:
    """The sort asked for when it is an allowed one, else the first."""
    return asked if asked.removeprefix("-") in sorts else next(iter(sorts))


def sort_queryset(queryset, sort, sorts):
    """Sorted by what is allowed, unknown values last, and always the same among equals."""
    fields = sorts[sort.removeprefix("-")]
    first, *more = (fields,) if isinstance(fields, str) else fields
    turned = sort.startswith("-")
    return queryset.order_by(
        sort_expression(first, turned, nulls_last=True), *(sort_expression(one, turned) for one in more), "pk"
    )


def sort_expression(field, turned, **nulls):
    """By one field, downwards when it begins with a minus or the whole order is turned round, but not by both."""
    column, down = F(field.removeprefix("-")), field.startswith("-") != turned
    return column.desc(**nulls) if down else column.asc(**nulls)


def active_filters(form, query) -> list[dict]:
    """The filters at work: {label, words, without}; `without` is the query string that takes this one away."""
    at_work = {name: value for name, value in form.cleaned_data.items() if is_filter_set(form.fields[name], value)}
    return [
        {
            "label": form[name].label,
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
