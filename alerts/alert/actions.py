"""What people do with alerts: the steps of workflow.py, and entering an alert by hand."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.audit.details import name_access_detail
from accounts.audit.log import record_access
from accounts.models import Area
from accounts.permissions import Permission, may, must
from accounts.steps import StepTaker
from alerts import deadlines
from alerts.levels import Level
from alerts.models import (
    ANSWER_OUTCOMES,
    EARLY_OUTCOMES,
    MANUAL_CHANNELS,
    Alert,
    AlertChannel,
    AlertOutcome,
    AlertState,
    Signal,
)
from alerts.notifications import actions as notifications
from alerts.signals import alert_closed, alert_reopened
from core.dates import today
from core.text import join_words
from core.workflow import ActionRefused, StaleState
from policy import parameters

from . import outcomes
from .workflow import ALERT_WORKFLOW

name_access_detail("channel", values=AlertChannel.choices)

STATE_DATES: dict[str, str] = {
    AlertState.DISPATCHED: "dispatched_on",
    AlertState.ACCEPTED: "accepted_on",
    AlertState.ANSWERED: "answered_on",
    AlertState.CLOSED: "closed_on",
}
STEPS_BY_VISITING: dict[str, tuple] = {  # what a caseworker who went there has done by it
    AlertState.DISPATCHED: ("accept", "verify"),
    AlertState.ACCEPTED: ("verify",),
}


def prepare_alert_step(alert, step, by, **said) -> dict:
    """Return the new values of an alert that takes a step: its state, days and deadlines. `said` is what the step
    needs: village, outcome, answer, visit."""
    prepare = STEP_PREPARERS.get(step.name)
    values = prepare(alert, by, **said) if prepare else {}
    if step.target in STATE_DATES:
        values[STATE_DATES[step.target]] = today()
    for field, value in values.items():
        setattr(alert, field, value)
    return values | deadlines_after_step(alert, step.target)


def deadlines_after_step(alert, state) -> dict:
    """Return the deadline and the reminder of the state that an alert enters."""
    since = alert.opened_on if state == AlertState.NEW else alert.dispatched_on or today()
    if state == AlertState.VERIFYING and alert.answered_on:
        since = today()  # after a return or reopening, the time to answer starts again
    p = parameters.parameters_on(today(), county_of_alert(alert))
    return deadlines.alert_step_deadlines(p, state, alert.level, since)._asdict()


def county_of_alert(alert) -> Area:
    return Area.objects.counties().get(code=alert.village.county_code)


def prepare_dispatch(alert, by, *, village=None, **said) -> dict:
    """Send the alert to the household's own village, or to the village named if it lies in the user's territory."""
    village = village or alert.household.village
    if not may(by, Permission.ALERT_DISPATCH, village):
        raise ActionRefused(
            _("%(village)s lies outside your territory. Choose one of your villages.") % {"village": village}
        )
    return {"village": village}


def prepare_misplace(alert, by, **said) -> dict:
    """Give the alert back to the township of the village that it was sent to."""
    return {"dispatched_on": None}


def prepare_answer(alert, by, *, outcome="", answer="", visit=None, **said) -> dict:
    """Return the answer's fields. An answer says what was found and can be true of the household; "no risk" needs the
    visit that found none and, against signs of risk, a reason."""
    visit = visit or alert.visit
    if outcome not in ANSWER_OUTCOMES:
        raise ActionRefused(_("Please choose the result of the verification."))
    if visit is not None and visit.household_id != alert.household_id:
        raise ActionRefused(_("This visit was to another household. Choose a visit to this one."))
    if visit is not None and not visit.is_contact:
        raise ActionRefused(_("Nobody was met on this visit. Choose a visit on which somebody was met."))
    if why := outcomes.why_not_possible(alert.household, outcome, told=outcomes.is_told_by_departments(alert)):
        raise ActionRefused(why)
    if not answer.strip() and visit is None and outcome != AlertOutcome.NO_RISK:
        raise ActionRefused(_("Please write what was found, or log a visit."))
    against = outcome == AlertOutcome.NO_RISK and check_no_risk(alert, visit, answer.strip())
    return {"outcome": outcome, "answer": answer.strip(), "visit": visit, "is_against_signs": against}


def check_no_risk(alert, visit, reason) -> bool:
    """Raise ActionRefused unless a visit shows that there is no risk. Returns whether signs speak against it, which
    asks for the reason."""
    if visit is None:
        raise ActionRefused(_("“No risk” needs a visit as its evidence: log one first, also by phone."))
    if visit.lacks:
        words = _("This visit does not show that there is no risk. Missing: %(lacks)s. Visit or call again.")
        raise ActionRefused(words % {"lacks": outcomes.lack_words(visit)})
    signs = outcomes.signs_of_risk(alert.household, visit)
    if signs and not reason:
        words = _("Signs speak against “no risk”: %(signs)s. Write why there is none all the same.")
        raise ActionRefused(words % {"signs": join_words(signs)})
    return bool(signs)


def prepare_reverify(alert, by, **said) -> dict:
    """Return the fields for a new answer; the earlier answer stays in the transitions."""
    return {"outcome": "", "closed_on": None, "is_against_signs": False}


def prepare_drop(alert, by, *, outcome="", **said) -> dict:
    if outcome not in EARLY_OUTCOMES:
        raise ActionRefused(_("Only duplicates and alerts that are not in scope can be closed without an answer."))
    return {"outcome": outcome}


STEP_PREPARERS = {
    "dispatch": prepare_dispatch,
    "misplace": prepare_misplace,
    "answer": prepare_answer,
    "return": prepare_reverify,
    "reopen": prepare_reverify,
    "drop": prepare_drop,
}


def follow_alert_step(alert, step, by, **said) -> None:
    """Notify the new holders of the alert, and signal a closed alert to the apps above."""
    alert.refresh_from_db()  # the step was written by an UPDATE
    notifications.notify_alert_holders(alert, step.name, by=by)
    if step.target == AlertState.CLOSED:
        alert_closed.send(Alert, alert=alert, by=by)
    if step.name == "reopen":
        alert_reopened.send(Alert, alert=alert, by=by)


def four_eyes_conflict(alert, step, user, **said) -> str:
    """Return why this person may not close a red alert: they answered it."""
    if step.name != "close" or alert.level != Level.RED or user is None:
        return ""
    answer = alert.transitions.filter(step="answer").order_by("pk").last()
    if answer is None or answer.by_id != user.pk:
        return ""
    words = _("Four eyes: you answered this red alert on %(day)s. Somebody else must close it.")
    return words % {"day": date_format(answer.effective_on, "DATE_FORMAT")}


def unfit_alert_steps(alert, user) -> set[str]:
    return {step.name for step in ALERT_WORKFLOW.from_state(alert.state) if four_eyes_conflict(alert, step, user)}


ALERT_STEPS = StepTaker(
    ALERT_WORKFLOW,
    "alert",
    lambda alert: alert.village,
    hindrance=four_eyes_conflict,
    prepare=prepare_alert_step,
    follow=follow_alert_step,
    withheld=unfit_alert_steps,
)
take_alert_step, available_alert_steps = ALERT_STEPS.take, ALERT_STEPS.available


def take_step_for_alerts(alerts, name, *, by, seen=None) -> tuple[list, list]:
    """Take one step with several alerts, and report those whose state does not allow it."""

    def possible(alert, state):
        if state not in ALERT_WORKFLOW[name].sources:
            raise ActionRefused(_("Not possible in the state “%(state)s”.") % {"state": AlertState(state).label})
        return name

    return ALERT_STEPS.take_several(alerts, possible, by=by, seen=seen)


@transaction.atomic
def enter_alert(household, *, by, channel, level, words) -> Alert:
    """Enter what somebody reported: add it to the household's open alert, or open one. `channel` says where it came
    from."""
    must(by, Permission.ALERT_ENTER, household.village)
    if channel not in MANUAL_CHANNELS or level not in Level.values or not words.strip():
        raise ValidationError(_("Please say through which channel it came, how grave it is, and what was reported."))
    if household.state != "active":
        raise ActionRefused(_("This household is no longer on file, so no alert can be entered for it."))
    alert = lock_open_alert(household) or open_manual_alert(household, channel, level, by)
    Signal.objects.create(
        alert=alert,
        household=household,
        channel=channel,
        level=level,
        words=words.strip(),
        raised_on=today(),
        entered_by=by,
    )
    Alert.objects.filter(pk=alert.pk, level__lt=level).update(level=level)
    record_access(by, "alert_entered", alert, area=household.village, channel=channel)
    return alert


def lock_open_alert(household) -> Alert | None:
    return Alert.objects.open().filter(household=household).select_for_update(no_key=True).first()


def open_manual_alert(household, channel, level, by) -> Alert:
    """Open an alert that waits for the township, whoever entered it."""
    day, p = today(), parameters.parameters_on(today(), household.county)
    state = AlertState.NEW
    try:
        with transaction.atomic():
            alert = Alert.objects.create(
                household=household,
                village=household.village,
                channel=channel,
                level=level,
                state=state,
                opened_on=day,
                decide_by=deadlines.decision_deadline(p, day),
                **deadlines.alert_step_deadlines(p, state, level, day)._asdict(),
            )
    except IntegrityError as error:  # another person opened one a moment ago
        raise StaleState() from error
    alert.transitions.create(step="open", source="", target=state, effective_on=day, by=by)
    return alert


@transaction.atomic
def attach_verifying_visit(visit) -> None:
    """Make a verifying visit the evidence of the household's open alert, and set the alert to verifying. Called when a
    visit comes in; by going there, the caseworker accepted the alert. A visit that lacks what verifies an alert is kept
    as a visit alone."""
    if visit.lacks:
        return
    alert = lock_open_alert(visit.household)
    if alert is None or alert.state not in (AlertState.DISPATCHED, AlertState.ACCEPTED, AlertState.VERIFYING):
        return
    if not may(visit.visited_by, Permission.ALERT_WORK, alert.village):
        return
    for name in STEPS_BY_VISITING.get(alert.state, ()):
        take_alert_step(alert, name, by=visit.visited_by)
    Alert.objects.filter(pk=alert.pk).update(visit=visit, verified_on=visit.visited_on)
