"""The steps of a list of decided cases that a registry file brings."""

from django.utils.translation import pgettext_lazy

from accounts.permissions import Permission
from cases.models import TakeoverState as S
from core.workflow import Step, Workflow

CONFIRM = Permission.CASE_APPROVE
TAKEOVER_WORKFLOW = Workflow(
    (
        Step("confirm", (S.WAITING,), S.CONFIRMED, CONFIRM, pgettext_lazy("list of cases", "Confirm the whole list")),
        Step(
            "refuse", (S.WAITING,), S.REFUSED, CONFIRM, pgettext_lazy("list of cases", "Refuse the list"),
            needs_reason=True,
        ),
    )
)  # fmt: skip
