"""What can be wrong in a file of deliveries beside what can be wrong in any file."""

from django.utils.translation import gettext_lazy as _

from households.import_messages import add_problem_words

add_problem_words(
    {
        "delivery_columns": (
            _("No sheet has the columns: %(columns)s."),
            _("Name the columns “household number” or “head”, and “yuan”, and send the file again."),
        ),
        "delivery_rows": (
            _("The file has more than %(limit)s rows."),
            _("Record them as several sales, each with a file of its own."),
        ),
        "delivery_nobody": (_("Neither a household number nor a head."), _("Fill in one of them, or delete the row.")),
        "delivery_unknown": (
            _("No household of the place of this sale has this number or head."),
            _("Check the number, or delete the row."),
        ),
        "delivery_several": (
            _("Several households of this place have a head of this name."),
            _("Enter the household number instead."),
        ),
        "delivery_twice": (_("This household stands in an earlier row too."), _("Put both amounts into one row.")),
    }
)
