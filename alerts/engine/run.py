"""The nightly run: facts, verdict, flags, colours, in one transaction a county, and a record of it.

Running a night twice changes nothing. A worker that is killed leaves nothing half done: its transaction is rolled back,
and the next run closes its record as interrupted."""

import datetime as dt
import time
from contextlib import contextmanager

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.models import HouseholdFacts, RiskRun, RunState
from alerts.notifications import actions as notifications
from alerts.rules import RULES, risk_rules_digest
from core import sql
from core.dates import today
from core.locks import try_turn, wait_for_turn
from core.workflow import ActionRefused
from policy import parameters

from . import evaluate, facts, flags, gather
from .gaps import GAPS, any_gap

LONG_WAIT = dt.timedelta(hours=1)
END_WITHIN = 2_000  # milliseconds after which the database notices that a worker was killed, and rolls back


class RunBusy(Exception):
    """Another run of the county is going on."""


class RunRefused(ActionRefused):
    """The run was not started, for the reason given."""


def execute_risk_run(county, *, as_of=None, households=None, by=None) -> RiskRun:
    """Recompute a county (or of it those whose keys are in `households`) as of a day, today when none is given, and
    return the record.

    Raises RunRefused for a day that lies ahead or before the last completed run (flags have a history, and history is
    not rewritten), and RunBusy when another run of the county is going on."""
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
        with transaction.atomic():
            sql.execute_sql(f"SET LOCAL client_connection_check_interval = {END_WITHIN}")
            acquire_run_lock(county, wait=households is not None)
            check_run_day(county, as_of)
            close_interrupted_runs(county, record)
            compute_risk_run(record, p, **({"county": county} if households is None else {"pk__in": households}))
            # With the flags, so that none is ever raised by a run that did not end.
            finish_risk_run(record, RunState.COMPLETED)
    except Exception as error:
        finish_risk_run(record, RunState.FAILED, error=run_error_words(error))
        raise
    return record


def run_error_words(error) -> str:
    """Return what the record says of a failure: our own words, or only the kind of a stranger's, which might name a
    person."""
    return str(error) if isinstance(error, RunBusy | RunRefused) else type(error).__name__


def check_run_day(county, as_of):
    """Refuse a day that lies ahead, or before the last completed run."""
    if as_of > today():
        raise RunRefused(_("%(day)s lies ahead. Choose today or a day before.") % {"day": as_of})
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
    """One run a county at a time: hold the county's advisory lock until the transaction ends. Single households wait
    for their turn, a night does not."""
    if wait:
        wait_for_turn(run_lock(county))
    elif not try_turn(run_lock(county)):
        raise RunBusy(_("Another run of this county is going on. Wait until it has finished."))


def run_lock(county) -> str:
    return f"recompute {county.code}"


def close_interrupted_runs(county, record):
    """Whoever holds the lock knows that every other night still marked as running has died. A single household may be
    waiting for the lock, but not for an hour."""
    dead = Q(is_partial=False) | Q(started_at__lt=timezone.now() - LONG_WAIT)
    RiskRun.objects.filter(dead, county=county, state=RunState.RUNNING).exclude(pk=record.pk).update(
        state=RunState.INTERRUPTED, finished_at=timezone.now(), error=_("The worker was stopped before it finished.")
    )


def compute_risk_run(record, p, **households):
    """The steps of a run over the households that the filters name; counts and seconds go into the record."""
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


@contextmanager
def timed_run_step(record, step):
    started = time.perf_counter()
    yield
    record.seconds[step] = round(time.perf_counter() - started, 3)


def create_verdict_table(p, **households):
    """The verdict as a table of this transaction, so that flags are compared with it several times."""
    source = evaluate.verdict_sql(p, **households)
    sql.execute_sql("DROP TABLE IF EXISTS verdict")
    sql.execute_sql(f"CREATE TEMPORARY TABLE verdict ON COMMIT DROP AS {source.text}", source.params)
    sql.execute_sql("CREATE INDEX ON verdict (household_id, rule)")
    sql.execute_sql("ANALYZE verdict")


def count_run_results(p, **households) -> dict:
    """Return what the record of a run tells: households by colour, open flags by rule and level, unknown by reason, and
    the rules that could not be judged because a parameter is not in force."""
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
