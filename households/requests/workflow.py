"""The steps of a data request: who may take them, and from which state to which."""

from django.utils.translation import pgettext_lazy

from accounts.permissions import Permission as P
from core.workflow import Step, Workflow
from households.models import RequestState as S

REQUEST_WORKFLOW = Workflow(
    (
        Step("grant", (S.RECEIVED,), S.GRANTED, P.DATA_DECIDE, pgettext_lazy("data request", "Grant")),
        Step(
            "refuse", (S.RECEIVED,), S.REFUSED, P.DATA_DECIDE, pgettext_lazy("data request", "Refuse"),
            needs_reason=True,
        ),
        Step("finish", (S.GRANTED,), S.DONE, P.DATA_KEEP, pgettext_lazy("data request", "It is done")),
        Step(
            "withdraw", (S.RECEIVED, S.GRANTED), S.WITHDRAWN, P.DATA_KEEP,
            pgettext_lazy("data request", "Withdraw, as the family wishes"),
        ),
    )
)  # fmt: skip
REQUEST_STEP_DONE = {
    "receive": pgettext_lazy("data request", "Recorded"),
    "grant": pgettext_lazy("data request", "Granted"),
    "refuse": pgettext_lazy("data request", "Refused"),
    "finish": pgettext_lazy("data request", "Done"),
    "withdraw": pgettext_lazy("data request", "Withdrawn"),
}
