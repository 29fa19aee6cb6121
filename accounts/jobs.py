"""Background jobs about people's work: the daily e-mail of what waits."""

from django.utils.translation import gettext_lazy as _

from accounts.areas.changes import apply_due_area_changes
from accounts.waiting import digest
from core.jobs.kinds import job_kind


@job_kind("send_digest", label=_("Send the daily digest by e-mail"))
def send_digest(job):
    """Send the morning digest to everybody who has an e-mail address and something to do. By hand: `manage.py
    send_digest`."""
    return digest.send_digests()


@job_kind("change_areas", label=_("Apply the changes of villages whose day has come"))
def change_areas(job) -> int:
    """Let names, codes and mergers of villages hold from their day on."""
    return apply_due_area_changes()
