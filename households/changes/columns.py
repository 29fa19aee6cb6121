"""The list of registry changes: each is drawn as a section of its own, with what stands beside what is proposed."""

from django.utils.translation import gettext_lazy as _

from core.listing import MOMENT, Column, Listing

CHANGE_LISTING = Listing(
    "changes",
    _("Registry changes"),
    (Column("when", _("Proposed at"), value="proposed_at", kind=MOMENT, sort=("proposed_at", "pk")),),
    title=_("Registry changes to confirm"),
    lead=_("What people propose to correct in the registry. It counts when somebody else has confirmed it."),
    noun=_("changes"),
    row="change",
    sort="when",
    empty=_("Nothing waits to be confirmed. Corrections are proposed on the page of a household, or on a visit."),
    no_match=_("No change matches these filters."),
    show_all=_("Show what waits to be confirmed"),
)
