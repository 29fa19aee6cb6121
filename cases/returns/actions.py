"""Examining whether a lifted household fell back into poverty."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.details import name_access_detail
from accounts.audit.log import record_access
from accounts.permissions import Permission, must
from cases.models import ReturnExamination, ReturnVerdict
from core.dates import today
from core.workflow import ActionRefused
from households.models import Household
from policy import parameters

from .candidates import GUARANTEES, with_return_state

name_access_detail("decision", values=ReturnVerdict.choices)


@transaction.atomic
def examine_return(household, *, by, verdict, reason) -> ReturnExamination:
    """Record what was found about a candidate, or about a household of which too little was known, with what the system
    knew that day. That a household returned to poverty only a county leader confirms."""
    must(by, Permission.RETURN_EXAMINE, household.village)
    if verdict == ReturnVerdict.RETURNED:
        must(by, Permission.CASE_APPROVE, household.village)
    if not reason.strip():
        raise ValidationError(_("Please say why."))
    Household.objects.select_for_update(no_key=True).get(pk=household.pk)  # a button that was pressed twice waits here
    if (earlier := same_examination(household, by, verdict, reason.strip())) is not None:
        return earlier
    p = parameters.parameters_on(today(), household.county)
    found = with_return_state(Household.objects.filter(pk=household.pk), p).select_related("facts").first()
    if found is None:
        raise ActionRefused(
            _("There is nothing to examine: the household is not lifted, is under monitoring, or has all.")
        )
    made = ReturnExamination.objects.create(
        household=household,
        examined_on=today(),
        verdict=verdict,
        reason=reason.strip(),
        known=known_now(found, p),
        by=by,
    )
    record_access(by, "return_examined", household, area=household.village, decision=verdict)
    return made


def same_examination(household, by, verdict, reason) -> ReturnExamination | None:
    """Return what this person said today already in the same words; a request that comes twice records it once."""
    said = household.return_examinations.filter(by=by, examined_on=today(), verdict=verdict)
    return next((one for one in said if one.reason == reason), None)


def known_now(household, p) -> dict:
    """Return what was known of a household as an examination keeps it."""
    facts = getattr(household, "facts", None)
    told = {name: getattr(facts, name, None) for name in GUARANTEES}
    income = getattr(facts, "per_capita", None)
    line = str(p.line) if p.in_force("line") else None
    return {**told, "per_capita": None if income is None else str(income), "line": line}
