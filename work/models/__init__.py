"""The employment account, offers and who has which, and what households live from beside wages, as tables."""

from .account import AccountEntry, AccountEntryQuerySet
from .cash_grants import CashGrant, CashGrantClaim, ClaimTransition
from .needs import Heard, Training, WorkNeed
from .offers import Enterprise, Offer, OfferQuerySet, Placement
from .payments import Payment, PaymentList
from .trades import Trade, TradeQuerySet

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
    "Trade",
    "TradeQuerySet",
    "Training",
    "WorkNeed",
]
