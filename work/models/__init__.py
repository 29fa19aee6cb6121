"""The employment account, offers and who has which, as tables."""

from .account import AccountEntry, AccountEntryQuerySet
from .needs import Heard, Training, WorkNeed
from .offers import Enterprise, Offer, OfferQuerySet, Placement

__all__ = [
    "AccountEntry",
    "AccountEntryQuerySet",
    "Enterprise",
    "Heard",
    "Offer",
    "OfferQuerySet",
    "Placement",
    "Training",
    "WorkNeed",
]
