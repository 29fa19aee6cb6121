"""What the form of an offer begins with, and what it asks, by the kind of the offer."""

from cases.assistance.posts import OLDEST
from households.choices import Labour, WorkPlace
from work.choices import OfferKind

OLDEST_WORKER, OLDEST_OF_ALL = 59, 99  # years: working age is what a form begins with, and can be changed
WHERE_OF_POSTS = (WorkPlace.VILLAGE, WorkPlace.TOWNSHIP, WorkPlace.COUNTY)
LENDING = (OfferKind.HOME, OfferKind.WORKSHOP)  # kinds that may lend equipment
DEFAULTS = {
    OfferKind.POST: {"where": WorkPlace.VILLAGE, "age_to": OLDEST},
    OfferKind.WORKSHOP: {"where": WorkPlace.TOWNSHIP, "age_to": OLDEST_WORKER},
    OfferKind.HOME: {"where": WorkPlace.VILLAGE, "age_to": OLDEST_WORKER},
    OfferKind.JOB: {"where": WorkPlace.COUNTY, "age_to": OLDEST_WORKER, "least_labour": Labour.ORDINARY},
    OfferKind.COURSE: {"where": WorkPlace.TOWNSHIP, "age_to": OLDEST_WORKER, "places": 20},
}


def oldest_for(kind) -> int:
    """Return the greatest age that an offer of this kind may name: a public-welfare post ends on the 70th birthday."""
    return OLDEST if kind == OfferKind.POST else OLDEST_OF_ALL


def places_of_work(kind) -> list:
    """Return the choices of where the work is; a public-welfare post lies in the county."""
    return [(one.value, one.label) for one in WorkPlace if kind != OfferKind.POST or one in WHERE_OF_POSTS]


def fields_left_out(kind) -> set:
    """Return the fields that an offer of this kind does not have."""
    unpaid = {"monthly_wage"} if kind == OfferKind.COURSE else set()
    return unpaid if kind in LENDING else unpaid | {"equipment"}
