"""What belongs to a village that is merged into another follows: its households and what waits there."""

from accounts.areas.changes import AREA_FOLLOWERS
from households.moves.belongings import BELONGINGS

from .models import Household, RegistryChange, UnknownPerson


def let_households_follow(change) -> None:
    """Move the households of a merged village; each keeps its history."""
    village, into = change.area, change.into
    Household.objects.filter(village=village).update(village=into)
    RegistryChange.objects.waiting().filter(village=village).update(village=into)
    UnknownPerson.objects.open().filter(area=village).update(area=into)
    for one in BELONGINGS.values():
        one.village_merged(village, into)


AREA_FOLLOWERS.add("households", let_households_follow)
