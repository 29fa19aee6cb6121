"""The log of who opened, changed or exported what, written in the same transaction as the change itself. A line is one
INSERT that waits for nobody: it is chained to the others later (accounts/audit/chain.py)."""

from contextvars import ContextVar

from accounts.again import must_be_recent
from accounts.events import EXPORTS
from accounts.models import AccessEvent, AccessOutcome, Area

from .about import households_of

# The address of the request that is being answered; None in a worker.
caller_address: ContextVar[str | None] = ContextVar("caller_address", default=None)
MOST_HOUSEHOLDS = 5_000  # in one line; a file with more takes several


def record_access(
    by, action: str, subject=None, *, area: Area | None = None, reason: str = "", outcome=AccessOutcome.DONE,
    shown=None, **details,
) -> AccessEvent:  # fmt: skip
    """Add one entry to the access log; what leaves the site as a file is not written down before the second factor was
    given again. `details` are counts and codes, never a person's data. `shown` are the
    numbers (pk) of all households on the page or in the file; without them, that of `subject`."""
    if action in EXPORTS:
        must_be_recent()
    seen = sorted(set(households_of(subject) if shown is None else shown) - {None})
    values = {
        "user": by,
        "action": action,
        "subject_type": subject._meta.label_lower if subject is not None else "",
        "subject_id": str(subject.pk) if subject is not None else "",
        "area": area,
        "county": area.county_code if area else own_county(by),
        "address": caller_address.get(),
        "outcome": outcome,
        "reason": reason,
        "details": details,
    }
    parts = [seen[start : start + MOST_HOUSEHOLDS] for start in range(0, len(seen) or 1, MOST_HOUSEHOLDS)]
    return AccessEvent.objects.bulk_create([AccessEvent(households=part, **values) for part in parts])[0]


def own_county(user) -> str:
    """Return the code of the county in which somebody works today; "" for nobody and for who works nowhere."""
    return next((grant.area.county_code for grant in user.grants_today), "") if user else ""


def record_list_shown(request, listing, rows) -> None:
    """Record which households stood on a page of a list; nothing for a list of other things."""
    shown = [pk for row in rows for pk in households_of(row, follow=False)]
    if shown:
        record_access(request.user, "list_opened", shown=shown, list=listing.code, rows=len(rows))
