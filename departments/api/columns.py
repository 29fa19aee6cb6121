"""The list of tokens."""

from django.utils.translation import gettext_lazy as _

from core.listing import DAY, Column, Listing
from departments.feeds import FEEDS


def token_state(token):
    if token.revoked_at:
        return _("Revoked")
    return _("In force") if token.is_in_force else _("Not in force")


TOKEN_LISTING = Listing(
    "feed-tokens",
    _("Tokens of departments' systems"),
    (
        Column("name", _("Which system"), value="name"),
        Column("feed", _("Feed"), value=lambda token: FEEDS[token.feed].title),
        Column("county", _("County"), value="county"),
        Column("state", _("State"), value=token_state),
        Column("until", _("Holds until"), value="valid_until", kind=DAY),
        Column("addresses", _("From which addresses"), value=lambda token: ", ".join(token.addresses) or _("anywhere")),
        Column("used", _("Last used"), value="used_on", kind=DAY),
        Column("revoke", _("To do"), template="departments/api/_cell_revoke.html"),
    ),
    title=_("Tokens of departments' systems"),
    lead=_("With a token a department's own system sends its data and fetches the answers. Each is shown once."),
    noun=_("tokens"),
    row="token",
    sort="newest",
    sorts={"newest": "-pk"},
    empty=_("No token yet. Make one above for each system that is to send data by itself."),
)
