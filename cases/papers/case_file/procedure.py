"""Chapters of the case file about the procedure: who checked, what was signed, found, voted, posted and decided."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.departments import Department
from cases.choices import CaseState, CaseStep
from households.registry.history import field_value_words

from .tables import CaseFileTable, headed_tables, terms_table

DECISION_STEPS = {  # steps by which a level decides
    "endorse",
    "identify",
    "remark",
    "return",
    "hand_back",
    "send_down",
    "decline",
    "reject",
    "refuse",
    "allow_clearing",
    "endorse_clearing",
    "clear",
    "decline_clearing",
    "stop_clearing",
    "reject_clearing",
    "roll_back",
    "keep_cleared",
    "end",
}


def verifications_chapter(case, reader) -> list[CaseFileTable]:
    """Return who visited the household, and whether the family signed."""
    found = case.verifications.select_related("visit", "first_checker", "second_checker").order_by("pk")
    heads = (_("Procedure"), _("Visit"), _("First checker"), _("Second checker"), _("The family signed"))
    rows = [
        (one.get_procedure_display(), one.visit.visited_on, one.first_checker, one.second_checker, one.signed)
        for one in found
    ]
    return headed_tables(heads, rows)


def authorisations_chapter(case, reader) -> list[CaseFileTable]:
    """Return the signed consents, and what they cover."""
    found = case.authorisations.select_related("signed_by", "scan").order_by("pk")
    heads = (_("Signed on"), _("Signed by"), _("Departments"), _("Paper"), _("Taken back on"))
    return headed_tables(
        heads,
        [
            (
                one.signed_on,
                consent_signer(one, reader),
                field_value_words(one.scope, Department.choices),
                one.scan,
                one.withdrawn_on,
            )
            for one in found
        ],
    )


def consent_signer(consent, reader):
    """Return who of the family signed, or the guardian by name for those who may see secrets."""
    return consent.signed_by or (consent.guardian if reader.secrets else _("guardian"))


def comparisons_chapter(case, reader) -> list[CaseFileTable]:
    """Return what each department found."""
    heads = (_("Department"), _("Compared on"), _("Something found"), _("What was found"), _("Recorded by"))
    found = case.comparisons.select_related("by")
    rows = [(one.get_department_display(), one.compared_on, one.found, reader.note(one.note), one.by) for one in found]
    return headed_tables(heads, rows)


def reviews_chapter(case, reader) -> list[CaseFileTable]:
    """Return each village meeting: who was there, how it voted, and the minutes."""
    return [
        terms_table(
            (_("Procedure"), one.get_procedure_display()),
            (_("Held on"), one.held_on),
            (_("Present"), reader.note(one.attendees)),
            (_("Votes"), votes_in_words(one)),
            (_("Minutes"), reader.note(one.minutes)),
            (_("Recorded by"), one.by),
        )
        for one in case.reviews.select_related("by").order_by("held_on", "pk")
    ]


def votes_in_words(review) -> str:
    return _("%(votes_for)s for, %(votes_against)s against, %(abstained)s abstained") % {
        "votes_for": review.votes_for,
        "votes_against": review.votes_against,
        "abstained": review.abstained,
    }


def public_notices_chapter(case, reader) -> list[CaseFileTable]:
    """Return each public notice, and what was said against it."""
    posted = list(
        case.public_notices.select_related("by").prefetch_related("objections__settled_by").order_by("posted_on", "pk")
    )
    hung = [(one.get_procedure_display(), one.posted_on, one.until, one.place, one.by) for one in posted]
    objections = [objection_row(one, reader) for notice in posted for one in notice.objections.all()]
    return [
        *headed_tables(
            (_("Procedure"), _("Posted on"), _("Until"), _("Where"), _("Recorded by")), hung, _("Public notices")
        ),
        *headed_tables(
            (_("Received on"), _("Objection"), _("Upheld"), pgettext("objection", "Answer"), _("Decided by")),
            objections,
            _("Objections"),
        ),
    ]


def announcements_chapter(case, reader) -> list[CaseFileTable]:
    """Return how each decision was made known."""
    heads = (_("Procedure"), _("How"), _("Made known on"), _("Where, or to whom"), _("Recorded by"))
    found = case.announcements.select_related("by")
    rows = [
        (one.get_procedure_display(), one.get_way_display(), one.told_on, reader.note(one.place), one.by)
        for one in found
    ]
    return headed_tables(heads, rows)


def objection_row(one, reader) -> tuple:
    decided = one.settled_by and f"{one.settled_by} · {field_value_words(one.settled_on)}"
    return one.received_on, reader.note(one.words), one.upheld, reader.note(one.answer), decided


def decisions_chapter(case, reader) -> list[CaseFileTable]:
    """Return what each level decided, by whom, and why."""
    return case_log_table(case, reader, lambda move: move.step in DECISION_STEPS)


def timeline_chapter(case, reader) -> list[CaseFileTable]:
    """Return every step from the first to the last."""
    return case_log_table(case, reader, lambda move: True)


def case_log_table(case, reader, wanted) -> list[CaseFileTable]:
    heads = (_("Day"), _("Step"), _("State after it"), _("Who"), _("Reason or opinion"))
    rows = [
        (
            move.effective_on,
            CaseStep(move.step).label,
            CaseState(move.target).label,
            move.by or _("povwatch itself"),
            reader.note(move.reason),
        )
        for move in case_log_entries(case)
        if wanted(move)
    ]
    return headed_tables(heads, rows)


def case_log_entries(case) -> list:
    """Return the log of a case, read once for all chapters."""
    if "moves_in_order" not in case.__dict__:
        case.moves_in_order = list(case.transitions.select_related("by").order_by("effective_on", "pk"))
    return case.moves_in_order


def papers_chapter(case, reader) -> list[CaseFileTable]:
    """Return the titles of the signed papers; the scans stay in the system."""
    heads = (_("Paper"), _("Filed on"), _("Filed by"))
    found = case.scans.select_related("by").order_by("at")
    return headed_tables(heads, [(one.title, one.at, one.by) for one in found])


def signatures_chapter(case, reader) -> list[CaseFileTable]:
    """Return the places where the family, the village, the township and the county sign and stamp the file."""
    village = case.household.village
    signing = (
        _("For the family"),
        village.official_name,
        village.parent.official_name,
        case.household.county.official_name,
    )
    heads = (_("Who signs"), _("Signature, stamp"), _("Day"))
    return [CaseFileTable([(who, "", "") for who in signing], heads, to_sign=True)]
