"""What a kind of change is: the names of its values, what is wrong with them, and how it is put in force. Each kind is
one class, registered with `@change_kind`; queue, page, history and import know it from then on."""

from core.catalogue import Catalogue
from core.text import Label

CHANGE_KINDS = Catalogue("kind of registry change")


class KindOfChange:
    """One kind of change. `label` says what it is, before it is done."""

    code: str
    label: Label
    follows: Label = ""  # what else changes with it, said above its form
    leads_to: frozenset = frozenset()  # odd values that follow from it of themselves, and are mended as the next step
    only_differences = False  # whether values that stand in the registry already are left out
    of_closed = False  # whether it may be about a household that is not on file any more

    def touches(self, change) -> list[int]:
        """Return the keys of the households that the change writes to."""
        return [change.household_id] if change.household_id else []

    def standing(self, change) -> dict:
        """Return what the registry says now under the names of the change's values."""
        return {}

    def problems(self, change, by=None) -> list[str]:
        """Return in words why the change cannot be; empty when it can. Nothing is said of households that `by` may not
        see."""
        return []

    def doubts(self, change, by) -> list[str]:
        """Return in words what `by` is asked about once before such a change: who is perhaps on file already."""
        return []

    def put(self, change) -> dict:
        """Write the change into the registry. Returns what the change itself learns by it: its household or member."""
        raise NotImplementedError

    def kept(self, change) -> dict:
        """Return {(member or None, field): what stood before} of what an import must not take back."""
        return {}

    def lines(self, change, values, *, in_full) -> list[tuple]:
        """Return (name, what, how) for each value in words."""
        raise NotImplementedError


def change_kind(kind):
    """Register a kind of change (class decorator)."""
    CHANGE_KINDS.add(kind.code, kind())
    return kind


def kind_of(change) -> KindOfChange:
    return CHANGE_KINDS[change.kind]
