"""The steps of an alert: who may take which, from which state to which. Overdue is not a state; it is computed."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from alerts.models import AlertState as S
from core.workflow import Step, Workflow

ALERT_WORKFLOW = Workflow(
    (
        # step          from                               to             permission                 label
        Step("dispatch", (S.NEW,), S.DISPATCHED, Permission.ALERT_DISPATCH, _("Send to the village"),
             needs=("village",)),
        Step("misplace", (S.DISPATCHED,), S.NEW, Permission.ALERT_WORK, _("Wrong area"), needs_reason=True),
        Step("accept", (S.DISPATCHED,), S.ACCEPTED, Permission.ALERT_WORK, _("Accept")),
        Step("verify", (S.ACCEPTED,), S.VERIFYING, Permission.ALERT_WORK, _("Start verifying")),
        Step("answer", (S.ACCEPTED, S.VERIFYING), S.ANSWERED, Permission.ALERT_WORK, _("Answer"),
             needs=("outcome", "answer")),
        Step("return", (S.ANSWERED,), S.VERIFYING, Permission.ALERT_CLOSE, _("Return to the village"),
             needs_reason=True),
        Step("close", (S.ANSWERED,), S.CLOSED, Permission.ALERT_CLOSE, _("Close")),
        Step("drop", (S.NEW, S.DISPATCHED), S.CLOSED, Permission.ALERT_CLOSE, _("Close early"), needs_reason=True,
             needs=("outcome",)),
        Step("reopen", (S.CLOSED,), S.VERIFYING, Permission.ALERT_REOPEN, _("Reopen"), needs_reason=True),
    )
)  # fmt: skip
