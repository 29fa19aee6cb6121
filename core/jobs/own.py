"""The background work that maintains the jobs themselves."""

from django.utils.translation import gettext_lazy as _

from .kinds import job_kind
from .sweep import forget_left_entries, forget_old_jobs


@job_kind("forget_jobs", label=_("Delete old records of background work"))
def forget_jobs(job) -> dict:
    return {"jobs": forget_old_jobs(), "entries": forget_left_entries()}
