"""The account in the end: what was told beside what is kept. Nothing is lost, nothing is doubled, all is finished."""

import hashlib
import io
from collections import Counter
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from django.core.management import CommandError, call_command
from django.db.models import Count

from accounts.models import Area
from alerts.engine.run import execute_risk_run
from alerts.models import AlertTransition, HouseholdFacts, RiskFlag
from core.crypto.files import open_stored_file
from core.jobs.models import Job
from core.outbox.models import OutboxRow
from households.models import Household, ImportBatch
from reports.models import Export
from visits.models import Delivery, Photo, Visit

from .told import Told

MOST_NAMED = 10


@dataclass
class Line:
    """One line of the account: how many were told kept, how many are, and which are wrong."""

    what: str
    told: int
    kept: int
    lost: list = field(default_factory=list)
    doubled: list = field(default_factory=list)

    @property
    def is_right(self) -> bool:
        return not (self.lost or self.doubled)


def account_of(told: list[Told]) -> list[Line]:
    """Compare everything that was told with the database and the files."""
    kept = {what: [one for one in told if one.what == what and one.is_kept] for what in sorted({t.what for t in told})}
    lines = [check(kept.get(what, [])) for what, check in CHECKS]
    return [*lines, background_line(), recomputed_line(), *command_lines()]


def visit_line(told) -> Line:
    """Each visit with a receipt is filed once, and nothing that was sent is there twice."""
    filed = Counter(str(key) for key in Visit.objects.values_list("delivery__visit_key", flat=True))
    keys = {one.key for one in told}
    return Line("visits", len(keys), sum(filed.values()), sorted(keys - set(filed)), more_than_once(filed))


def delivery_line(told) -> Line:
    """Each body that arrived is kept once."""
    came = Counter(str(key) for key in Delivery.objects.values_list("visit_key", flat=True))
    keys = {one.key for one in told}
    return Line("bodies of visits", len(keys), sum(came.values()), sorted(keys - set(came)), more_than_once(came))


def photo_line(told) -> Line:
    """Each photo with a receipt has one row, and its file is the one that was sent."""
    arrived = Photo.objects.exclude(arrived_at=None).select_related("visit__delivery")
    rows = {f"{photo.visit.delivery.visit_key}/{photo.sha256}": photo for photo in arrived}
    keys = {one.key for one in told}
    lost = [key for key in sorted(keys) if key not in rows or not is_what_was_sent(rows[key])]
    return Line("photos", len(keys), len(rows), lost, [] if len(rows) == len(arrived) else ["a photo has two rows"])


def is_what_was_sent(photo) -> bool:
    try:
        with open_stored_file(photo.stored_name) as file:
            return hashlib.sha256(file.read()).hexdigest() == photo.sha256
    except (OSError, InvalidTag):
        return False


def answer_line(told) -> Line:
    """Each alert that a filed visit answered was answered once."""
    carried = list(Visit.objects.exclude(answer_fate=""))
    answered = steps_of_alerts("answer")
    lost = [f"visit {one.pk}: {one.answer_fate} {one.answer_words}" for one in carried if one.answer_fate != "given"]
    return Line("alerts answered by a visit", len(carried), sum(answered.values()), lost, more_than_once(answered))


def close_line(told) -> Line:
    """Each alert whose page said that it is closed was closed once."""
    closed, keys = steps_of_alerts("close"), {one.key for one in told}
    return Line("alerts closed", len(keys), sum(closed.values()), sorted(keys - set(closed)), more_than_once(closed))


def steps_of_alerts(step) -> Counter:
    return Counter(str(pk) for pk in AlertTransition.objects.filter(step=step).values_list("alert", flat=True))


def import_line(told) -> Line:
    """Each file that was sent is there, and checked without a press."""
    states = {str(pk): state for pk, state in ImportBatch.objects.values_list("pk", "state")}
    return states_line("registry files sent", told, states, ("checked", "saved"))


