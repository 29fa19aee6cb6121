"""What can be wrong in a row of the monthly tables, and what to do."""

from django.utils.translation import gettext_lazy as _

MONTHLY_PROBLEMS = {
    "unknown_in_county": (
        _("Nobody on file in this county has this ID number."),
        _("Correct the number. Else save the good rows: the person then waits among the people nobody knows yet."),
    ),
    "other_name": (
        _("This ID number is on file with another name."),
        _("Correct the number or the name; a new name is first corrected in the registry."),
    ),
    "county_of_work_unclear": (
        _("From this name nobody can tell in which province it lies."),
        _("Write the province before it, such as 广东省东莞市, or the name of the own county."),
    ),
    "confirmed_before_it_began": (
        _("Confirmed on a day before the work began."),
        _("Correct the day on which it was confirmed, or the first day."),
    ),
}
