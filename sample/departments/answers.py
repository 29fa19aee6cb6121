"""The records of departments behind the invented alerts of a county, and what the departments were answered."""

import datetime as dt
from collections import defaultdict

from alerts.models import AlertOutcome, AlertState
from departments.answers.actions import ASKS
from departments.models import AnswerReply, FeedAnswer, FeedBatch

from ..chance import Chance
from ..demo_people import demo_grants
from ..distributions import departments as shares
from ..rows import Row, copy_rows
from .calendar import FeedCalendar, count_what_came
from .liaisons import make_liaisons
from .people import people_of_registry
from .records import RecordTeller

STANDING = {"HOU-01", "EDU-01", "DIS-01", "MED-01"}  # rules of which a department confirms what the registry says
STANDING_SAYS: dict[str, dict] = {  # nothing that would raise the level
    "DIS-01": {"word": ["1", "2"]},
    "MED-01": {"amount": (2500, 4900), "further_amount": (10, 480)},
}
SCHOOL_DAYS = (7 * 365, 15 * 365)  # age of children who may have left school


def tell_behind_alerts(county, alerts, p, rng: Chance) -> None:
    """Write the records behind these alerts (sample/alerts/courses.py) and the answers to them. Nothing happens in a
    county whose departments sent nothing."""
    if not FeedBatch.objects.filter(county=county).exists():
        return
    calendar = FeedCalendar(county, p.day, make_liaisons(county, p.day, rng))
    teller, people = RecordTeller(calendar, rng), people_to_tell_of(county, alerts)
    told = [one for alert in alerts for one in tell_behind(teller, alert, people)]
    teller.write()
    write_answers(calendar, told, int(p.department_days), rng)
    count_what_came(county)


def signals_told(alert) -> list:
    """Return the signals of an alert of which a department told: those whose cause has gone, and some that stand by
    what the registry says too."""
    told = (signal for signal in alert.signals if signal.rule in shares.WARNING)
    return [one for one in told if one.flag is None or one.rule in STANDING]


def people_to_tell_of(county, alerts) -> dict[int, list]:
    """Return {household: the people of whom a department may have told}, of the households that need some."""
    homes = [alert.household for alert in alerts if signals_told(alert)]
    found = defaultdict(list)
    for person in people_of_registry(household__in=homes):
        found[person.household].append(person)
    return found


def tell_behind(teller, alert, people) -> list[tuple]:
    """Add the records behind one alert, and return them as (alert, rule, record)."""
    told = []
    for signal in signals_told(alert):
        batch = teller.calendar.sent_before(shares.WARNING[signal.rule][0], alert.opened_on)
        those = [person for person in people[alert.household] if fits(signal, person, teller.day)] if batch else []
        for person in teller.rng.sample(those, min(len(those), 2 if teller.rng.draw(shares.TWO_RECORDS) else 1)):
            told.append((alert, signal.rule, record_behind(teller, alert, signal, batch, person)))
    return told


def fits(signal, person, day) -> bool:
    """Whether a department may have told this of a person."""
    if signal.rule == "EDU-01":
        return SCHOOL_DAYS[0] <= (day - person.born).days <= SCHOOL_DAYS[1]
    return signal.rule != "DIS-01" or signal.flag is None or person.is_severely_disabled


def record_behind(teller, alert, signal, batch, person):
    """Add a record; where the cause has gone also the version that ended it."""
    if signal.flag is not None:
        says = STANDING_SAYS.get(signal.rule, shares.WARNING[signal.rule][1])
        return teller.tell(batch, person, says)
    record = teller.tell_warning(signal.rule, batch, person)
    teller.end(signal.rule, record, alert.closed_on or alert.opened_on)
    return record


# The answers


def write_answers(calendar, told, days, rng) -> None:
    """Answer every record behind a closed alert; a department replies within `days`. The latest of the demo liaison
    still wait for a reply."""
    closed = [one for one in told if one[0].state == AlertState.CLOSED and one[0].outcome != AlertOutcome.DUPLICATE]
    closed.sort(key=lambda one: (one[0].closed_on, one[2].reference))
    answers = [answer(calendar.county, days, *one) for one in closed]
    mine = demo_grants(calendar.county).get("department_liaison")
    left = shares.OPEN_REPLIES
    for one in reversed([one for one in answers if one.due_on]):
        if left and mine and one.department == mine.department:
            left -= 1
        else:
            reply(one, calendar, rng)
    copy_rows(FeedAnswer, answers)


def answer(county, days, alert, rule, record) -> Row:
    """Return the answer to one record: its own number, the outcome, the day."""
    due_on = alert.closed_on + dt.timedelta(days) if alert.outcome in ASKS else None
    return Row(
        id=0, county=county, feed=record.feed, department=record.department, reference=record.reference,
        version=record.version, alert=alert.id, rule=rule, outcome=str(alert.outcome),
        received_on=record.batch.published_on, answered_on=alert.closed_on, due_on=due_on, reply="", replied_on=None,
        replied_by=None,
    )  # fmt: skip


def reply(one, calendar, rng) -> None:
    """Let the liaison of the department say that it is done."""
    one.reply = AnswerReply.DONE.value
    one.replied_on = min(calendar.day, one.answered_on + rng.days(*shares.REPLY_DAYS))
    one.replied_by = calendar.liaisons[one.department]
