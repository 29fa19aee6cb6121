"""Background jobs: the daily e-mail, places and territories that change, and what keeps the access log true."""

from django.utils.translation import gettext_lazy as _

from accounts.areas.changes import apply_due_area_changes
from accounts.audit.chain import chain_county
from accounts.audit.copy import copy_county
from accounts.audit.unusual import watch_reading
from accounts.audit.verify import verify_log
from accounts.models import Area
from accounts.people.expiry import forget_ended_sessions, forget_old_attempts, forget_old_digests
from accounts.people.links import close_expired_links
from accounts.people.work import hand_over_due_work
from accounts.waiting import digest
from core.jobs.actions import ask_job
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


@job_kind("forget_sign_ins", label=_("Delete expired sessions and close expired sign-in links"))
def forget_sign_ins(job) -> dict:
    """Delete what is over of sessions, failed sign-ins and digests, and close the links whose time is past."""
    return {
        "sessions": forget_ended_sessions(), "links": close_expired_links(),
        "attempts": forget_old_attempts(), "digests": forget_old_digests(),
    }  # fmt: skip


@job_kind("chain_log", label=_("Chain the lines of the access log"), kept_days=1)
def chain_log(job) -> int:
    """Ask for one job for each county, and one for the lines of no county."""
    counties = ["", *Area.objects.counties().values_list("code", flat=True)]
    return len([ask_job("chain_county_log", key=f"chain_county_log {code}", county=code) for code in counties])


@job_kind("chain_county_log", label=_("Chain the lines of the access log of a county"), kept_days=1)
def chain_county_log(job) -> dict:
    """Chain what was committed since the last minute, and copy it elsewhere when a target is set."""
    return {"chained": chain_county(job.county), "copied": copy_county(job.county)}


@job_kind("watch_reading", label=_("Look for unusual reading"), kept_days=1)
def watch_counties(job) -> list[str]:
    """Ask for one job for each county."""
    codes = Area.objects.counties().values_list("code", flat=True)
    return [str(ask_job("watch_county_reading", key=f"watch_county_reading {code}", county=code).pk) for code in codes]


@job_kind("watch_county_reading", label=_("Look for unusual reading in a county"), kept_days=1)
def watch_county_reading(job) -> dict:
    """Tell the auditors who reads unusually today."""
    return watch_reading(Area.objects.counties().get(code=job.county))


@job_kind("verify_log", label=_("Check that the access log was not altered"), minutes=240)
def check_log(job) -> dict:
    """Compute the chain anew. By hand: `manage.py verify_log`."""
    return verify_log()
