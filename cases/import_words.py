"""What can be wrong in a row of cases in a registry file, and what to do."""

from django.utils.translation import gettext_lazy as _

CASE_PROBLEMS = {
    "case_undated": (
        _("Monitored, but the day of identification is missing: no case was recorded."),
        _("Fill in the day, and send the row again."),
    ),
    "clearing_undated": (_("Cleared, but the day of clearing is missing."), _("Fill in the day.")),
    "clearing_unstated": (_("A day of clearing, but the case is not cleared."), _("Correct one of the two.")),
    "ending_undated": (_("Ended, but the day is missing."), _("Fill in the day.")),
    "cleared_before": (_("Cleared before it was identified."), _("Correct one of the two dates.")),
    "type_needed": (_("The type of the case is missing."), _("Fill in the type.")),
    "risks_needed": (_("No risk is named."), _("Name one to five risks, the main one first.")),
    "too_many_risks": (_("More than five risks."), _("Keep the five that matter most.")),
    "no_line": (
        _("No monitoring line was in force on %(day)s."),
        _("Fill in the line of that day, or have it enacted on the parameter page first."),
    ),
    "another_open": (
        _("Episode %(episode)s of this household is still open."),
        _("End or clear that episode first, or send its changes under its own number."),
    ),
    "case_went_back": (
        _("On file as “%(state)s”; a file cannot take that back."),
        _("Roll back or mark again on the page of the household, or correct the file."),
    ),
}
