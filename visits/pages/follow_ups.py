"""What may follow a visit. Apps above offer it on the visit's page in their `listeners.py` (alerts: the answer that the
visit shows)."""

from core.catalogue import Catalogue

VISIT_OFFERS = Catalogue("offer after a visit")


def visit_offer(code):
    """Declare an offer: the decorated function draws it for a request and a visit, or returns nothing."""

    def declare(function):
        VISIT_OFFERS.add(code, function)
        return function

    return declare


def visit_offers(request, visit) -> list[str]:
    """Draw what this person may do next because of this visit."""
    return [drawn for draw in VISIT_OFFERS.values() if (drawn := draw(request, visit))]
