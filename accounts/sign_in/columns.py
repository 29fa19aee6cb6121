"""The tables of one's own account: roles and places, passkeys, and where one is signed in."""

from django.utils.translation import gettext_lazy as _

from core.listing import DAY, MOMENT, Column, Listing

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
PASSKEYS_TABLE = Listing(
    "passkeys",
    _("Passkeys"),
    (
        Column("passkey", _("Passkey"), value=str),
        Column("made", _("Set up"), value="made_at", kind=MOMENT),
        Column("used", _("Last used"), value="used_at", kind=MOMENT),
        Column("remove", _("Remove"), template="accounts/sign_in/_cell_remove.html"),
    ),
)
SESSIONS_TABLE = Listing(
    "sessions",
    _("Where I am signed in"),
    (
        Column("browser", _("Browser"), value=str),
        Column("address", _("Address"), value=lambda one: one.address or ""),
        Column("road", _("Signed in by"), value="get_road_display"),
        Column("since", _("Since"), value="began_at", kind=MOMENT),
        Column("seen", _("Last seen"), value="seen", kind=MOMENT),
        Column("end", _("End"), template="accounts/sign_in/_cell_end.html"),
    ),
)
