"""Holding the data of a household: nothing of it ends until somebody lets it end again."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.log import record_access
from accounts.permissions import Permission, must
from core.workflow import ActionRefused, StaleState
from households.models import DataHold


@transaction.atomic
def hold_data(household, reason: str, *, by) -> DataHold:
    """Hold the data of a household. Raises ActionRefused without a reason, or when it is held already."""
    must(by, Permission.DATA_KEEP, household.village)
    if not reason.strip():
        raise ActionRefused(_("Please give a reason, so that the next person who reads it knows why."))
    try:
        with transaction.atomic():
            held = DataHold.objects.create(household=household, reason=reason.strip(), by=by)
    except IntegrityError as error:
        raise ActionRefused(_("The data of this household is held already.")) from error
    record_access(by, "data_held", household, area=household.village, reason=reason.strip()[:200])
    return held


@transaction.atomic
def release_data(hold, *, by) -> None:
    """Let the data of a household end again. Raises StaleState when somebody else was quicker."""
    household = hold.household
    must(by, Permission.DATA_KEEP, household.village)
    if not DataHold.objects.standing().filter(pk=hold.pk).update(released_at=timezone.now(), released_by=by):
        raise StaleState(_("Somebody else released it first."))
    record_access(by, "data_released", household, area=household.village)
