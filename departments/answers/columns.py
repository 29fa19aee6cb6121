"""The list of answers, on the page and in a file: nothing personal."""

from django.utils.translation import gettext_lazy as _

from core.listing import DAY, Column, Listing
from departments.feeds import FEEDS


def feed_title(answer):
    return FEEDS[answer.feed].title if answer.feed in FEEDS else answer.feed


ANSWER_LISTING = Listing(
    "feed-answers",
    _("Answers to departments"),
    (
        Column("reference", _("Number of the record"), value="reference", sort="reference"),
        Column("feed", _("Feed"), value=feed_title, sort=("feed", "-pk")),
        Column("outcome", _("Outcome"), value="get_outcome_display"),
        Column("received", _("Record of"), value="received_on", kind=DAY),
        Column("answered", _("Answered on"), value="answered_on", kind=DAY, sort=("answered_on", "pk")),
        Column("due", _("Reply due on"), value="due_on", kind=DAY, sort=("due_on", "pk")),
        Column("reply", _("Reply"), value=lambda one: one.get_reply_display() or None),
        Column("do", _("To do"), template="departments/answers/_cell_reply.html"),
    ),
    title=_("Answers to departments"),
    lead=_("What came of the records that departments sent: their own number, the outcome and the day."),
    noun=_("answers"),
    row="answer",
    sort="-answered",
    empty=_("No answer yet. A record is answered when the village has looked and the township has closed the alert."),
    no_match=_("No answer matches these filters."),
    show_all=_("Show all answers"),
    exported=True,
    is_plain=True,
)
