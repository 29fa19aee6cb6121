"""The case file: everything about one case in one place, chapter by chapter. Declared once; the page for the printer
and the Word document only draw it."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Permission, may
from cases.case.about import reads_in_full
from core.dates import now
from households.choices import RiskType
from households.registry.history import in_words

from . import assistance, procedure
from . import household as family
from .tables import Chapter, terms, yuan

HIDDEN = gettext_lazy("Hidden: your role does not see notes in full.")
CHAPTERS = [
    (gettext_lazy("Household and members"), family.household),
    (gettext_lazy("Income against the line"), family.income),
    (gettext_lazy("Verification"), procedure.verifications),
    (gettext_lazy("Authorisation to compare data"), procedure.authorisations),
    (gettext_lazy("Comparison with departments"), procedure.comparisons),
    (gettext_lazy("Village review"), procedure.reviews),
    (gettext_lazy("Public notices and objections"), procedure.notices),
    (gettext_lazy("Decisions"), procedure.decisions),
    (gettext_lazy("Helper and plan"), assistance.helper_and_plan),
    (gettext_lazy("Measures"), assistance.measures),
    (gettext_lazy("Judgement notes"), assistance.judgements),
    (gettext_lazy("Papers on file"), procedure.papers),
    (gettext_lazy("Timeline"), procedure.timeline),
]


def title(case) -> str:
    return _("Case file: household %(number)s, episode %(episode)s") % {
        "number": case.household.number, "episode": case.episode_no,
    }  # fmt: skip


def watermark(user, why="") -> str:
    """Who took this copy, and when; a copy that leaves the system also says what for."""
    words = _("%(name)s · %(at)s") % {"name": user, "at": date_format(now(), "DATETIME_FORMAT")}
    return f"{words} · {why}" if why else words


def chapters(case, user) -> list[Chapter]:
    """The whole file as this person may read it: ID numbers and phones in full for those who may see secrets, minutes
    and objections for those who act on the case."""
    reader = Reader(case, user)
    cover = Chapter(_("Cover"), [terms(*cover_of(case))])
    return [cover, *(Chapter(str(label), tables(case, reader)) for label, tables in CHAPTERS)]


class Reader:
    """What the person with this file may read in it."""

    def __init__(self, case, user):
        self.secrets = bool(may(user, Permission.HOUSEHOLD_SECRET, case.household.village))
        self.notes = reads_in_full(user, case)

    def secret(self, value, mask=None) -> str:
        """An address, an ID number or a phone: in full, masked, or hidden where half of it would be too much."""
        if self.secrets:
            return value
        return mask(value) if mask else str(HIDDEN)

    def note(self, words) -> str:
        """Minutes, reasons and objections, or that they are hidden."""
        return words if self.notes or not words else str(HIDDEN)


def cover_of(case) -> list[tuple]:
    """Whose case it is, where it stands, and the day and line of each decision."""
    village = case.household.village
    return [
        (_("Household"), case.household.number),
        (_("Place"), f"{case.household.county} · {village.parent} · {village}"),
        (_("Episode"), case.episode_no),
        (_("Type"), case.get_case_type_display()),
        (_("Risks"), in_words(case.risks, RiskType.choices)),
        (_("State"), case.get_state_display()),
        (_("Clue of"), case.clue_on),
        (_("Decision due on"), case.decide_by),
        (_("Identified on"), case.identified_on),
        (_("Line at identification"), yuan(case.line_at_identification)),
        (_("Income per person at identification"), yuan(case.income_at_identification)),
        (_("Cleared on"), case.cleared_on),
        (_("How cleared"), case.get_clear_method_display()),
        (_("Line at clearing"), yuan(case.line_at_clearing)),
        (_("Income per person at clearing"), yuan(case.income_at_clearing)),
        (_("Why it ended"), case.get_end_reason_display()),
    ]
