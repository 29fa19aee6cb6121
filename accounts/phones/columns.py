"""The phones of a person as a list, on their own account page and for whoever administers."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.listing import MOMENT, Column, Listing

PHONES_LISTING = Listing(
    "phones",
    _("Phones with the app"),
    (
        Column("phone", pgettext_lazy("phone", "Phone"), value=str),
        Column("bound", _("Bound"), value="bound_at", kind=MOMENT),
        Column("seen", _("Last seen"), value="seen_at", kind=MOMENT),
        Column("revoke", _("Revoke"), template="accounts/phones/_cell_revoke.html"),
    ),
)
