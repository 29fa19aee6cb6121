"""The list of urgings: whom, on what, since when, and what was answered."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.listing import MOMENT, Column, Listing

from .actions import counts_in_words

URGING_LISTING = Listing(
    "urgings",
    _("Urgings"),
    (
        Column("place", _("Place"), value="area.name", url="get_absolute_url", sort="area__path"),
        Column("about", pgettext_lazy("urging", "About"), value=lambda one: counts_in_words(one.counts), under="note"),
        Column(
            "asked", pgettext_lazy("urging", "Urged"), value="asked_at", kind=MOMENT, under="asked_by", sort="asked_at"
        ),
        Column(
            "answered",
            pgettext_lazy("urging", "Answered"),
            value="answered_at",
            kind=MOMENT,
            under="answered_by",
            sort="answered_at",
        ),
        Column("answer", _("Answer"), value="answer"),
    ),
    title=_("Urgings"),
    noun=pgettext_lazy("counted", "urgings"),
    row="urging",
    sort="-asked",
    empty=_("Nobody was urged in your territory yet. On the dashboard each place has a button for it."),
    no_match=_("No urging matches these filters."),
    show_all=_("Show all urgings"),
)
