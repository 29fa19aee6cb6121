"""Lists of background work: kinds, states and times, and nobody's data."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.jobs.sweep import UNKNOWN_KIND
from core.listing import MOMENT, NUMBER, Column, Listing


def error_in_words(row) -> str:
    """Return why it failed: the kind and the place of an error stay as an engineer reads them."""
    if row.error == UNKNOWN_KIND:
        return gettext("The program does not know this kind of work any more.")
    kind, at, places = row.error.partition(" at ")
    return gettext("%(kind)s at %(places)s") % {"kind": kind, "places": places} if at else row.error


NO_JOB = _("No background work matches these filters.")
JOB_LISTING = Listing(
    "background-work",
    _("Background work"),
    (
        Column("kind", _("Kind"), value="label", sort="kind"),
        Column("state", _("State"), value="get_state_display", sort="state"),
        Column("asked", _("Asked"), value="asked_at", kind=MOMENT, sort="asked_at"),
        Column("county", _("County"), value="county"),
        Column("finished", _("Finished"), value="finished_at", kind=MOMENT),
        Column("attempts", _("Attempts"), value="attempts", kind=NUMBER),
        Column("error", _("Error"), value=error_in_words, css="text-break"),
        Column("retry", _("Tried again"), template="accounts/background/_cell_job.html"),
    ),
    title=_("Background work"),
    lead=_(
        "Work that runs in the background, asked for by people or by the schedule. What failed twice is set aside and "
        "listed here."
    ),
    noun=_("jobs"),
    sort="-asked",
    empty=NO_JOB,
    no_match=NO_JOB,
    show_all=_("Show all background work"),
)
OUTBOX_TABLE = Listing(
    "outbox",
    _("Not delivered yet"),
    (
        Column("kind", _("Kind"), value="label"),
        Column("asked", _("Asked"), value="added_at", kind=MOMENT),
        Column("county", _("County"), value="county"),
        Column("attempts", _("Attempts"), value="attempts", kind=NUMBER),
        Column("error", _("Error"), value=error_in_words, css="text-break"),
        Column("retry", _("Tried again"), template="accounts/background/_cell_outbox.html"),
    ),
)
