"""The steps of a registry change: who may take them, and from which state to which."""

from django.utils.translation import pgettext_lazy

from accounts.permissions import Permission
from core.workflow import Step, Workflow
from households.models import ChangeState as S

CONFIRM, PROPOSE = Permission.REGISTRY_CONFIRM, Permission.REGISTRY_PROPOSE
CHANGE_WORKFLOW = Workflow(
    (
        Step("confirm", (S.PROPOSED,), S.CONFIRMED, CONFIRM, pgettext_lazy("registry change", "Confirm")),
        Step(
            "refuse", (S.PROPOSED,), S.REFUSED, CONFIRM, pgettext_lazy("registry change", "Refuse"), needs_reason=True
        ),
        Step("withdraw", (S.PROPOSED,), S.WITHDRAWN, PROPOSE, pgettext_lazy("registry change", "Withdraw")),
    )
)
