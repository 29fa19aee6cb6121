"""How many places of an offer are free, counted over all villages: an offer of the county is for every one of them."""

from accounts.reach import beyond_reach
from work.models import Offer

ACROSS = "places of an offer of the county are taken in every village"


def with_free_places(offers) -> list[Offer]:
    """Return these offers, a queryset, with `taken` and `free`. Of who has the places nothing is told."""
    with beyond_reach(ACROSS):
        return list(offers.with_taken_places())


def with_room(offers, day) -> list[int]:
    """Return the keys of those of these offers, a queryset, that are open on a day and have a free place."""
    with beyond_reach(ACROSS):
        open_ones = offers.open_on(day).with_taken_places().filter(free__gt=0)
        return list(open_ones.order_by().values_list("pk", flat=True))
