"""What auditors are told about the log, and about how somebody reads: once a day and kind."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Area, LogNotice, LogNoticeKind
from core.dates import today

from .details import name_access_detail
from .log import record_access

name_access_detail("kind", values=LogNoticeKind.choices)


def tell_auditors(county: str, kind, number: int, *, user=None, first_line=None) -> None:
    """Tell the auditors of a county (its code); of what belongs to no county, those of every county. What was told
    today already only takes the higher number."""
    places = Area.objects.counties().filter(code=county) if county else Area.objects.counties()
    told = {"kind": kind, "day": today(), "user_id": user, "number": number, "first_line": first_line}
    LogNotice.objects.bulk_create([LogNotice(county=place, **told) for place in places], ignore_conflicts=True)
    same = LogNotice.objects.filter(county__in=places, kind=kind, day=today(), user=user)
    same.filter(number__lt=number).update(number=number)


def notice_link(notice) -> str:
    """Return the address of the lines it is about, where the log can show them."""
    if notice.user_id:
        return reverse("accounts:log", query={"person": notice.user_id, "since": notice.day, "until": notice.day})
    return reverse("accounts:log") if notice.kind == LogNoticeKind.LATE else ""


@transaction.atomic
def see_notice(notice, *, by) -> bool:
    """Note that an auditor looked into it. Returns False when another did before."""
    done = LogNotice.objects.filter(pk=notice.pk, seen_at=None).update(seen_by=by, seen_at=timezone.now())
    if done:
        record_access(by, "log_notice_seen", notice, area=notice.county, kind=notice.kind)
    return bool(done)
