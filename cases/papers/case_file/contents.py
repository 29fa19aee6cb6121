"""The case file: everything about one case, chapter by chapter. The page to print and the Word document both draw what
is declared here."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Permission, may
from cases.case.about import reads_case_in_full
from core.dates import shanghai_now
from core.text import join_words
from households.choices import RiskType
from households.income.known import facts_known_words
from households.registry.history import field_value_words

from . import assistance, procedure
from . import household as family
from .tables import CaseFileChapter, case_file_income, case_file_yuan, terms_table

HIDDEN_NOTE = gettext_lazy("Hidden: your role does not see notes in full.")
CASE_FILE_CHAPTERS = [
    (gettext_lazy("Household and members"), family.household_chapter),
    (gettext_lazy("Income against the line"), family.income_chapter),
    (gettext_lazy("Verification"), procedure.verifications_chapter),
    (gettext_lazy("Authorisation to compare data"), procedure.authorisations_chapter),
    (gettext_lazy("Comparison with departments"), procedure.comparisons_chapter),
    (gettext_lazy("Village review"), procedure.reviews_chapter),
    (gettext_lazy("Public notices and objections"), procedure.public_notices_chapter),
    (gettext_lazy("Decisions"), procedure.decisions_chapter),
    (gettext_lazy("Decisions made known"), procedure.announcements_chapter),
    (gettext_lazy("Helper and plan"), assistance.helper_and_plan_chapter),
    (gettext_lazy("Measures"), assistance.measures_chapter),
    (gettext_lazy("Judgement notes"), assistance.judgements_chapter),
    (gettext_lazy("Papers on file"), procedure.papers_chapter),
    (gettext_lazy("Timeline"), procedure.timeline_chapter),
    (gettext_lazy("Signatures"), procedure.signatures_chapter),
]


def case_file_title(case) -> str:
    """Return whose file it is: the name first, the number stands on the cover below."""
    return _("Case file of %(name)s, episode %(episode)s") % {
        "name": case.household.main_name() or case.household.number,
        "episode": case.episode_no,
    }


def case_file_watermark(user, why="") -> str:
    """Return who took this copy and when; a copy that leaves the system also says what for."""
    words = _("%(name)s · %(at)s") % {"name": user, "at": date_format(shanghai_now(), "DATETIME_FORMAT")}
    return f"{words} · {why}" if why else words


def case_file_chapters(case, user) -> list[CaseFileChapter]:
    """Return the whole file as this person may read it: ID numbers and phones in full for those who may see secrets,
    minutes and objections for those who act on the case."""
    reader = CaseFileReader(case, user)
    cover = CaseFileChapter(_("Cover"), [terms_table(*case_file_cover(case))])
    return [cover, *(CaseFileChapter(str(label), tables(case, reader)) for label, tables in CASE_FILE_CHAPTERS)]


class CaseFileReader:
    """What the reader of this file may see."""

    def __init__(self, case, user):
        self.secrets = bool(may(user, Permission.HOUSEHOLD_SECRET, case.household.village))
        self.notes = reads_case_in_full(user, case)

    def secret(self, value, mask=None) -> str:
        """Return an address, an ID number or a phone: in full, masked, or hidden."""
        if self.secrets:
            return value
        return mask(value) if mask else str(HIDDEN_NOTE)

    def note(self, words) -> str:
        """Return minutes, reasons and objections, or that they are hidden."""
        return words if self.notes or not words else str(HIDDEN_NOTE)


def case_file_cover(case) -> list[tuple]:
    """Return whose case it is, where it stands, and the day and monitoring line of each decision."""
    village = case.household.village
    identified = decided_income(case.income_at_identification, case.statement_at_identification)
    return [
        (_("Household"), case.household.number),
        (_("Place"), f"{case.household.county} · {village.parent} · {village}"),
        (_("Episode"), case.episode_no),
        (_("Type"), case.get_case_type_display()),
        (_("Risks"), field_value_words(case.risks, RiskType.choices)),
        (_("State"), case.get_state_display()),
        (_("Clue of"), case.clue_on),
        (_("Decision due on"), case.decide_by),
        (_("Identified on"), case.identified_on),
        (_("Line at identification"), case_file_yuan(case.line_at_identification)),
        (_("Income per person at identification"), identified),
        (_("Cleared on"), case.cleared_on),
        (_("How cleared"), case.get_clear_method_display()),
        (_("Line at clearing"), case_file_yuan(case.line_at_clearing)),
        (_("Income per person at clearing"), decided_income(case.income_at_clearing, case.statement_at_clearing)),
        (_("Why it ended"), case.get_end_reason_display()),
    ]


def decided_income(per_person, statement) -> str:
    """Return the income per person of a decision, and how well it was known then."""
    return join_words(words for words in (case_file_income(per_person), facts_known_words(statement)) if words)
