"""The past of a sample county's alerts: what became of those of the last months, and where the open ones stand.

The first night opens an alert for every flagged household. In a county that had watched all along, most would have been
answered weeks ago and their flags would be quiet. So the alerts are invented again around the visits of the sample, and
the earlier months are filled with alerts whose cause has gone."""

import datetime as dt
from collections import Counter, defaultdict

import pgtrigger
from django.db import transaction
from django.db.models import OuterRef, Subquery

from alerts.engine import run as risk_run
from alerts.models import (
    IDENTIFICATION_OUTCOMES,
    Alert,
    AlertChannel,
    AlertOutcome,
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
from core.database_roles import as_owner
from households.models import Household
from policy import parameters
from visits.models import Visit, VisitPurpose

from ..chance import Chance, ChanceStreams
from ..demo_people import ALERT_STEPS_OF, demo_takers, places_in
from ..departments.answers import tell_behind_alerts
from ..distributions import alerts as shares
from ..families.stories import story_numbers
from ..rows import Row, copy_rows, recorded_at, uncollected
from .courses import CourseTeller, ToldAlert
from .township import leave_unsettled, sign_visits


@uncollected()
@as_owner()
@transaction.atomic
def give_alerts_a_past(county, seed: int = 1) -> Counter:
    """Give the county's alerts a past and a present; return how many are in each state. Nothing happens in a county
    that is not waiting for it."""
    risk_run.acquire_run_lock(county, wait=True)
    if not alerts_wait(county.code):
        return Counter()
    run = RiskRun.objects.nights().completed().filter(county=county).latest("as_of")
    p, stream = parameters.parameters_on(run.as_of, county), ChanceStreams(county, seed)
    with pgtrigger.ignore():  # steps cannot be changed, except while a sample is made
        alerts = tell_alerts(county, p, stream("alerts"))
        Alert.objects.filter(household__county=county).delete()
        write_alerts(alerts, county, p)
        verified = [alert.visit for alert in alerts if alert.visit]
        Visit.objects.filter(pk__in=verified).update(purpose=VisitPurpose.VERIFY)
        lead_to_cases(county)
        sign_visits(county, run.as_of)
    tell_behind_alerts(county, alerts, p, stream("behind alerts"))
    backdate_flags(county)
    put_notifications(p, county)
    leave_unsettled(county, stream("unsettled"))
    return Counter(alert.state for alert in alerts)


def alerts_wait(code: str) -> bool:
    """Return whether a county has only invented households, alerts of its first nights, and no step taken yet."""
    steps = AlertTransition.objects.filter(alert__household__county__code=code)
    real = Household.objects.filter(county__code=code, is_sample=False)
    worked_on = steps.exclude(step__in=("open", "cause_gone"))
    return steps.exists() and not worked_on.exists() and not real.exists()


def tell_alerts(county, p, rng: Chance) -> list[ToldAlert]:
    """Return every alert of the past months with its steps: those whose flags stand, those that led to a case, and the
    rest."""
    teller, homes = CourseTeller(p, rng), Household.objects.filter(county=county, kind="lifted")
    a_month = shares.A_MONTH * homes.count()
    standing = standing_alerts(county)
    rng.shuffle(standing)
    standing.sort(key=lambda alert: -alert.shown_first)  # these get open alerts
    teller.tell_standing(standing, round(shares.OPEN * a_month))
    led = led_to_cases(county, p.day, {alert.household for alert in standing})
    teller.tell_led(led)
    told = standing + led
    there = Counter((p.day - alert.opened_on).days // shares.MONTH for alert in told)
    missing = {back: max(0, round(a_month) - there[back]) for back in range(shares.MONTHS)}
    return told + teller.tell_past(past_alerts(county, p.day, {alert.household for alert in told}), missing)


def standing_alerts(county):
    """Return an alert for each household with a flag that asks, with its latest visit."""
    visits = Visit.objects.counted().filter(household=OuterRef("household")).order_by("-visited_on", "-pk")
    seen = {"seen_by": Subquery(visits.values("pk")[:1]), "seen_on": Subquery(visits.values("visited_on")[:1])}
    columns = ("household", "village", "level", "channel", *seen, "household__facts__case_state", "household__number")
    rows = Alert.objects.open().filter(household__county=county).annotate(**seen).order_by("household")
    flags, rank = defaultdict(list), demo_ranks(county)
    signals = Signal.objects.filter(household__county=county, flag__isnull=False).order_by("rule")
    for signal in signals.values("household", "channel", "rule", "flag", "level"):
        flags[signal.pop("household")].append(Row(**signal, words=""))
    return [
        ToldAlert(*row, signals=flags[row[0]], shown_first=rank(row[1], number, flags[row[0]]))
        for *row, number in rows.values_list(*columns)
    ]


def demo_ranks(county):
    """Return the ranks of alerts that a demo begins with: the first in the demo village (2), then those of the stories
    and what only a department told (1)."""
    stories, village, left = story_numbers(county.code), places_in(county)["village"].pk, [shares.BUSY]

    def rank(where, number, signals) -> int:
        left[0] -= where == village
        told = any(one.channel == AlertChannel.DEPARTMENT for one in signals)
        return 2 * (where == village and left[0] >= 0) or (number in stories or told)

    return rank


def led_to_cases(county, day, taken) -> list[ToldAlert]:
    """Return alerts for the cases of these months; each was answered when the case was proposed."""
    since = day - dt.timedelta(shares.MONTHS * shares.MONTH - 20)
    rows = (
        proposed_cases(county)
        .exclude(state=CaseState.REFUSED)
        .filter(proposed_on__range=(since, day))
        .order_by("household", "-episode_no")
        .distinct("household")
        .values_list("household", "household__village", "proposed_on", "episode_no")
    )
    return [
        ToldAlert(home, village, 2, "rules", None, on, "again" if episode > 1 else None)
        for home, village, on, episode in rows
        if home not in taken
    ]


def proposed_cases(county):
    """Return cases with the day on which they were proposed."""
    proposed = CaseTransition.objects.filter(case=OuterRef("pk"), step=CaseStep.PROPOSE).values("effective_on")[:1]
    return Case.objects.filter(household__county=county).annotate(proposed_on=Subquery(proposed))


def past_alerts(county, day, taken):
    """Return one visit of each other household, picked by its random number, which may have verified an alert."""
    oldest, newest = day - dt.timedelta(shares.MONTHS * shares.MONTH), day - dt.timedelta(5)
    rows = (
        Visit.objects.counted()
        .filter(household__county=county, household__state="active", shocks=[], visited_on__range=(oldest, newest))
        .order_by("household", "pk")
        .distinct("household")
        .values_list("household", "household__village", "pk", "visited_on", "household__facts__case_state")
    )
    free = [ToldAlert(home, village, 1, "rules", *rest) for home, village, *rest in rows if home not in taken]
    return sorted(free, key=lambda alert: alert.seen_by)


# What is written


def write_alerts(alerts: list[ToldAlert], county, p) -> None:
    """Write all alerts with their signals and steps."""
    for alert in alerts:
        alert.set_deadlines(p)
    copy_rows(Alert, alerts)
    copy_rows(Signal, signal_rows(alerts))
    copy_rows(AlertTransition, alert_step_rows(alerts, demo_takers(county, ALERT_STEPS_OF)))


def signal_rows(alerts):
    for alert in alerts:
        vanished = alert.closed_on if alert.outcome == AlertOutcome.CAUSE_GONE else None
        same = {"alert": alert, "household": alert.household, "raised_on": alert.opened_on, "vanished_on": vanished}
        yield from (Row(**same, **vars(signal)) for signal in alert.signals)


def alert_step_rows(alerts, takers):
    """Yield one row for each step, in the order of days; none recorded later than now."""
    for alert in alerts:
        for hour, taken in enumerate(alert.steps, start=9):
            by, at = takers.get((taken.step, alert.village)), recorded_at(taken.effective_on, f"{hour:02d}:10")
            yield Row(alert=alert, by=by, at=at, **taken._asdict())


def lead_to_cases(county) -> None:
    """Link each case to the alert that led to it; the time to decide counts from its clue."""
    closed = Alert.objects.filter(household__county=county, state=AlertState.CLOSED)
    answered = closed.filter(outcome__in=IDENTIFICATION_OUTCOMES)
    alerts = {(alert.household_id, alert.closed_on): alert for alert in answered}
    cases = proposed_cases(county).filter(household__alerts__in=answered).distinct()
    led = [case for case in cases if (case.household_id, case.proposed_on) in alerts]
    for case in led:
        alert = alerts[case.household_id, case.proposed_on]
        case.alert, case.clue_on, case.decide_by = alert, alert.opened_on, alert.decide_by
    Case.objects.bulk_update(led, ["alert", "clue_on", "decide_by"])


def backdate_flags(county) -> None:
    """Set the day on which each flag was raised to that of its alert."""
    opened = Alert.objects.filter(signals__flag=OuterRef("pk")).order_by("-opened_on").values("opened_on")[:1]
    flags = RiskFlag.objects.open().filter(household__county=county, signals__isnull=False)
    flags.update(raised_on=Subquery(opened))


def put_notifications(p, county) -> None:
    """Write the notifications of the demo people: what waits for them, and what is late."""
    mine = Alert.objects.open().filter(household__county=county)
    for state, roles, kind in (
        (AlertState.DISPATCHED, notifications.VILLAGE_ROLES, NotificationKind.DISPATCHED),
        (AlertState.ANSWERED, notifications.TOWNSHIP_ROLES, NotificationKind.ANSWERED),
    ):
        notifications.insert_notifications(mine.filter(state=state), roles, kind, p.day, occasion=f"{state}_on")
    notifications.notify_alert_deadlines(p, county)
