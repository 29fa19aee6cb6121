"""The employment account, offers and who has which, as tables."""

from .account import AccountEntry, AccountEntryQuerySet
from .cash_grants import CashGrant, CashGrantClaim, ClaimTransition
from .needs import Heard, Training, WorkNeed
from .offers import Enterprise, Offer, OfferQuerySet, Placement

__all__ = [
    "AccountEntry",
    "AccountEntryQuerySet",
    "CashGrant",
    "CashGrantClaim",
    "ClaimTransition",
    "Enterprise",
    "Heard",
    "Offer",
    "OfferQuerySet",
    "Placement",
    "Training",
    "WorkNeed",
]
