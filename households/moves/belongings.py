"""What belongs to a household beside its people: alerts, cases and visits live in apps above this one. Each says here
why a household cannot be closed or merged for the moment, and how its rows follow."""

from collections.abc import Callable
from dataclasses import dataclass

from core.catalogue import Catalogue
from households.models import UnknownPerson

BELONGINGS = Catalogue("kind of rows that belong to a household")


@dataclass(frozen=True)
class Belonging:
    """One kind of rows that belong to a household.

    `closing(household)` and `merging(gone, kept)` say in words why it cannot be; `follow(gone, kept, by)` lets the
    rows of the merged household follow; `moved(household, before)` tells of another village, and
    `village_merged(village, into)` that a whole village became part of another. `continued(before, after, is_move)`
    tells that a person of one entry goes on as another: moved to another household, or was entered twice."""

    closing: Callable = lambda household: ""
    merging: Callable = lambda gone, kept: ""
    follow: Callable = lambda gone, kept, by: None
    moved: Callable = lambda household, before: None
    village_merged: Callable = lambda village, into: None
    continued: Callable = lambda before, after, is_move: None


def closing_problems(household) -> list[str]:
    """Return in words what must be done before a household is closed."""
    return [words for one in BELONGINGS.values() if (words := one.closing(household))]


def merging_problems(gone, kept) -> list[str]:
    """Return in words what must be done before one household is merged into another."""
    return [words for one in BELONGINGS.values() if (words := one.merging(gone, kept))]


def let_rows_follow(gone, kept, by) -> None:
    for one in BELONGINGS.values():
        one.follow(gone, kept, by)


def tell_of_new_village(household, before) -> None:
    for one in BELONGINGS.values():
        one.moved(household, before)


def tell_of_new_entry(before, after, *, is_move) -> None:
    """Let what was decided and told of a person follow to the entry that stands for them now."""
    UnknownPerson.objects.filter(member=before).update(member=after)
    for one in BELONGINGS.values():
        one.continued(before, after, is_move)
