"""Choices of monitoring: types, states, steps, and groups of measures. workflow.py connects states and steps."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from households.choices import RiskType


class CaseType(TextChoices):
    UNSTABLE = "unstable", _("Unstable lifted household")
    MARGINAL = "marginal", _("Marginal household")
    SUDDEN = "sudden", _("Sudden-hardship household")


RISK_THEMES = [  # the kinds of risk as forms group them
    (
        _("Health and capacity to work"),
        (RiskType.ILLNESS, RiskType.DISABILITY, RiskType.LACK_OF_LABOUR, RiskType.ACCIDENT),
    ),
    (
        pgettext_lazy("risks", "Disasters"),
        (
            RiskType.DISASTER, RiskType.FLOOD, RiskType.GEOLOGICAL, RiskType.DROUGHT, RiskType.BIOLOGICAL,
            RiskType.WEATHER, RiskType.EARTHQUAKE, RiskType.DISASTER_OTHER,
        ),
    ),
    (_("Work and business"), (RiskType.UNSTABLE_WORK, RiskType.FAILED_BUSINESS)),
    (
        _("School, housing and water"),
        (RiskType.SCHOOLING, RiskType.OUT_OF_SCHOOL, RiskType.HOUSING, RiskType.WATER),
    ),
    (pgettext_lazy("risks", "Other"), (RiskType.OTHER,)),
]  # fmt: skip


def risk_choices(first, heading) -> list:
    """Return the kinds of risk by theme: those that are `first` to be looked at under a `heading` of their own."""
    named = [(heading, [RiskType(code) for code in first])]
    themes = [(name, [risk for risk in risks if risk not in first]) for name, risks in RISK_THEMES]
    return [(name, [(risk.value, risk.label) for risk in risks]) for name, risks in named + themes if risks]


class CaseState(TextChoices):
    """States of a case, each named after what has been done; the table of steps says what comes next."""

    CANDIDATE = "candidate", _("Candidate")
    VERIFIED = "verified", _("Verified")
    REVIEWED = "reviewed", _("Reviewed by the village")
    NOTICED = "noticed", _("On public notice")
    ENDORSED = "endorsed", _("Reviewed by the township")
    REFUSED = "refused", _("Refused")
    ACTIVE = "active", _("Under monitoring")
    CLEARING = "clearing", _("In clearing")
    CLEARING_REVIEWED = "clearing_reviewed", _("Clearing: reviewed by the village")
    CLEARING_NOTICED = "clearing_noticed", _("Clearing: on public notice")
    CLEARING_ENDORSED = "clearing_endorsed", _("Clearing: reviewed by the township")
    CLEARED = "cleared", _("Risk cleared")
    ROLLBACK = "rollback", _("Rollback proposed")
    ENDED = "ended", _("Ended")


PROPOSED = (CaseState.CANDIDATE, CaseState.VERIFIED, CaseState.REVIEWED, CaseState.NOTICED, CaseState.ENDORSED)
IN_CLEARING = (CaseState.CLEARING, CaseState.CLEARING_REVIEWED, CaseState.CLEARING_NOTICED, CaseState.CLEARING_ENDORSED)
UNCLEARED = (CaseState.ACTIVE, *IN_CLEARING)
IS_CLEARED = (CaseState.CLEARED, CaseState.ROLLBACK)  # until the county decides a rollback, the clearing counts
OPEN = (*PROPOSED, *UNCLEARED)
ON_FILE = (*UNCLEARED, *IS_CLEARED)  # approved, and neither refused nor ended
UNAPPROVED = (*PROPOSED, CaseState.REFUSED)


class CaseStep(TextChoices):
    """Every entry that the log of a case can hold, worded as what was done."""

    PROPOSE = "propose", _("Proposed")
    VERIFY = "verify", pgettext_lazy("case", "Verified")
    AUTHORISE = "authorise", _("Comparison of data authorised by the family")
    UNAUTHORISE = "unauthorise", _("Consent to the comparison taken back by the family")
    COMPARE = "compare", _("Compared with departments")
    REVIEW = "review", _("Reviewed by the village")
    POST_NOTICE = "post_notice", _("Public notice posted")
    UPHOLD = "uphold", _("Objection upheld: verified again")
    RETURN = "return", _("Returned to verification")
    ENDORSE = "endorse", _("Reviewed by the township")
    HAND_BACK = "hand_back", _("Handed back to the township")
    SEND_DOWN = "send_down", _("Returned to verification by the county")
    IDENTIFY = "identify", _("Identified")
    REMARK = "remark", _("Marked again")
    DECLINE = "decline", _("Refused by the village")
    REJECT = "reject", _("Refused by the township")
    REFUSE = "refuse", _("Refused by the county")
    ALLOW_CLEARING = "allow_clearing", _("Clearing allowed by the county leader")
    START_CLEARING = "start_clearing", _("Clearing proposed")
    REVIEW_CLEARING = "review_clearing", _("Clearing reviewed by the village")
    POST_CLEARING = "post_clearing", _("Public notice of clearing posted")
    UPHOLD_CLEARING = "uphold_clearing", _("Objection to clearing upheld")
    ENDORSE_CLEARING = "endorse_clearing", _("Clearing reviewed by the township")
    REVISE = "revise", _("Type or risks changed")
    DECLINE_CLEARING = "decline_clearing", _("Clearing refused by the village")
    STOP_CLEARING = "stop_clearing", _("Clearing stopped by the township")
    REJECT_CLEARING = "reject_clearing", _("Clearing refused")
    CLEAR = "clear", _("Risk cleared")
    PROPOSE_ROLLBACK = "propose_rollback", _("Rollback proposed")
    KEEP_CLEARED = "keep_cleared", _("Rollback refused")
    ROLL_BACK = "roll_back", _("Rolled back")
    END = "end", _("Ended")
    ANNOUNCE = "announce", _("Decision made known")
    MOVE = "move", _("Moved to another village")


class ClearMethod(TextChoices):
    ASSISTANCE = "assistance", _("Cleared by assistance")
    NATURAL = "natural", _("Cleared naturally")


class EndReason(TextChoices):
    MOVED = "moved", _("Moved out of the county")
    DIED_OUT = "died_out", _("Nobody of the household is left")
    WRONG = "wrong", _("Wrongly included")


class Procedure(TextChoices):
    """What a verification, a village review or a public notice belongs to: identification or clearing."""

    IDENTIFICATION = "identification", _("Identification")
    CLEARING = "clearing", _("Clearing")


class AnnouncementWay(TextChoices):
    """How a decision is made known: an approval in the village, a refusal to the family."""

    POSTED = "posted", _("Announcement in the village")
    LETTER = "letter", _("Letter handed to the family")


class MeasureGroup(TextChoices):
    INDUSTRY = "industry", pgettext_lazy("measure", "Industry")
    EMPLOYMENT = "employment", pgettext_lazy("measure", "Employment")
    FINANCE = "finance", pgettext_lazy("measure", "Finance")
    PUBLIC_POST = "public_post", pgettext_lazy("measure", "Public-welfare post")
    HOUSING = "housing", pgettext_lazy("measure", "Housing safety")
    WATER = "water", pgettext_lazy("measure", "Water safety")
    HEALTH = "health", pgettext_lazy("measure", "Health")
    SCHOOL = "school", pgettext_lazy("measure", "Compulsory education")
    OTHER_SCHOOL = "other_school", pgettext_lazy("measure", "Other education")
    SOCIAL_SECURITY = "social_security", pgettext_lazy("measure", "Social security")
    SOCIAL_HELP = "social_help", pgettext_lazy("measure", "Social help")
    RELOCATION = "relocation", pgettext_lazy("measure", "Relocation")
    LIVING = "living", pgettext_lazy("measure", "Living conditions")
    INFRASTRUCTURE = "infrastructure", pgettext_lazy("measure", "Infrastructure")


class MeasureState(TextChoices):
    PLANNED = "planned", pgettext_lazy("measure", "Planned")
    APPROVED = "approved", pgettext_lazy("measure", "Approved")
    STARTED = "started", pgettext_lazy("measure", "Started")
    DELIVERED = "delivered", pgettext_lazy("measure", "Delivered")
    CHECKED = "checked", pgettext_lazy("measure", "Effect checked")
    ENDED = "ended", pgettext_lazy("measure", "Ended")
    CANCELLED = "cancelled", pgettext_lazy("measure", "Cancelled")


DELIVERED = (MeasureState.DELIVERED, MeasureState.CHECKED, MeasureState.ENDED)
