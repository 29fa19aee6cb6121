"""Home visits as tables: what was seen, what phones delivered, what visits say of things others speak of too."""

from .deliveries import Delivery, Outcome, Road, Settlement, Stranding
from .observations import Decision, Standing, Statement
from .visits import Photo, PhotoKind, Purpose, Visit, VisitState, VisitTransition, Way

__all__ = [
    "Decision",
    "Delivery",
    "Outcome",
    "Photo",
    "PhotoKind",
    "Purpose",
    "Road",
    "Settlement",
    "Standing",
    "Statement",
    "Stranding",
    "Visit",
    "VisitState",
    "VisitTransition",
    "Way",
]
