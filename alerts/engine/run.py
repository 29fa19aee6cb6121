"""The nightly run: facts, verdict, flags, colours, in one transaction a county, and a record of it.

Running a night twice changes nothing. A worker that is killed leaves nothing half done: its transaction is rolled back,
and the next run closes its record as interrupted."""

import datetime as dt
import hashlib
import time
from contextlib import contextmanager

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.models import HouseholdFacts, RiskRun, RunState
from alerts.notifications import actions as notifications
from alerts.rules import RULES, digest
from core import sql
from core.dates import today
from policy import parameters

from . import evaluate, facts, flags, gather
from .gaps import GAPS, any_gap

LONG_WAIT = dt.timedelta(hours=1)
END_WITHIN = 2_000  # milliseconds after which the database notices that a worker was killed, and rolls back


class Busy(Exception):
    """Another run of the county is going on."""


class Refused(Exception):
    """The run was not started, for the reason given."""


def run(county, *, as_of=None, household=None, by=None) -> RiskRun:
    """Recompute a county (or one household of it) as of a day, today when none is given, and return the record.

    Raises Refused for a day that lies ahead or before the last completed run (flags have a history, and history is not
    rewritten), and Busy when another run of the county is going on."""
    as_of = as_of or today()
    check_day(county, as_of)
    p = parameters.on(as_of, county)
    record = RiskRun.objects.create(
        county=county, household=household, as_of=as_of, started_by=by,
        parameters=p.snapshot(), parameters_digest=p.digest, rules_digest=digest(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            sql.run(f"SET LOCAL client_connection_check_interval = {END_WITHIN}")
            take_turn(county, wait=household is not None)
            check_day(county, as_of)
            close_interrupted(county, record)
            compute(record, p, **({"pk__in": [household.pk]} if household else {"county": county}))
            finish(record, RunState.COMPLETED)  # with the flags, so that none is ever raised by a run that did not end
    except Exception as error:
        finish(record, RunState.FAILED, error=in_words(error))
        raise
    return record


def in_words(error) -> str:
    """What the record says of a failure: our own words, or only the kind of a stranger's, which might name a person."""
    return str(error) if isinstance(error, Busy | Refused) else type(error).__name__


def check_day(county, as_of):
    """Refuse a day that lies ahead, or before the last completed run."""
    if as_of > today():
        raise Refused(_("%(day)s lies ahead. Choose today or a day before.") % {"day": as_of})
    last = RiskRun.objects.filter(county=county).completed().order_by("-as_of").first()
    if last and as_of < last.as_of:
        raise Refused(
            _("The county was already recomputed as of %(last)s. Choose that day or a later one; what was true on "
              "earlier days is shown by the dashboard's date.") % {"last": last.as_of}
        )  # fmt: skip


def take_turn(county, *, wait: bool):
    """One run a county at a time: hold the county's advisory lock until the transaction ends. A single household
    waits for its turn, a night does not."""
    take = "pg_advisory_xact_lock" if wait else "pg_try_advisory_xact_lock"
    if sql.rows(f"SELECT {take}(%s)", [lock_of(county)]) == [(False,)]:
        raise Busy(_("Another run of this county is going on. Wait until it has finished."))


def lock_of(county) -> int:
    """The number of the county's advisory lock."""
    return int.from_bytes(hashlib.sha256(f"recompute {county.code}".encode()).digest()[:8], signed=True)


def close_interrupted(county, record):
    """Whoever holds the lock knows that every other night still marked as running has died. A single household may be
    waiting for the lock, but not for an hour."""
    dead = Q(household=None) | Q(started_at__lt=timezone.now() - LONG_WAIT)
    RiskRun.objects.filter(dead, county=county, state=RunState.RUNNING).exclude(pk=record.pk).update(
        state=RunState.INTERRUPTED, finished_at=timezone.now(), error=_("The worker was stopped before it finished.")
    )


def compute(record, p, **households):
    """The steps of a run over the households that the filters name; counts and seconds go into the record."""
    with timed(record, "facts"):
        record.counts["facts"] = facts.refresh(p, **households)
    with timed(record, "rules"):
        verdict_table(p, **households)
    with timed(record, "flags"):
        record.counts["flags"] = flags.follow(record, [entry.code for entry in evaluate.judged(p)], **households)
    with timed(record, "colours"):
        flags.colour(p, any_gap(), **households)
    with timed(record, "alerts"):
        record.counts["alerts"] = gather.gather(p, **households)
        if record.household is None:
            record.counts["notices"] = notifications.remind(p, record.county)
    with timed(record, "counts"):
        record.counts |= counted(p, **households)


@contextmanager
def timed(record, step):
    started = time.perf_counter()
    yield
    record.seconds[step] = round(time.perf_counter() - started, 3)


def verdict_table(p, **households):
    """The verdict as a table of this transaction, so that flags are compared with it several times."""
    source = evaluate.select(p, **households)
    sql.run("DROP TABLE IF EXISTS verdict")
    sql.run(f"CREATE TEMPORARY TABLE verdict ON COMMIT DROP AS {source.text}", source.params)
    sql.run("CREATE INDEX ON verdict (household_id, rule)")
    sql.run("ANALYZE verdict")


def counted(p, **households) -> dict:
    """What the record of a run tells: households by colour, open flags by rule and level, unknown by reason, and the
    rules that could not be judged because a parameter is not in force."""
    mine = HouseholdFacts.objects.filter(**{f"household__{key}": value for key, value in households.items()})
    gaps = mine.aggregate(**{code: flags.count_if(entry.condition) for code, entry in GAPS.items()})
    return {
        "households": mine.count(),
        "colours": flags.by_colour(mine),
        "open": flags.by_rule(**households),
        "unknown": gaps | {"any": mine.filter(any_gap()).count()},
        "not_judged": sorted(set(RULES) - {entry.code for entry in evaluate.judged(p)}),
    }


def finish(record, state, error=""):
    record.state, record.error, record.finished_at = state, error, timezone.now()
    record.save(update_fields=["state", "error", "finished_at", "counts", "seconds"])
