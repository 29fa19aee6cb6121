"""What can be wrong with a batch beside what can be wrong with any file, and what its work is doing."""

from django.utils.translation import gettext_lazy as _

from households.import_messages import add_problem_words

add_problem_words(
    {
        "feed_columns": (
            _("Sheet %(sheet)s lacks the columns: %(columns)s."),
            _("Download the template of this feed and copy the rows into it, or correct the headers."),
        ),
        "feed_unknown": (
            _("No sheet has the headers of this feed. Seen: %(seen)s."),
            _("Download the template of this feed and copy the rows into it."),
        ),
        "feed_sheets": (
            _("Several sheets have the columns of this feed: %(sheets)s."),
            _("Put all rows on one sheet, or send one file for each."),
        ),
        "other_feed": (
            _("These are the columns of another feed: %(feed)s."),
            _("Choose that feed, or the file of this one. Nothing was read."),
        ),
        "other_month": (
            _("Row %(row)s says that its month is %(said)s, and not %(month)s."),
            _("Choose the month of the file, or the file of this month. Nothing was read."),
        ),
        "other_county": (
            _("Row %(row)s lies in another county (%(said)s)."),
            _("Send the file of this county. Nothing was read."),
        ),
        "after_month": (
            _("After the end of the month that is sent."),
            _("Correct the day, or send the row with its own month."),
        ),
        "reference_personal": (
            _("An ID number is no number of a record: it goes back with the answer, and that holds nothing personal."),
            _("Enter the department's own number of the record."),
        ),
        "nobody_named": (_("Neither a name nor an ID number."), _("Fill in one of them, or delete the row.")),
        "over_before": (_("Over before it began."), _("Correct one of the two days.")),
        "one_needed": (_("None of these is filled in: %(columns)s."), _("Fill in at least one of them.")),
        "feed_gone": (
            _("The rows changed since the check: %(errors)s errors now prevent publishing. Nothing was published."),
            _("Look at the errors below."),
        ),
    }
)

BATCH_STEPS = {  # what the work on a batch is doing, for those who wait
    "": _("Waiting for a worker"),
    "reading": _("Reading and cleaning rows"),
    "comparing": _("Comparing with what was sent before, and finding the people"),
    "writing": _("Writing"),
    "listing": _("Listing what is wrong"),
}
