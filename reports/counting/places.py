"""Who is under monitoring by what their place is, and among the households resettled for a reservoir."""

from django.db.models import F, Value
from django.db.models.functions import Concat

from accounts.models import Area, AreaAttribute
from households.models import Household
from reports.indicators import stock as standing

from .declare import counting, report_rows

RESETTLED = "resettled"


@counting("places")
def place_report_rows(month):
    """Yield place.<kind of area>.<cleared or uncleared> by what the village was at the end of the month, and
    place.resettled.<…> for households resettled for a reservoir."""
    found = standing.on_file_steps([month.county], month.as_of)
    for kind in AreaAttribute.Kind.values:
        villages = Area.objects.villages().having(kind, month.as_of)
        yield monitored_report_rows(found.filter(village__in=villages), kind)
    yield monitored_report_rows(found.filter(case__household__in=Household.objects.resettled()), RESETTLED)


def monitored_report_rows(found, word):
    return report_rows(
        found,
        code=Concat(Value(f"place.{word}."), "state"),
        village=F("village"),
        household=F("case__household"),
        people=F("members"),
        on=F("case__identified_on"),
    )
