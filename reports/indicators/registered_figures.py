"""Who is registered, and who was lifted out of poverty, in households and in people, as the registry stands today."""

from collections import Counter

from django.db.models import Count

from core.dates import today
from households.choices import HouseholdKind, HouseholdState
from households.models import Household, Member

REGISTERED = ("registered", "lifted")


def count_registered(areas) -> dict[str, dict]:
    """Return {"registered" or "lifted": {"households": …, "people": …}} of the households on file."""
    homes, people = Counter(), Counter()
    on_file = Household.objects.within(*areas).active().order_by()
    homes.update(dict(on_file.values_list("kind").annotate(n=Count("pk"))))
    present = Member.objects.within(*areas).present(today()).filter(household__state=HouseholdState.ACTIVE).order_by()
    people.update(dict(present.values_list("household__kind").annotate(n=Count("pk"))))
    lifted = HouseholdKind.LIFTED
    return {
        "registered": {"households": homes.total(), "people": people.total()},
        "lifted": {"households": homes[lifted], "people": people[lifted]},
    }
