"""The table of the figures of a past day: then, now, and the difference."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.listing import Column, Listing
from reports.sheets.writing import write_difference, write_figure

TWICE_TABLE = Listing(
    "seen-twice",
    _("What was known then, beside what is true now of then"),
    (
        Column("figure", _("Figure"), value="figure.label", under="figure.basis_words"),
        Column(
            "then",
            pgettext_lazy("figure", "Then (frozen)"),
            value=lambda one: write_figure(one.then.value, one.then.basis),
            css="pw-number",
        ),
        Column(
            "now",
            pgettext_lazy("figure", "Now of then"),
            value=lambda one: write_figure(one.now, one.then.basis),
            css="pw-number",
        ),
        Column(
            "difference",
            _("Difference"),
            value=lambda one: write_difference(one.difference, one.then.basis),
            css="pw-number",
        ),
    ),
    cards=False,
)
