"""The steps of a visit that has arrived: what officials may do with it, from which state to which."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.permissions import Permission
from core.workflow import Step, Workflow

from .models import VisitState as S

REVIEW = Permission.VISIT_REVIEW
VISIT_WORKFLOW = Workflow(
    (
        # step           from                                   to          permission  label
        Step("accept", (S.SUBMITTED, S.SENT_BACK), S.ACCEPTED, REVIEW, pgettext_lazy("visit", "Accept")),
        Step("send_back", (S.SUBMITTED, S.ACCEPTED), S.SENT_BACK, REVIEW, _("Send back"), needs_reason=True),
        Step("void", (S.SUBMITTED, S.SENT_BACK, S.ACCEPTED), S.VOIDED, REVIEW, _("Void"), needs_reason=True),
    )
)
