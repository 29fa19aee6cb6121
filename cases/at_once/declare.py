"""Recording several things at once: each kind says which things, what is asked once for all, what for each, and how one
is recorded. Each is recorded on its own: one that fails is named with the reason, and the others are kept."""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.audit.details import name_access_detail
from accounts.permissions import Permission
from core.catalogue import Catalogue
from core.text import Label

AT_ONCE_KINDS = Catalogue("kind of what is recorded at once")
SEVERAL = "several-"  # with the code of a kind, what its page is called in the access log


@dataclass(frozen=True)
class AtOnceKind:
    """One kind. `things(user)` returns what this person may record; `shared` is the form that is filled in once, `row`
    the form of each; `record(thing, by, shared, row)` records one with what both say; `about(thing)` says what is
    special about it.

    Things that stay when they are recorded have a `filterset`: the page then shows what that list shows."""

    code: str
    title: Label
    lead: Label
    button: Label
    permission: Permission
    things: Callable
    shared: type
    row: type
    record: Callable
    about: Callable
    filterset: type | None = None  # narrows the things by the filters of the list from which one comes
    back: str = "accounts:waiting"  # where it leads when all is recorded


def at_once_kind(code, **more):
    """Declare a kind: the decorated function records one thing."""

    def declare(record):
        AT_ONCE_KINDS.add(code, kind := AtOnceKind(code, record=record, **more))
        name_access_detail("list", values=[(f"{SEVERAL}{code}", kind.title)])
        return record

    return declare
