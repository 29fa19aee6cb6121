"""What can be wrong in a payment list that comes as a file, and what to do."""

from django.utils.translation import gettext_lazy as _

PAYMENT_PROBLEMS = {
    "payment_columns": (
        _("No sheet says who was paid what. Needed are the columns: %(columns)s."),
        _("Correct the headers of the file, or enter the amounts by hand."),
    ),
    "payment_rows": (
        _("The file has more than %(limit)s rows."),
        _("Send the list of one month and one employer at a time."),
    ),
    "payment_nobody": (
        _("Nobody with this ID number or name has a place here in this month."),
        _("Correct it, or offer the person a place first. Whoever is no worker of yours is left out of the file."),
    ),
    "payment_called_alike": (
        _("Several people who work here are called so."),
        _("Add the ID number to the row."),
    ),
    "payment_several": (
        _("This person has several places here in this month."),
        _("Leave the row out of the file, and enter the amount by hand at the place that is meant."),
    ),
    "payment_twice": (
        _("This person stands in the file twice."),
        _("Put both amounts into one row."),
    ),
}  # fmt: skip
