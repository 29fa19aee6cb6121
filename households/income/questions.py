"""Settling of the questions about a household's income."""

from django.db import transaction
from django.utils import timezone

from accounts.audit.log import record_access
from accounts.permissions import Permission, must
from households.counties import refuse_closed
from households.models import IncomeQuestion


@transaction.atomic
def settle_income_question(question: IncomeQuestion, *, by) -> bool:
    """Record that the family was asked and that the amounts are right as they count. Says whether it was still open.

    A family that says otherwise is told of by its next statement, which withdraws the question by itself; a statement
    that raises it anew opens it again."""
    must(by, Permission.VISIT_LOG, question.household.village)
    refuse_closed(question.household)
    still_open = IncomeQuestion.objects.filter(pk=question.pk, settled_at=None, statement=question.statement)
    if not still_open.update(settled_at=timezone.now(), settled_by=by):
        return False
    record_access(by, "income_question_settled", question.household, area=question.household.village)
    return True
