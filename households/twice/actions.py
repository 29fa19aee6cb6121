"""What is done with two rows that look like one: they are not the same, and why."""

from django.db import transaction
from django.utils import timezone

from accounts.audit.log import record_access
from accounts.permissions import Permission, must
from households.models import NotTheSame, TwiceKind


@transaction.atomic
def say_not_the_same(kind, one, other, *, by, reason="") -> NotTheSame:
    """Keep that two people or households are not the same; they are not proposed again until one of them changes."""
    homes = [row.household if kind == TwiceKind.PERSON else row for row in (one, other)]
    for home in homes:
        must(by, Permission.REGISTRY_CONFIRM, home.village)
    first, second = sorted((one.pk, other.pk))
    said = {"county_id": homes[0].county_id, "by": by, "at": timezone.now(), "reason": reason.strip()[:300]}
    made, _is_new = NotTheSame.objects.update_or_create(kind=kind, first=first, second=second, defaults=said)
    record_access(by, "not_the_same", one, area=homes[0].village)
    return made
