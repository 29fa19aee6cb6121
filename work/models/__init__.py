"""The employment account, offers and who has which, payments, trades, sales and projects, as tables."""

from .account import AccountEntry, AccountEntryQuerySet
from .cash_grants import CashGrant, CashGrantClaim, ClaimTransition
from .needs import Heard, Training, WorkNeed
from .offers import Enterprise, Offer, OfferQuerySet, Placement
from .payments import Payment, PaymentList
from .projects import Project, ProjectContract, ProjectPayment
from .sales import Sale, SaleDelivery, SaleQuerySet
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
    "Project",
    "ProjectContract",
    "ProjectPayment",
    "Sale",
    "SaleDelivery",
    "SaleQuerySet",
    "Trade",
    "TradeQuerySet",
    "Training",
    "WorkNeed",
]
