"""The table of a person's roles and places."""

from django.utils.translation import gettext_lazy as _

from core.listing import DAY, Column, Listing

GRANTS_TABLE = Listing(
    "grants",
    _("What I may do, and where"),
    (
        Column("role", _("Role"), value="role_class.label"),
        Column("area", _("Area"), value="area"),
        Column("from", _("From"), value="valid_from", kind=DAY),
        Column("until", _("Until"), value=lambda grant: grant.valid_until or _("no end"), kind=DAY),
    ),
)
