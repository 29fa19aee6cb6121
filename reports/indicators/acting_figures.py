"""What somebody must act on today, by village: alerts that are late or soon will be, red households nobody answered
for, households of which too little is known, and visits that are late. The lists behind the counts are today's too."""

from collections import Counter, defaultdict

from django.db.models import Count, Q

from alerts.levels import Colour
from alerts.models import Alert
from cases.assessment.red_parts import red_households
from households.models import Household
from policy import parameters
from visits.planning.due import IS_CLEARED_OR_LIFTED, IS_FOLLOWED
from visits.planning.overdue import overdue_visit_households

ACTED_ON = ("alerts_overdue", "alerts_soon", "red_to_answer", "unknown", "visits_late")


def count_acted_on(areas, counties, day) -> dict[str, Counter]:
    """Return {village path: {code: number}} of what is to be acted on in these areas of these counties, and of the
    parts of the red households."""
    found = defaultdict(Counter)
    for path, overdue, soon in count_urgent_alerts(areas, day):
        found[path].update(alerts_overdue=overdue, alerts_soon=soon)
    for path, part, number in count_red_parts(areas):
        found[path][f"red_{part}"] += number
    for path, number in count_unknown_households(areas):
        found[path]["unknown"] += number
    for county in counties:
        for path, number in count_late_visits(areas, county, day):
            found[path]["visits_late"] += number
    return found


def count_urgent_alerts(areas, day):
    """Return (village path, alerts past their deadline, alerts of which most of the time has passed)."""
    urgent = Alert.objects.within(*areas).order_by().values_list("village__path")
    overdue, soon = Q(due_on__lt=day), Q(remind_on__lte=day, due_on__gte=day)
    told = urgent.open().filter(overdue | soon)
    return told.annotate(overdue=Count("pk", filter=overdue), soon=Count("pk", filter=soon))


def count_red_parts(areas):
    """Return (village path, part of red, households)."""
    red = red_households(Household.objects.within(*areas)).order_by()
    return red.values_list("village__path", "red_part").annotate(n=Count("pk"))


def count_unknown_households(areas):
    """Return (village path, households in which nothing was found, but something that must be known is not)."""
    unknown = Household.objects.within(*areas).active().filter(facts__colour=Colour.UNKNOWN).order_by()
    return unknown.values_list("village__path").annotate(n=Count("pk"))


def count_late_visits(areas, county, day):
    """Return (village path, households nobody visited within the county's interval)."""
    mine = Household.objects.within(*areas).filter(county=county)
    late = overdue_visit_households(mine, parameters.parameters_on(day, county)).order_by()
    return late.values_list("village__path").annotate(n=Count("pk"))


def count_households_to_visit(areas) -> dict[str, int]:
    """Return {village path: households that are to be visited at intervals}."""
    watched = Household.objects.within(*areas).active().filter(IS_FOLLOWED | IS_CLEARED_OR_LIFTED).order_by()
    return dict(watched.values_list("village__path").annotate(n=Count("pk")))
