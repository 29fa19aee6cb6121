"""The living queue: what became of a sample county's warnings in the past months, and where the open ones stand.

The first night opens an alert for every flagged household. A county that had watched all along would have answered most
of them weeks ago, and they would be quiet now; only the newest would be open. So their alerts are told anew, around the
visits that the sample already made, and the months before are filled with alerts whose cause has gone since."""

from collections import Counter, defaultdict

import pgtrigger
from django.db import transaction
from django.db.models import OuterRef, Subquery

from alerts.engine import run as risk_run
from alerts.models import (
    IDENTIFICATION_OUTCOMES,
    Alert,
    AlertState,
    AlertTransition,
    NotificationKind,
    RiskFlag,
    RiskRun,
    Signal,
)
from alerts.notifications import actions as notifications
from cases.choices import CaseState, CaseStep
from cases.models import Case, CaseTransition
from households.models import Household
from policy import parameters
from visits.models import Visit, VisitPurpose

from . import caseworker
from .build import Streams
from .clues import Clue, Teller
from .courses import Limits, days
from .queue_rows import write
from .unsettled import leave_unsettled

MONTHS, MONTH = 10, 30  # of the past, and days in each
A_MONTH = 830 / 27_000  # alerts of a lifted household
OPEN = 0.25  # of a month's alerts


@transaction.atomic
def live(county, seed: int = 1) -> Counter:
    """Give the county's alerts a past and a present; returns how many stand in each state. Nothing happens in a county
    that does not wait for it."""
    risk_run.acquire_run_lock(county, wait=True)
    if not waits(county.code):
        return Counter()
    run = RiskRun.objects.nights().completed().filter(county=county).latest("as_of")
    p, stream = parameters.parameters_on(run.as_of, county), Streams(county, seed)
    with pgtrigger.ignore():  # steps are never changed, except while a sample is being made
        clues = tell(county, p, stream("alerts"))
        Alert.objects.filter(household__county=county).delete()
        write(clues, county, p)
        note_on_visits(clues)
        lead_to_cases(county)
        caseworker.sign(county, run.as_of)
    backdate_flags(county)
    put_notices(p, county)
    leave_unsettled(county, stream("unsettled"))
    return Counter(clue.course.state for clue in clues)


def waits(code: str) -> bool:
    """Whether a county has invented households alone, alerts of its first nights, and nobody has taken a step yet."""
    steps = AlertTransition.objects.filter(alert__household__county__code=code)
    real = Household.objects.filter(county__code=code, is_sample=False)
    worked_on = steps.exclude(step__in=("open", "cause_gone"))
    return steps.exists() and not worked_on.exists() and not real.exists()


def tell(county, p, rng) -> list[Clue]:
    """Every alert of the past months with its course: those whose flags stand, those that led to a case, the rest."""
    teller = Teller(Limits.of(p), rng)
    a_month = A_MONTH * Household.objects.filter(county=county, kind="lifted").count()
    standing = standing_clues(county, p.day)
    rng.shuffle(standing)
    standing.sort(key=lambda clue: not clue.first)  # the stories and the demo village have something to do
    teller.stand(standing, round(OPEN * a_month))
    led = led_to_cases(county, p.day, households_of(standing))
    teller.lead(led)
    told = standing + led
    past = past_clues(county, p.day, households_of(told))
    return told + teller.fill(past, missing(told, a_month, p.day), MONTH)


def households_of(clues) -> set:
    return {clue.household for clue in clues}


def standing_clues(county, day) -> list[Clue]:
    """One for each household with a flag that asks, with its latest visit."""
    visits = Visit.objects.counted().filter(household=OuterRef("household")).order_by("-visited_on", "-pk")
    rows = (
        Alert.objects.open()
        .filter(household__county=county)
        .annotate(seen_by=Subquery(visits.values("pk")[:1]), seen_on=Subquery(visits.values("visited_on")[:1]))
        .order_by("household")
        .values_list(
            "household",
            "village",
            "level",
            "channel",
            "seen_by",
            "seen_on",
            "household__facts__case_state",
            "household__number",
        )
    )
    signals, first = flags_by_household(county), caseworker.shown_first(county)
    return [Clue(*row, signals=signals[row[0]], first=first(row[1], number)) for *row, number in rows]


