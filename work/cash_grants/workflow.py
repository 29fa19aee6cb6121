"""The table of steps of a claim to a cash grant. Whoever keeps the employment account of the village applies; what was
paid or refused is recorded by who keeps it for the whole township or county."""

from django.utils.translation import pgettext_lazy

from accounts.permissions import Permission as P
from core.workflow import Step, Workflow
from work.choices import ClaimState as S

CLAIM_WORKFLOW = Workflow(
    (
        Step("pay", (S.APPLIED,), S.PAID, P.WORK_KEEP, pgettext_lazy("claim", "Record the payment"), needs=("yuan",)),
        Step("refuse", (S.APPLIED,), S.REFUSED, P.WORK_KEEP, pgettext_lazy("claim", "Refuse"), needs_reason=True),
        Step("withdraw", (S.APPLIED,), S.WITHDRAWN, P.WORK_KEEP, pgettext_lazy("claim", "Withdraw"), needs_reason=True),
        Step("again", (S.REFUSED,), S.APPLIED, P.WORK_KEEP, pgettext_lazy("claim", "Apply again")),
    )
)  # fmt: skip
OF_TOWNSHIP = ("pay", "refuse")