def save_line(told) -> Line:
    """Each file whose saving was asked for is saved, and every household of it is there once."""
    states = {str(pk): state for pk, state in ImportBatch.objects.values_list("pk", "state")}
    line = states_line("registry files saved", told, states, ("saved",))
    again = Household.objects.exclude(number="").values("number").annotate(n=Count("pk")).filter(n__gt=1)
    line.doubled = [one["number"] for one in again]
    return line


def export_line(told) -> Line:
    states = {str(pk): state for pk, state in Export.objects.values_list("pk", "state")}
    return states_line("exports", told, states, ("done",))


def month_line(told) -> Line:
    """Each count of a month that was ordered is made; several orders at once may be one."""
    states = {str(pk): state for pk, state in Job.objects.values_list("pk", "state")}
    return states_line("months counted", told, states, ("done",))


def recompute_line(told) -> Line:
    """Whoever pressed *Recompute* is served: no such order is open or failed. Several presses may be one order."""
    jobs = Job.objects.filter(kind="recompute_county")
    bad = [f"{job.kind} {job.state}" for job in jobs.exclude(state="done")]
    return Line("recomputations pressed", len(told), jobs.filter(state="done").count(), bad)


def states_line(what, told, states, right) -> Line:
    """Return the line of orders, each known by the number of what was made."""
    made = sorted({one.more["made"] or one.key for one in told})
    lost = [f"{key}: {states.get(key, 'is not there')}" for key in made if states.get(key) not in right]
    return Line(what, len(made), len(made) - len(lost), lost)


def more_than_once(counted: Counter) -> list:
    return sorted(key for key, times in counted.items() if times > 1)


def background_line() -> Line:
    """No job is open, failed or set aside, and the outbox is empty."""
    bad = [f"{job.kind} {job.state} {job.error}" for job in Job.objects.exclude(state__in=("done", "cancelled"))]
    bad += [f"outbox {row.kind} {row.key} {row.error}" for row in OutboxRow.objects.all()[:MOST_NAMED]]
    return Line("jobs", Job.objects.count(), Job.objects.filter(state="done").count(), bad)


def recomputed_line() -> Line:
    """Every household that was visited or judged stands as a recomputation of the whole county would leave it; those
    that a registry file brought wait for the night."""
    before, visited = standing(), set(Visit.objects.values_list("household", flat=True))
    for county in Area.objects.counties():
        execute_risk_run(county)
    after = standing()
    due = [key for key in after if key in before or key in visited]
    changed = [f"household {key}" for key in due if before.get(key) != after[key]]
    return Line("households recomputed", len(due), len(due) - len(changed), changed)


def standing() -> dict:
    """Return facts and open flags by household, without when they were found."""
    names = [one.attname for one in HouseholdFacts._meta.concrete_fields if one.get_internal_type() != "DateTimeField"]
    flags = {}
    for home, rule, level in RiskFlag.objects.open().order_by("rule").values_list("household", "rule", "level"):
        flags.setdefault(home, []).append((rule, level))
    return {row["household_id"]: (row, flags.get(row["household_id"])) for row in HouseholdFacts.objects.values(*names)}


def command_lines() -> list[Line]:
    return [command_line(name) for name in ("check_files", "verify_log")]


def command_line(name) -> Line:
    """Return what a command of the operator finds wrong."""
    said = io.StringIO()
    try:
        call_command(name, stdout=said)
    except CommandError as error:
        return Line(f"manage.py {name}", 1, 0, [*said.getvalue().splitlines(), str(error)])
    return Line(f"manage.py {name}", 1, 1)


CHECKS = (
    ("visit", visit_line), ("visit", delivery_line), ("photo", photo_line), ("visit", answer_line),
    ("close", close_line), ("import", import_line), ("save", save_line), ("export", export_line),
    ("month", month_line), ("recompute", recompute_line),
)  # fmt: skip
