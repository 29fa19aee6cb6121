"""The nightly run: facts, verdict, flags and colours of a county in one transaction, with a run record.

Runs of a county queue for its lock in the order in which they came, a night like a single household: visits that go on
arriving hold up no night. Running a night twice changes nothing. When a worker is killed, its transaction is rolled
back, and the next run closes the record as interrupted."""

import time
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.models import HouseholdFacts, RiskRun, RunState
from alerts.notifications import actions as notifications
from alerts.rules import RULES, risk_rules_digest
from alerts.signals import households_judged
from core import sql
from core.dates import today
from core.locks import held_locks, hold_work_lock, try_turn, wait_for_turn
from core.workflow import ActionRefused
from policy import parameters

from . import evaluate, facts, flags, gather
from .gaps import GAPS, any_gap

PATIENCE = 600  # seconds that a night queues; its job comes again after that
END_WITHIN = 2_000  # milliseconds until the database notices a killed worker and rolls back


class RunBusy(Exception):
    """Raised when another run of the county is still going on."""


class RunRefused(ActionRefused):
    """Raised with the reason why a run was not started."""


def execute_risk_run(county, *, as_of=None, households=None, by=None) -> RiskRun:
    """Recompute a county, or only the households whose keys are given, as of a day (default: today), and return the
    run.

    Raises RunRefused for a future day or a day before the last completed run, because the history of flags is never
    rewritten; raises RunBusy when another run of the county is going on."""
    as_of = as_of or today()
    check_run_day(county, as_of)
    p = parameters.parameters_on(as_of, county)
    record = RiskRun.objects.create(
        county=county,
        is_partial=households is not None,
        as_of=as_of,
        started_by=by,
        parameters=p.snapshot(),
        parameters_digest=p.digest,
        rules_digest=risk_rules_digest(),
    )
    try:
        with hold_work_lock(record.lock), transaction.atomic():
            sql.execute_sql(f"SET LOCAL client_connection_check_interval = {END_WITHIN}")
            acquire_run_lock(county, wait=households is not None)
            check_run_day(county, as_of)
            close_interrupted_runs(county, record)
            compute_risk_run(record, p, **({"county": county} if households is None else {"pk__in": households}))
            # in the flags' transaction, so that no notification tells of a run that failed
            finish_risk_run(record, RunState.COMPLETED)
    except Exception as error:
        finish_risk_run(record, RunState.FAILED, error=run_error_words(error))
        raise
    return record


def run_error_words(error) -> str:
    """Return the text of a failure for the run record: our own messages in full, of other errors only the class name,
    because their text might name a person."""
    return str(error) if isinstance(error, RunBusy | RunRefused) else type(error).__name__


def check_run_day(county, as_of):
    """Refuse a future day, or a day before the last completed run."""
    if as_of > today():
        raise RunRefused(_("%(day)s is in the future. Choose today or a day before.") % {"day": as_of})
    last = RiskRun.objects.filter(county=county).completed().order_by("-as_of").first()
    if last and as_of < last.as_of:
        raise RunRefused(
            _(
                "The county was already recomputed as of %(last)s. Choose that day or a later one; what was true on "
                "earlier days is shown by the dashboard's date."
            )
            % {"last": last.as_of}
        )


def acquire_run_lock(county, *, wait: bool):
    """Queue for the county's advisory lock and hold it until the transaction ends. Runs of single households wait as
    long as it takes; a nightly run raises RunBusy in the end."""
    if wait:
        wait_for_turn(run_lock(county))
    elif not try_turn(run_lock(county), seconds=PATIENCE):
        raise RunBusy(_("Another run of this county is going on. Wait until it has finished."))


def run_lock(county) -> str:
    return f"recompute {county.code}"


def close_interrupted_runs(county, record):
    """Close the records of runs whose worker died: each run holds a lock of its own, also while it queues."""
    others = RiskRun.objects.filter(county=county, state=RunState.RUNNING).exclude(pk=record.pk)
    alive = held_locks(one.lock for one in others)
    dead = [one.pk for one in others if one.lock not in alive]
    RiskRun.objects.filter(pk__in=dead, state=RunState.RUNNING).update(
        state=RunState.INTERRUPTED, finished_at=timezone.now(), error=_("The worker was stopped before it finished.")
    )


def compute_risk_run(record, p, **households):
    """Run the steps over the households that the filters name, and keep counts and seconds in the record."""
    with timed_run_step(record, "facts"):
        record.counts["facts"] = facts.refresh_facts(p, **households)
    with timed_run_step(record, "rules"):
        create_verdict_table(p, **households)
    with timed_run_step(record, "flags"):
        record.counts["flags"] = flags.update_flags(
            record, [entry.code for entry in evaluate.judged_rules(p)], **households
        )
    with timed_run_step(record, "colours"):
        flags.update_colours(p, any_gap(), **households)
    with timed_run_step(record, "alerts"):
        record.counts["alerts"] = gather.gather_alerts(p, **households)
        if not record.is_partial:
            record.counts["notifications"] = notifications.notify_alert_deadlines(p, record.county)
    with timed_run_step(record, "counts"):
        record.counts |= count_run_results(p, **households)
    households_judged.send(RiskRun, p=p, households=households)


@contextmanager
def timed_run_step(record, step):
    started = time.perf_counter()
    yield
    record.seconds[step] = round(time.perf_counter() - started, 3)


def create_verdict_table(p, **households):
    """Store the verdict in a temporary table, because flags are compared with it several times."""
    source = evaluate.verdict_sql(p, **households)
    sql.execute_sql("DROP TABLE IF EXISTS verdict")
    sql.execute_sql(f"CREATE TEMPORARY TABLE verdict ON COMMIT DROP AS {source.text}", source.params)
    sql.execute_sql("CREATE INDEX ON verdict (household_id, rule)")
    sql.execute_sql("ANALYZE verdict")


def count_run_results(p, **households) -> dict:
    """Return the results of a run: households by colour, open flags by rule and level, unknown households by reason,
    and the rules that were not judged because a parameter is not in force."""
    mine = HouseholdFacts.objects.filter(**{f"household__{key}": value for key, value in households.items()})
    gaps = mine.aggregate(**{code: flags.count_if(entry.condition) for code, entry in GAPS.items()})
    return {
        "households": mine.count(),
        "colours": flags.count_by_colour(mine),
        "open": flags.count_open_flags(**households),
        "unknown": gaps | {"any": mine.filter(any_gap()).count()},
        "not_judged": sorted(set(RULES) - {entry.code for entry in evaluate.judged_rules(p)}),
    }


def finish_risk_run(record, state, error=""):
    record.state, record.error, record.finished_at = state, error, timezone.now()
    record.save(update_fields=["state", "error", "finished_at", "counts", "seconds"])
