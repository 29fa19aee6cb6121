"""The log of who opened, changed or exported what, written in the same transaction as the change itself."""

from accounts.again import must_be_recent
from accounts.events import EXPORTS
from accounts.models import AccessEvent, Area


def record_access(
    by, action: str, subject=None, *, area: Area | None = None, reason: str = "", **details
) -> AccessEvent:
    """Add one entry to the access log. `details` are counts and codes, never a person's data. What leaves the site as a
    file is not written down before the second factor was given again."""
    if action in EXPORTS:
        must_be_recent()
    return AccessEvent.objects.create(
        user=by,
        action=action,
        subject_type=subject._meta.label_lower if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        area=area,
        reason=reason,
        details=details,
    )
