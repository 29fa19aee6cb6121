"""What an entry of the access log tells besides who and what: counts and codes, in a reader's words. An app above adds
the words of its own with `name_access_detail`."""

from collections.abc import Callable
from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django_filters import FilterSet

from core.listing.declare import LISTING_NAMES
from core.text import Label, join_words

DETAIL_WORDS: dict[str, Label] = {  # {name of a detail: label}
    "address": pgettext_lazy("access log", "from the address"),
    "again": pgettext_lazy("access log", "asked for again"),
    "bytes": pgettext_lazy("access log", "size in bytes"),
    "changes": pgettext_lazy("access log", "changes"),
    "channel": pgettext_lazy("access log", "channel"),
    "column": pgettext_lazy("access log", "column"),
    "county": pgettext_lazy("access log", "county"),
    "decision": pgettext_lazy("access log", "decision"),
    "department": pgettext_lazy("access log", "department"),
    "file": pgettext_lazy("access log", "kind of file"),
    "files": pgettext_lazy("access log", "files"),
    "filters": pgettext_lazy("access log", "filters"),
    "found": pgettext_lazy("access log", "found"),
    "good_rows": pgettext_lazy("access log", "good rows alone"),
    "households": pgettext_lazy("access log", "households"),
    "how": pgettext_lazy("access log", "how"),
    "in_full": pgettext_lazy("access log", "in full"),
    "key": pgettext_lazy("access log", "parameter"),
    "kind": pgettext_lazy("access log", "kind"),
    "left": pgettext_lazy("access log", "recovery codes left"),
    "lines": pgettext_lazy("access log", "lines of the log"),
    "list": pgettext_lazy("access log", "list"),
    "method": pgettext_lazy("access log", "way of asking"),
    "meaning": pgettext_lazy("access log", "meaning"),
    "people": pgettext_lazy("access log", "people"),
    "person": pgettext_lazy("access log", "user name"),
    "number": pgettext_lazy("access log", "number"),
    "page": pgettext_lazy("access log", "page"),
    "photos": pgettext_lazy("access log", "photos"),
    "proposal": pgettext_lazy("access log", "proposed grant"),
    "refused": pgettext_lazy("access log", "refused"),
    "report": pgettext_lazy("access log", "monthly report"),
    "road": pgettext_lazy("access log", "by which way"),
    "signed_in_by": pgettext_lazy("access log", "signed in by"),
    "role": pgettext_lazy("access log", "role"),
    "rows": pgettext_lazy("access log", "rows"),
    "scope": pgettext_lazy("access log", "places"),
    "settled": pgettext_lazy("access log", "settled points"),
    "sheet": pgettext_lazy("access log", "sheet"),
    "statements": pgettext_lazy("access log", "statements of income"),
    "taken_from": pgettext_lazy("access log", "taken over from"),
    "up_to": pgettext_lazy("access log", "from before"),
    "valid_from": pgettext_lazy("access log", "in force from"),
    "valid_until": pgettext_lazy("access log", "until"),
    "value": pgettext_lazy("access log", "value"),
    "visits": pgettext_lazy("access log", "visits"),
    "calls": pgettext_lazy("access log", "calls"),
    "why": pgettext_lazy("access log", "why"),
}
DETAIL_VALUES: dict[str, dict] = {  # {name of a detail: {code: label}}
    "list": LISTING_NAMES,
    "file": {"csv": gettext_lazy("CSV"), "xlsx": gettext_lazy("Excel")},
    "method": {
        "GET": pgettext_lazy("access log", "looked"),
        "HEAD": pgettext_lazy("access log", "looked"),
        "POST": pgettext_lazy("access log", "sent something"),
    },
}
DETAIL_NAMES: dict[str, list[Callable]] = {}  # {name of a detail: functions that name a code, or return nothing}


def name_access_detail(name: str, *, label: Label = "", values=(), named: Callable | None = None) -> None:
    """Say in words what a detail of the access log is, or what its codes mean: `values` are pairs (code, label);
    `named` returns the label of a code where these are known only once Django has started, or nothing."""
    DETAIL_WORDS.setdefault(name, label)
    DETAIL_VALUES.setdefault(name, {}).update(values)
    DETAIL_NAMES.setdefault(name, []).extend([named] if named else [])


@cache
def filter_labels() -> dict[str, Label]:
    """Return what the filters of all lists are called, by their names."""
    found, kinds = {}, [FilterSet]
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        found |= {name: one.label for name, one in kind.base_filters.items() if one.label}
    return found


def access_details_in_words(details: dict) -> str:
    """Return the details of an entry, such as "found: 3; by which way: phone"."""
    told = [
        _("%(what)s: %(value)s") % {"what": DETAIL_WORDS.get(name, name), "value": detail_value_in_words(name, value)}
        for name, value in details.items()
    ]
    return _("; ").join(told)


def detail_value_in_words(name, value) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return join_words(code_in_words(name, one) for one in value)
    if name == "filters":  # of lines from before they were listed
        return join_words(code_in_words(name, one) for one in value.split(", ") if one)
    return code_in_words(name, value)


def code_in_words(name, value) -> str:
    """Return what one code of a detail means; a count or a number as it is."""
    label = DETAIL_VALUES.get(name, {}).get(value)
    return str(label or next(filter(None, (named(value) for named in DETAIL_NAMES.get(name, ()))), value))


name_access_detail("filters", named=lambda name: filter_labels().get(name))
