"""The steps of a case and of a measure: who may take which, from which state to which. docs/cases.md draws both
tables."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.permissions import Permission as P
from cases.choices import CaseState as S
from cases.choices import MeasureState as M
from core.workflow import Step, Workflow

CASE_STEP_LABELS = {  # words on the button
    "verify": _("Record the verification"),
    "review": _("Record the village review"),
    "post_notice": _("Post the public notice"),
    "endorse": _("Pass on to the county"),
    "identify": _("Approve: put under monitoring"),
    "remark": _("Approve: mark again"),
    "uphold": _("Uphold the objection"),
    "return": _("Return to verification"),
    "hand_back": _("Hand back to the township"),
    "send_down": _("Return to verification"),
    "decline": pgettext_lazy("case", "Refuse"),
    "reject": pgettext_lazy("case", "Refuse"),
    "refuse": pgettext_lazy("case", "Refuse"),
    "start_clearing": _("Propose clearing"),
    "review_clearing": _("Record the village review"),
    "post_clearing": _("Post the public notice"),
    "endorse_clearing": _("Pass on to the county"),
    "clear": _("Approve: risk cleared"),
    "uphold_clearing": _("Uphold the objection"),
    "decline_clearing": _("Refuse the clearing"),
    "stop_clearing": _("Stop the clearing"),
    "reject_clearing": _("Refuse the clearing"),
    "propose_rollback": _("Propose a rollback"),
    "roll_back": _("Approve: roll back"),
    "keep_cleared": _("Refuse the rollback"),
    "end": _("End the case"),
}
EARLY_CASE_STATES = (S.CANDIDATE, S.VERIFIED)
BEFORE_COUNTY_STATES = (S.VERIFIED, S.REVIEWED, S.NOTICED)


def case_row(name, sources, target, permission, **more):
    return Step(name, sources, target, permission, CASE_STEP_LABELS[name], **more)


CASE_WORKFLOW = Workflow(
    (
        # Identification
        case_row("verify", (S.CANDIDATE,), S.VERIFIED, P.CASE_PROPOSE, needs=("visit", "second_checker", "signed")),
        case_row("review", (S.VERIFIED,), S.REVIEWED, P.CASE_REVIEW, needs=("held_on", "attendees", "votes_for")),
        case_row("post_notice", (S.REVIEWED,), S.NOTICED, P.CASE_REVIEW, needs=("posted_on", "until", "place")),
        case_row("endorse", (S.NOTICED,), S.ENDORSED, P.CASE_ENDORSE),
        case_row("identify", (S.ENDORSED,), S.ACTIVE, P.CASE_APPROVE),
        case_row("remark", (S.ENDORSED,), S.ACTIVE, P.CASE_APPROVE),
        # ... back to an earlier step
        case_row("uphold", (S.NOTICED,), S.CANDIDATE, P.CASE_ENDORSE, needs_reason=True, needs=("objection",)),
        case_row("return", BEFORE_COUNTY_STATES, S.CANDIDATE, P.CASE_ENDORSE, needs_reason=True),
        case_row("hand_back", (S.ENDORSED,), S.NOTICED, P.CASE_APPROVE, needs_reason=True),
        case_row("send_down", (S.ENDORSED,), S.CANDIDATE, P.CASE_APPROVE, needs_reason=True),
        # ... or refused, by the level it waits for
        case_row("decline", EARLY_CASE_STATES, S.REFUSED, P.CASE_REVIEW, needs_reason=True),
        case_row("reject", BEFORE_COUNTY_STATES, S.REFUSED, P.CASE_ENDORSE, needs_reason=True),
        case_row("refuse", (S.ENDORSED,), S.REFUSED, P.CASE_APPROVE, needs_reason=True),
        # Clearing
        case_row("start_clearing", (S.ACTIVE,), S.CLEARING, P.CASE_PROPOSE,
             needs=("visit", "second_checker", "signed", "clear_method")),
        case_row("review_clearing", (S.CLEARING,), S.CLEARING_REVIEWED, P.CASE_REVIEW,
             needs=("held_on", "attendees", "votes_for")),
        case_row("post_clearing", (S.CLEARING_REVIEWED,), S.CLEARING_NOTICED, P.CASE_REVIEW,
             needs=("posted_on", "until", "place")),
        case_row("endorse_clearing", (S.CLEARING_NOTICED,), S.CLEARING_ENDORSED, P.CASE_ENDORSE),
        case_row("clear", (S.CLEARING_ENDORSED,), S.CLEARED, P.CASE_APPROVE),
        case_row("uphold_clearing", (S.CLEARING_NOTICED,), S.ACTIVE, P.CASE_ENDORSE, needs_reason=True,
             needs=("objection",)),
        case_row("decline_clearing", (S.CLEARING,), S.ACTIVE, P.CASE_REVIEW, needs_reason=True),
        case_row("stop_clearing", (S.CLEARING, S.CLEARING_REVIEWED, S.CLEARING_NOTICED), S.ACTIVE, P.CASE_ENDORSE,
             needs_reason=True),
        case_row("reject_clearing", (S.CLEARING_ENDORSED,), S.ACTIVE, P.CASE_APPROVE, needs_reason=True),
        # Afterwards
        case_row("propose_rollback", (S.CLEARED,), S.ROLLBACK, P.CASE_ENDORSE, needs_reason=True),
        case_row("roll_back", (S.ROLLBACK,), S.ACTIVE, P.CASE_APPROVE, needs_reason=True),
        case_row("keep_cleared", (S.ROLLBACK,), S.CLEARED, P.CASE_APPROVE, needs_reason=True),
        case_row("end", (S.ACTIVE, S.CLEARED), S.ENDED, P.CASE_APPROVE, needs_reason=True, needs=("end_reason",)),
    )
)  # fmt: skip

PROCEDURE_BEGINNINGS = {"propose", "start_clearing", "propose_rollback"}  # of procedures, for the four-eyes rule
DECIDING_STEPS = {"endorse", "identify", "remark", "endorse_clearing", "clear", "roll_back"}
BACK_STEPS = (  # after them a case is again where it was before, and somebody is asked for something
    "uphold", "return", "hand_back", "send_down", "uphold_clearing", "decline_clearing", "stop_clearing",
    "reject_clearing", "keep_cleared",
)  # fmt: skip
MAIN_CASE_STEPS = (
    "verify", "review", "post_notice", "endorse", "identify", "remark", "start_clearing", "review_clearing",
    "post_clearing", "endorse_clearing", "clear", "propose_rollback", "roll_back",
)  # fmt: skip

MEASURE_WORKFLOW = Workflow(
    (
        Step("approve", (M.PLANNED,), M.APPROVED, P.CASE_ENDORSE, pgettext_lazy("measure", "Approve")),
        Step("start", (M.APPROVED,), M.STARTED, P.CASE_ASSIST, pgettext_lazy("measure", "Start")),
        Step("deliver", (M.APPROVED, M.STARTED), M.DELIVERED, P.CASE_ASSIST, pgettext_lazy("measure", "Delivered")),
        Step("check", (M.DELIVERED,), M.CHECKED, P.CASE_ASSIST, _("Record the effect"), needs=("effect",)),
        Step("end", (M.DELIVERED, M.CHECKED), M.ENDED, P.CASE_ASSIST, pgettext_lazy("measure", "End")),
        Step("cancel", (M.PLANNED, M.APPROVED), M.CANCELLED, P.CASE_ASSIST, pgettext_lazy("measure", "Cancel"),
             needs_reason=True),
    )
)  # fmt: skip
