"""How many people of working age stand where, as the employment account says today."""

from collections import Counter

from django.db.models import Count

from work.models import AccountEntry


def count_work_states(areas) -> Counter:
    """Return {state: people} of the people of working age in these areas, counted by one index alone."""
    entries = AccountEntry.objects.within(*areas).order_by()
    return Counter(dict(entries.values_list("state").annotate(number=Count("pk"))))
