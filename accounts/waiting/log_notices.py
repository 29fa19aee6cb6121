"""What waits for auditors: notices about the log, and about how somebody reads."""

from django.utils.translation import gettext_lazy as _

from accounts.models import LogNotice
from accounts.permissions import Permission

from .declare import WaitingRow, waiting_kind


class NoticeShown:
    """A notice by its kind, and about whom it is."""

    def related(self, rows):
        return rows.select_related("county", "user")

    def row(self, notice) -> WaitingRow:
        return WaitingRow(
            name=notice.get_kind_display(), number=f"{notice.number}", place=notice.county.name,
            since=notice.waits_since, until=notice.waits_until, url=notice.get_absolute_url(),
            note=str(notice.user or ""),
        )  # fmt: skip


@waiting_kind(
    "log-notices", order=5, label=_("Notices about the access log to look into"), permission=Permission.AUDIT_VIEW,
    shown=NoticeShown(), place="county__path", since="day",
)  # fmt: skip
def notices_to_look_into(county, day):
    return LogNotice.objects.waiting().filter(county=county)