def flags_by_household(county) -> dict[int, list]:
    """Their signals by household, as Clue has them."""
    flags = defaultdict(list)
    signals = Signal.objects.filter(household__county=county, flag__isnull=False).order_by("rule")
    for household, *signal in signals.values_list("household", "channel", "rule", "flag", "level"):
        flags[household].append((*signal, ""))
    return flags


def led_to_cases(county, day, taken) -> list[Clue]:
    """The cases of these months were put forward when a clue had been answered."""
    rows = (
        proposed_cases(county)
        .exclude(state=CaseState.REFUSED)
        .filter(proposed_on__range=(day - days(MONTHS * MONTH - 20), day))
        .order_by("household", "-episode_no")
        .distinct("household")
        .values_list("household", "household__village", "proposed_on", "episode_no")
    )
    return [
        Clue(home, village, 2, "rules", None, on, "again" if episode > 1 else None)
        for home, village, on, episode in rows
        if home not in taken
    ]


def proposed_cases(county):
    """Cases with the day on which they were put forward."""
    proposed = CaseTransition.objects.filter(case=OuterRef("pk"), step=CaseStep.PROPOSE).values("effective_on")[:1]
    return Case.objects.filter(household__county=county).annotate(proposed_on=Subquery(proposed))


def lead_to_cases(county) -> None:
    """A case names the alert that led to it; the time to decide runs from its clue."""
    answered = Alert.objects.filter(
        household__county=county, outcome__in=IDENTIFICATION_OUTCOMES, state=AlertState.CLOSED
    )
    alerts = {(alert.household_id, alert.closed_on): alert for alert in answered}
    led = []
    for case in proposed_cases(county).filter(household__alerts__in=answered).distinct():
        if alert := alerts.get((case.household_id, case.proposed_on)):
            case.alert, case.clue_on, case.decide_by = alert, alert.opened_on, alert.decide_by
            led.append(case)
    Case.objects.bulk_update(led, ["alert", "clue_on", "decide_by"])


def past_clues(county, day, taken) -> list[Clue]:
    """One visit of each other household, picked by its random number, which may have verified an alert."""
    rows = (
        Visit.objects.counted()
        .filter(household__county=county, household__state="active", shocks=[])
        .filter(visited_on__range=(day - days(MONTHS * MONTH), day - days(5)))
        .order_by("household", "pk")
        .distinct("household")
        .values_list("household", "household__village", "pk", "visited_on", "household__facts__case_state")
    )
    free = [Clue(home, village, 1, "rules", *rest) for home, village, *rest in rows if home not in taken]
    return sorted(free, key=lambda clue: clue.seen_by)


def missing(told, a_month, day) -> dict[int, int]:
    """How many alerts each month back still lacks."""
    there = Counter((day - clue.course.days["open"]).days // MONTH for clue in told)
    return {back: max(0, round(a_month) - there[back]) for back in range(MONTHS)}


def note_on_visits(clues) -> None:
    """The visits that verified say so."""
    Visit.objects.filter(pk__in=[clue.visit for clue in clues if clue.visit]).update(purpose=VisitPurpose.VERIFY)


def backdate_flags(county) -> None:
    """A flag stands since its alert was opened."""
    opened = Alert.objects.filter(signals__flag=OuterRef("pk")).order_by("-opened_on").values("opened_on")[:1]
    flags = RiskFlag.objects.open().filter(household__county=county, signals__isnull=False)
    flags.update(raised_on=Subquery(opened))


def put_notices(p, county) -> None:
    """What the bells of the demo people tell: what waits for them, and what is late."""
    mine = Alert.objects.open().filter(household__county=county)
    for state, roles, kind in (
        (AlertState.DISPATCHED, notifications.VILLAGE_ROLES, NotificationKind.DISPATCHED),
        (AlertState.ANSWERED, notifications.TOWNSHIP_ROLES, NotificationKind.ANSWERED),
    ):
        notifications.insert_notifications(mine.filter(state=state), roles, kind, p.day, occasion=f"{state}_on")
    notifications.notify_alert_deadlines(p, county)
