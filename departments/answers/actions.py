"""What is done with answers: given when an alert is closed, replied to by the department."""

import datetime as dt
from dataclasses import replace
from itertools import groupby

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.audit.log import record_access
from alerts.alert.actions import ALERT_STEPS
from alerts.alert.workflow import ALERT_WORKFLOW
from alerts.models import Alert, AlertOutcome, AlertState
from core.dates import today
from core.locks import wait_for_turn
from core.workflow import ActionRefused, StaleState
from departments.batches.actions import must_send
from departments.feeds import FEEDS
from departments.models import AnswerReply, FeedAnswer
from policy import parameters

from .behind import rows_behind

ASKS = (AlertOutcome.SOLVED, AlertOutcome.WRONG_DATA)  # outcomes by which the department must do something
LONGEST_WORDS = 500


def answer_departments(alert) -> int:
    """Answer every record behind an alert that was closed: its number, the outcome, the day. Returns how many."""
    day, county = alert.closed_on or today(), alert.household.county
    due = reply_due_on(county, day) if alert.outcome in ASKS else None
    p = parameters.parameters_on(alert.opened_on, county)
    return keep_answers(county, rows_behind([alert.pk], p, day), alert.outcome, day, due)


def answer_causeless(alerts, p) -> int:
    """Answer every record behind alerts that a run closed because their cause was gone. Returns how many."""
    closed = Alert.objects.filter(pk__in=alerts).order_by("opened_on", "pk").select_related("household__county")
    said = 0
    # There are few days of opening: alerts close by themselves only before anybody accepted them.
    for day, those in groupby(closed, key=lambda alert: alert.opened_on):
        found = list(those)
        rows = rows_behind([alert.pk for alert in found], replace(p, day=day), p.day)
        said += keep_answers(found[0].household.county, rows, AlertOutcome.CAUSE_GONE, p.day)
    return said


def keep_answers(county, rows, outcome, day, due=None) -> int:
    """Keep the answers to records that stood behind alerts (`rows_behind`). Returns how many."""
    wait_for_turn(writing_answers(county), shared=True)  # before they are numbered
    made = [
        FeedAnswer(
            county=county, feed=row.feed, department=row.department, reference=row.reference, version=row.version,
            alert_id=row.alert, rule=row.rule, outcome=outcome, received_on=localdate(row.batch.created_at),
            answered_on=day, due_on=due,
        )
        for row in rows
    ]  # fmt: skip
    return len(FeedAnswer.objects.bulk_create(made, ignore_conflicts=True))


def writing_answers(county) -> str:
    """Return the name of the lock that all share who write answers. Whoever holds it alone knows that no answer is
    still to come that has a lower number than one that is there."""
    return f"answers of county {county.pk}"


def reply_due_on(county, day) -> dt.date:
    """Return the last day for a department's reply."""
    p = parameters.parameters_on(day, county)
    return day + dt.timedelta(int(p.values.get("department_days", 10)))


def take_answers_back(alert) -> None:
    """Delete the answers of an alert that was reopened: what comes of it is not known again. A reply stays."""
    FeedAnswer.objects.filter(alert=alert, reply="").delete()


@transaction.atomic
def reply_to_answer(answer, *, by, reply, words="") -> bool:
    """Keep what the department replies to a task. "Not so" reopens the alert, with the department's words as reason.
    Returns whether the village is told; it is not where another alert of the household is open."""
    must_send(by, answer.county, answer.department)
    if reply not in AnswerReply.values:
        raise ActionRefused(_("Choose what the department replies."))
    if reply == AnswerReply.NOT_DONE and not words.strip():
        raise ActionRefused(_("Write why, so that the village knows what to look at."))
    said = {"reply": reply, "words": words.strip()[:LONGEST_WORDS], "replied_on": today(), "replied_by": by}
    if not FeedAnswer.objects.tasks().filter(pk=answer.pk).update(**said):
        raise StaleState(
            _("Somebody replied to this first, or the village looks again. Nothing more is to be done here.")
        )
    answer.refresh_from_db()
    record_access(by, "feed_answer_replied", answer, area=answer.county, feed=answer.feed)
    return reply != AnswerReply.NOT_DONE or reopen_for_department(answer, by)


def reopen_for_department(answer, by) -> bool:
    """Reopen the alert of an answer; returns False when another is open or it was reopened meanwhile."""
    alert = answer.alert
    open_again = type(alert).objects.open().filter(household=alert.household_id).exists()
    if alert.state != AlertState.CLOSED or open_again:
        return False
    words = {"department": FEEDS[answer.feed].department_label, "words": answer.words}
    reason = (_("%(department)s: %(words)s") % words)[:300]
    ALERT_STEPS.move(alert, ALERT_WORKFLOW["reopen"], by=by, seen=alert.state, reason=reason, on=today())
    return True
