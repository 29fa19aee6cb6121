"""The employment account, offers and who has which, sales and projects, as tables."""

from .account import AccountEntry, AccountEntryQuerySet
from .cash_grants import CashGrant, CashGrantClaim, ClaimTransition
from .needs import Heard, Training, WorkNeed
from .offers import Enterprise, Offer, OfferQuerySet, Placement
from .projects import Project, ProjectContract, ProjectPayment
from .sales import Sale, SaleDelivery, SaleQuerySet

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
    "Project",
    "ProjectContract",
    "ProjectPayment",
    "Sale",
    "SaleDelivery",
    "SaleQuerySet",
    "Training",
    "WorkNeed",
]
