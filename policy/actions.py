"""Enacting a value: the only way a parameter changes."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.details import name_access_detail
from accounts.audit.log import record_access
from accounts.models import Area
from accounts.permissions import Permission, must

from .keys import PARAMETER_KEYS
from .models import Parameter

name_access_detail("key", values=[(key, of.label) for key, of in PARAMETER_KEYS.items()])


@transaction.atomic
def enact_parameter(*, key: str, area: Area, value, valid_from: dt.date, document: str, by) -> Parameter:
    """Put a value of `key` in force in the county `area` from `valid_from` on, by `document`. Nothing is overwritten:
    the earlier value stays in the history and holds until the day before. Raises ValidationError for an invalid value
    and for the same decision sent twice, PermissionDenied when `by` may not decide for this county."""
    must(by, Permission.PARAMETER_ENACT, area)
    if key not in PARAMETER_KEYS:
        raise ValidationError(_("Unknown parameter “%(key)s”."), params={"key": key})
    decision = {
        "key": key,
        "area": area,
        "value": f"{PARAMETER_KEYS[key].clean(value):f}",
        "valid_from": valid_from,
        "document": document.strip(),
    }
    if Parameter.objects.filter(**decision).exists():
        raise ValidationError(_("Exactly this value was already enacted."))
    enacted = Parameter.objects.create(**decision, enacted_by=by)
    record_access(
        by, "parameter_enacted", enacted, area=area, key=key, value=enacted.value, valid_from=valid_from.isoformat()
    )
    return enacted
