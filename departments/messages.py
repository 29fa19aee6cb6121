"""What can be wrong with a batch or with answers to inquiries beside what can be wrong with any file, and what the work
on a batch is doing."""

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
        "inquiry_columns": (
            _("No sheet has the columns: %(columns)s."),
            _("Download the list of inquiries, fill it in and send it."),
        ),
        "inquiry_rows": (
            _("The file has more than %(limit)s rows."),
            _("Split it, and send one part after the other."),
        ),
        "inquiry_unknown": (
            _("Your department was not asked under this number."),
            _("Copy the number from the downloaded list, or delete the row."),
        ),
        "inquiry_silent": (_("Something was found, but it is not said what."), _("Say in one line what was found.")),
        "inquiry_but_nothing": (
            _("It is said what was found, but not that something was."),
            _("Fill in yes, or empty the line."),
        ),
        "inquiry_half": (
            _("Other people of this inquiry have an answer, this one has none."),
            _("Look this person up too, and fill in yes or no."),
        ),
        "inquiry_closed": (
            _("This inquiry is closed already, and not with this answer: %(state)s."),
            _("Delete the row. If the earlier answer was wrong, tell the county."),
        ),
        "inquiry_refused": (_("Not taken: %(why)s"), _("Look at the inquiry on its page.")),
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
