"""The employment account, offers and who has which, as tables."""

from .account import AccountEntry, AccountEntryQuerySet
from .cash_grants import CashGrant, CashGrantClaim, ClaimTransition
from .needs import Heard, Training, WorkNeed
from .offers import Enterprise, Offer, OfferQuerySet, Placement
from .payments import Payment, PaymentList

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
    "Payment",
    "PaymentList",
    "Placement",
    "Training",
    "WorkNeed",
]
