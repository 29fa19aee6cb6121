"""The list of places, and the table of what one place is."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.listing import DAY, Column, Listing
from core.text import join_words

from .attributes import attribute_words

ALWAYS, STILL = pgettext_lazy("area", "always"), pgettext_lazy("area", "still")
PLACE_LISTING = Listing(
    "places",
    _("Places"),
    (
        Column("place", pgettext_lazy("area", "Place"), value="name", url="get_absolute_url", sort="path"),
        Column("above", _("Part of"), value="parent"),
        Column("code", _("Code"), value="code", sort="code"),
        Column("level", pgettext_lazy("area", "Level"), value="get_level_display"),
        Column("held", _("What it is"), value=lambda area: join_words(attribute_words(area.held)) or None),
    ),
    title=_("Places"),
    lead=_("Townships and villages, and what they are: lifted, mountain, reservoir or old revolutionary areas."),
    noun=pgettext_lazy("counted", "places"),
    empty=_("No place lies in your territory."),
    no_match=_("No place matches these filters."),
    show_all=_("Show all places"),
    exported=True,
)
ATTRIBUTE_TABLE = Listing(
    "area-attributes",
    _("What it is"),
    (
        Column("kind", _("What it is"), value="in_words"),
        Column("by_place", _("Said of"), value="area", url="area.get_absolute_url"),
        Column("valid_from", _("Since"), value=lambda one: one.valid_from or ALWAYS, kind=DAY),
        Column("valid_until", _("Until"), value=lambda one: one.valid_until or STILL, kind=DAY),
        Column("document", _("Document or reason"), value="document", under="note", css="text-break"),
        Column("by", pgettext_lazy("area", "Entered by"), value="by"),
        Column("correct", _("Correct or end"), template="accounts/areas/_cell_attribute.html"),
    ),
)
