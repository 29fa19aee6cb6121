"""Alerts of a month: those that came in, how and when they were answered, and those open at its end.

They are counted as on the dashboard (reports/indicators/alert_figures.py), so that both agree."""

from django.db.models import Case, DateField, Exists, F, Func, JSONField, OuterRef, Q, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, NullIf

from alerts import deadlines
from alerts.models import AlertState, AlertTransition
from reports.indicators import alert_figures, stock

from .declare import counting, report_rows

HANDED_BACK = ("return", "reopen")
OUTCOME_NOT_KNOWN = Value("returned")  # answered in the month but handed back in it: the result is not known yet


@counting("alerts")
def alert_report_rows(month):
    """Yield alerts.<channel>.received and .sent; alerts.<channel>.<outcome>.<in_time or late> of the answers; and of
    those open at the end alerts.<channel>.open, and .overdue for the late ones."""
    areas = [month.county]
    yield from answered_alert_report_rows(areas, month)
    open_then = alert_figures.alerts_open_at(areas, month.as_of)
    limit = lookup_deadline(moved_alert_deadlines(open_then, month), deadline_key("then", "level", "since"))
    open_then = open_then.annotate(limit=Case(When(moved=True, then=limit), default=F("due")))
    for word, found in (("open", open_then), ("overdue", open_then.filter(limit__lt=month.as_of))):
        yield report_rows(
            found,
            code=Concat(Value("alerts."), "channel", Value(f".{word}")),
            village=F("village"),
            household=F("household"),
            people=stock.member_count_on(month.as_of, "household"),
            on=F("opened_on"),
        )


def answered_alert_report_rows(areas, month):
    channel = Concat(Value("alerts."), "alert__channel", Value("."))
    came = {"received": alert_figures.received_alerts, "sent": alert_figures.sent_alerts}
    for word, steps in came.items():
        yield alert_step_report_rows(steps(areas, month.as_of), Concat(channel, Value(word)), month)
    answers = alert_figures.alert_answers(areas, month.as_of)
    days = answers.values_list("since", flat=True).distinct()
    known = {str(day): alert_due_on(month, AlertState.VERIFYING, 1, day) for day in days}
    answers = answers.annotate(limit=lookup_deadline(known, deadline_key("since")))
    timely = Case(When(Q(limit=None) | Q(effective_on__lte=F("limit")), then=Value("in_time")), default=Value("late"))
    yield alert_step_report_rows(answers, Concat(channel, answer_outcome(month), Value("."), timely), month)


def answer_outcome(month):
    """Return the outcome of an answer; not known where it was handed back by the end of the month."""
    given = Coalesce(NullIf("outcome", Value("")), OUTCOME_NOT_KNOWN)
    if month.undated_at is None:  # counted as before, when the outcome on record was read
        return given
    back = AlertTransition.objects.filter(alert=OuterRef("alert"), pk__gt=OuterRef("pk"), effective_on__lte=month.as_of)
    return Case(When(Exists(back.filter(step__in=HANDED_BACK)), then=OUTCOME_NOT_KNOWN), default=given)


def alert_step_report_rows(steps, code, month):
    return report_rows(
        steps,
        code=code,
        village=F("alert__village"),
        household=F("alert__household"),
        people=stock.member_count_on(month.as_of, "alert__household"),
        on=F("effective_on"),
    )


# Deadlines depend on the calendar of working days. They are computed once for each day instead of each alert, and
# passed to the database as a JSON object to look them up in.


def moved_alert_deadlines(open_then, month) -> dict:
    """Return the deadline of every (state, level, since) among alerts that were moved after the month."""
    stages = open_then.filter(moved=True).values_list("then", "level", "since").distinct()
    return {"|".join(map(str, one)): alert_due_on(month, *one) for one in stages}


def alert_due_on(month, state, level, since) -> str | None:
    day = deadlines.alert_step_deadlines(month.p, AlertState(state), level, since).due_on
    return day.isoformat() if day else None


def deadline_key(*names):
    """Return the key of a deadline as text, such as accepted|2|2026-05-04."""
    parts = [Cast(name, TextField()) for name in names]
    return Func(Value("|"), *parts, function="concat_ws", output_field=TextField())


def lookup_deadline(known, key):
    """Return SQL that looks up the day under `key` in a JSON object of days."""
    held = Value(known, JSONField())
    return Func(held, key, template="(%(expressions)s)::date", arg_joiner=" ->> ", output_field=DateField())
