"""Background jobs about people and places: the daily e-mail, changes of villages, territories handed over."""

from django.utils.translation import gettext_lazy as _

from accounts.areas.changes import apply_due_area_changes
from accounts.people.work import hand_over_due_work
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


@job_kind("hand_over_work", label=_("Hand over the work of territories whose day has come"))
def hand_over_work(job) -> int:
    """Let the work that bears a person's name go to whoever takes the territory over."""
    return hand_over_due_work()
