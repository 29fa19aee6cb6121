"""What an export says about itself: the month and its digest, for which places, who asked for it, when and why."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.text import join_words
from reports.month.cover import cover_paragraphs
from reports.month.place import report_title


def export_title(contents) -> str:
    """Return the title of a file: its county, the places where it is not the whole county, and the month."""
    county, areas = contents.report.county, contents.areas
    place = county.name if areas == [county] else f"{county.name} · {join_words(area.name for area in areas)}"
    return _("%(place)s: monthly report, %(month)s") % {"place": place, "month": report_title(contents.report)}


def export_footer(export) -> str:
    """Return what stands below every page of a document: for whom it was made, and when."""
    return _("Made for %(who)s, %(when)s.") % {"who": export.user, "when": moment_in_words(export.asked_at)}


def export_watermark(export, people: int) -> str:
    """Return who has the file, since when, what for, and how many rows of people it holds."""
    words = _("%(who)s (%(account)s), %(when)s, %(rows)s rows about people.") if people else made_for_words()
    told = words % {
        "who": export.user,
        "account": export.user.username,
        "when": moment_in_words(export.asked_at),
        "rows": f"{people:,}",
    }
    return told + " " + _("Reason: %(reason)s") % {"reason": export.reason} if export.reason else told


def made_for_words() -> str:
    return _("%(who)s (%(account)s), %(when)s.")


def moment_in_words(at) -> str:
    return date_format(localtime(at), "DATETIME_FORMAT")


def export_lists_in_words(export) -> str:
    """Return in words which lists of households the file holds."""
    if export.is_list and export.in_full:
        return _("Names in full, ID numbers and phones masked")
    if not export.with_details:
        return _("No lists of households")
    return _("Names and ID numbers in full") if export.in_full else _("Names and ID numbers masked")


def export_cover_facts(contents) -> list[tuple]:
    """Return (label, words) for the cover, in order."""
    report, export = contents.report, contents.export
    return [
        (_("County"), report.county.official_name),
        (_("Places"), join_words(area.name for area in contents.areas)),
        (_("Month"), f"{report.month:%Y-%m}"),
        (_("Version"), report.version),
        (_("State"), report.get_state_display()),
        (_("As of"), report.as_of.isoformat()),
        (_("Digest (SHA-256)"), report.digest or _("None yet: a draft, whose figures still change")),
        (_("Digest of the parameters"), report.parameters_digest),
        (_("Digest of the rules"), report.rules_digest),
        (_("Lists"), export_lists_in_words(export)),
        (pgettext("export", "Made for"), export_watermark(export, contents.people)),
    ]


def export_sentences(contents) -> list[str]:
    """Return the month in sentences about these places."""
    return cover_paragraphs(contents.report, contents.areas)
