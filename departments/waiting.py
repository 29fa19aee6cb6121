"""What waits of departments: a feed that did not come or came with far fewer rows than usual (WRK-09), answers to
which a department replies, and inquiries that it answers."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Permission
from accounts.waiting.declare import WaitingRow, waiting_kind
from core.dates import add_months, first_of_month

from .feeds import FEEDS
from .models import FeedAnswer, FeedMonth, Inquiry

MONTHS_LOOKED_AT = 3  # what is older was seen often enough


@dataclass(frozen=True)
class FeedShown:
    """A month of a feed as a row of what waits."""

    def related(self, rows):
        return rows.select_related("county")

    def row(self, month) -> WaitingRow:
        return WaitingRow(
            name=FEEDS[month.feed].title, number=f"{month.month:%Y-%m}", place=month.county.name,
            since=month.waits_since, until=month.waits_until, url=reverse("departments:feed", args=[month.feed]),
            note=_("Came with far fewer rows than usual") if month.is_thin else "",
        )  # fmt: skip


@waiting_kind(
    "feeds-silent", order=70, label=gettext_lazy("Data of departments that did not come"),
    permission=Permission.FEED_VIEW, roles=("county_staff", "department_liaison"), shown=FeedShown(),
    place="county__path", department="department", until="due_on", since="month",
)  # fmt: skip
def silent_feeds(county, day):
    since = add_months(first_of_month(day), -MONTHS_LOOKED_AT)
    return FeedMonth.objects.silent(day).filter(county=county, month__gte=since, feed__in=list(FEEDS))


@dataclass(frozen=True)
class AnswerShown:
    """An answer that asks a department for something, as a row of what waits."""

    def related(self, rows):
        return rows.select_related("county")

    def row(self, answer) -> WaitingRow:
        return WaitingRow(
            name=FEEDS[answer.feed].title, number=answer.reference, place=answer.county.name,
            since=answer.waits_since, until=answer.waits_until, url=reverse("departments:answer", args=[answer.pk]),
            note=answer.get_outcome_display(),
        )  # fmt: skip


@waiting_kind(
    "department-reply", order=71, label=gettext_lazy("Answers to which the department replies"),
    permission=Permission.FEED_SEND, roles=("department_liaison",), shown=AnswerShown(),
    place="county__path", department="department", until="due_on", since="answered_on",
)  # fmt: skip
def answers_to_reply_to(county, day):
    return FeedAnswer.objects.tasks().filter(county=county, feed__in=list(FEEDS))


@dataclass(frozen=True)
class InquiryShown:
    """An inquiry as a row of what waits: its number alone, nobody of whom it asks."""

    def related(self, rows):
        return rows.select_related("county")

    def row(self, inquiry) -> WaitingRow:
        return WaitingRow(
            name=_("Inquiry"), number=f"{inquiry.pk}", place=inquiry.county.name, since=inquiry.waits_since,
            until=inquiry.waits_until, url=inquiry.get_absolute_url(),
        )  # fmt: skip


@waiting_kind(
    "inquiries-open", order=72, label=gettext_lazy("Inquiries about families to answer"),
    permission=Permission.INQUIRY_ANSWER, shown=InquiryShown(), place="county__path", department="department",
    until="due_on", since="asked_on", address=("departments:inquiries", {}), at_once=gettext_lazy("Answer several"),
)  # fmt: skip
def inquiries_to_answer(county, day):
    return Inquiry.objects.open().filter(county=county)
