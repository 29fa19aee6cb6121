"""The steps of a proposed grant and of a sign-in link: who may take them, and from which state to which."""

from django.utils.translation import pgettext_lazy

from accounts.models import LinkState as L
from accounts.models import ProposalState as S
from accounts.permissions import Permission as P
from core.workflow import Step, Workflow

PROPOSAL_WORKFLOW = Workflow(
    (
        Step("confirm", (S.PROPOSED,), S.CONFIRMED, P.GRANT_CONFIRM, pgettext_lazy("grant", "Confirm")),
        Step("refuse", (S.PROPOSED,), S.REFUSED, P.GRANT_CONFIRM, pgettext_lazy("grant", "Refuse"), needs_reason=True),
        Step("withdraw", (S.PROPOSED,), S.WITHDRAWN, P.PEOPLE_KEEP, pgettext_lazy("grant", "Withdraw")),
    )
)
LINK_WORKFLOW = Workflow(
    (
        Step("recognise", (L.ASKED,), L.RECOGNISED, P.SIGN_IN_HELP, pgettext_lazy("sign-in link", "I know who asked")),
        Step(
            "hand", (L.RECOGNISED,), L.HANDED, P.SIGN_IN_HELP, pgettext_lazy("sign-in link", "Make the one-time link")
        ),
        Step(
            "refuse",
            (L.ASKED, L.RECOGNISED, L.HANDED),
            L.REFUSED,
            P.SIGN_IN_HELP,
            pgettext_lazy("sign-in link", "Refuse"),
            needs_reason=True,
        ),
        Step("use", (L.HANDED,), L.USED, P.SIGN_IN_HELP, pgettext_lazy("sign-in link", "Use")),
    )
)
