"""The list of visits that wait to be settled."""

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from core.listing import Column, Listing

DELIVERY_LISTING = Listing(
    "deliveries",
    _("To settle"),
    (
        Column(
            "number",
            _("Receipt number"),
            value="number",
            url=lambda delivery: reverse("visits:delivery", args=[delivery.pk]),
        ),
        Column("received", _("Received"), value=lambda delivery: f"{localtime(delivery.received_at):%Y-%m-%d %H:%M}"),
        Column("by", _("Caseworker"), value="by"),
        Column("place", _("Place"), value="area"),
        Column("why", _("Why"), value="get_stranding_display"),
    ),
)
