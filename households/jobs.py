"""The registry's background jobs."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from core.jobs.actions import ask_job
from core.jobs.kinds import job_kind
from core.jobs.models import JobState
from households.ending.log import end_log_of_no_county
from households.ending.run import end_due_data
from households.import_messages import ProblemMessage
from households.imports import run as import_run

from .models import ImportBatch, ImportState


def give_up_import(job) -> None:
    """Mark the import as failed because its job failed, so that its page says so and which limit was reached."""
    batch, kind = ImportBatch.objects.get(pk=job.args["batch"]), job.kind_of_job
    limits = {
        "MemoryError": ProblemMessage("work_too_large", {"limit": kind.megabytes}),
        "SoftTimeLimitExceeded": ProblemMessage("work_too_long", {"limit": kind.minutes}),
    }
    if job.state == JobState.SET_ASIDE:
        import_run.fail_import(batch, ProblemMessage("work_given_up", {"times": kind.attempts}))
    elif reached := limits.get(job.error.partition(" at ")[0]):
        import_run.fail_import(batch, reached)
    else:
        import_run.fail_unexpectedly(batch, job.error or job.state)


@job_kind("registry_check", label=_("Check a registry file"), minutes=180, gave_up=give_up_import)
def check_import(job) -> None:
    """Check an uploaded import. After a killed worker the job runs again, starting from the file."""
    batch = ImportBatch.objects.get(pk=job.args["batch"])
    batch.move(ImportState.UPLOADED, to=ImportState.CHECKING)
    import_run.run_import_check(batch, report=job.tell)


@job_kind("registry_save", label=_("Save a registry file"), minutes=180, gave_up=give_up_import)
def save_import(job) -> None:
    """Save a checked import, as above. By hand: `manage.py import_registry`."""
    import_run.run_import_save(ImportBatch.objects.get(pk=job.args["batch"]), report=job.tell)


@job_kind("end_data", label=_("End data whose time is over"))
def end_data(job) -> list[str]:
    """Ask for one job for each county, and cut the log of those without a county."""
    end_log_of_no_county()
    codes = Area.objects.counties().values_list("code", flat=True)
    return [str(ask_job("end_county_data", key=f"end data {code}", county=code).pk) for code in codes]


@job_kind("end_county_data", label=_("End the data of a county whose time is over"), minutes=240)
def end_county_data(job) -> dict:
    """End what is due, the oldest first; what a night does not reach is due the next one."""
    return end_due_data(Area.objects.counties().get(code=job.county), job.tell)
