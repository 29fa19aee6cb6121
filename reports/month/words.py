"""The words for the steps of a monthly report."""

from django.utils.translation import pgettext_lazy

REPORT_STEP_LABELS = {
    "check": pgettext_lazy("report", "Mark as checked"),
    "reopen": pgettext_lazy("report", "Back to draft"),
    "freeze": pgettext_lazy("report", "Freeze"),
    "submit": pgettext_lazy("report", "Submit"),
}
REPORT_STEP_DONE = {
    "check": pgettext_lazy("report", "Checked"),
    "reopen": pgettext_lazy("report", "Back to draft"),
    "freeze": pgettext_lazy("report", "Frozen"),
    "submit": pgettext_lazy("report", "Submitted"),
}
