"""What each step of a case needs, what prevents it, and what it leaves on the case and among its papers."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission, may
from cases.assessment import clearing, snapshot
from cases.choices import PROPOSED, CaseState, CaseType, ClearMethod, EndReason, Procedure
from cases.models import Objection, PublicNotice, Review, Verification
from core.dates import today
from core.text import join_words
from core.workflow import ActionRefused
from households.choices import HouseholdState, RiskType
from policy import parameters
from visits.models import VisitPurpose, VisitState, VisitWay

from . import public_notice
from .comparing import papers_hindrance

MOST_CASE_RISKS = 5
NO_CLEARING = {
    "cleared_on": None,
    "clear_method": "",
    "line_at_clearing": None,
    "income_at_clearing": None,
    "statement_at_clearing": None,
}


def prepare_case_step(case, step, by, **said) -> dict:
    """Write the papers of the step and return the new values of the case. Raises ActionRefused with what is missing or
    wrong."""
    prepare = CASE_STEP_PREPARERS.get(step.name)
    return prepare(case, by, **said) if prepare else {}


def prepare_verification(case, by, *, visit=None, second_checker=None, signed=False, **said):
    """Keep the check of the household by two people, signed by the family."""
    if visit is None or visit.household_id != case.household_id or visit.state == VisitState.VOIDED:
        raise ActionRefused(_("Choose the visit on which the household was checked; log it first if there is none."))
    if case.clue_on and visit.visited_on < case.clue_on:
        raise ActionRefused(
            _("This visit was before the clue of %(day)s: visit again.") % {"day": step_day_in_words(case.clue_on)}
        )
    create_verification(case, by, Procedure.IDENTIFICATION, visit, second_checker, signed)
    found = {"case_type": said.get("case_type") or case.case_type, "risks": list(said.get("risks") or case.risks)}
    check_type_and_risks(**found)  # the visit may find another type or other risks
    return found


def create_verification(case, by, procedure, visit, second_checker, signed):
    if visit.way != VisitWay.IN_PERSON or not visit.is_contact:
        raise ActionRefused(
            _("A household is checked in its home: choose a visit in person on which somebody was met.")
        )
    if case.verifications.filter(visit=visit).exists():
        raise ActionRefused(_("This visit was recorded for an earlier verification: visit again."))
    first = visit.visited_by or by
    if not isinstance(second_checker, User) or second_checker == first:
        raise ActionRefused(_("Two people check a household: name a second one besides %(first)s.") % {"first": first})
    if not may(second_checker, Permission.HOUSEHOLD_VIEW, case.household.village):
        raise ActionRefused(_("%(name)s has no grant over this village.") % {"name": second_checker})
    if not signed:
        raise ActionRefused(_("The family signs what was found. Record the verification when it has."))
    Verification.objects.create(
        case=case,
        procedure=procedure,
        visit=visit,
        first_checker=first,
        second_checker=second_checker,
        signed=True,
        by=by,
    )


def prepare_village_review(
    case, by, *, held_on=None, attendees="", votes_for=None, votes_against=0, abstained=0, minutes="", **said
):
    """Keep the review of a village that agreed; a review that did not agree is a refusal."""
    if held_on is None or held_on > today():
        raise ActionRefused(_("On which day was the review held? It cannot be in the future."))
    checked = case.verifications.filter(procedure=case.procedure).first()
    if checked and held_on < checked.visit.visited_on:
        raise ActionRefused(
            _("The review was held after the household was checked on %(day)s.") % visit_day_words(checked.visit)
        )
    if not attendees.strip() or not votes_for:
        raise ActionRefused(_("Say who was present and how many voted for it."))
    if votes_for <= (votes_against or 0):
        raise ActionRefused(_("The village did not agree: refuse it, with the reason."))
    Review.objects.create(
        case=case,
        procedure=case.procedure,
        held_on=held_on,
        attendees=attendees.strip(),
        votes_for=votes_for,
        votes_against=votes_against or 0,
        abstained=abstained or 0,
        minutes=minutes.strip(),
        by=by,
    )
    return {}


def prepare_public_notice(case, by, *, posted_on=None, until=None, place="", telephone="", **said):
    """Post the notice for at least the required days; its text holds only what public_notice.py allows."""
    days = public_notice_days(case)
    if posted_on is None or posted_on > today():
        raise ActionRefused(_("On which day was the public notice posted? It cannot be in the future."))
    held = case.reviews.filter(procedure=case.procedure).order_by("-pk").first()
    if held and posted_on < held.held_on:
        raise ActionRefused(
            _("The public notice must be posted after the review of %(day)s.")
            % {"day": step_day_in_words(held.held_on)}
        )
    if until is None or (until - posted_on).days < days:
        raise ActionRefused(_("A public notice stays for at least %(days)s days.") % {"days": days})
    if not place.strip():
        raise ActionRefused(_("Say where the public notice was posted."))
    try:
        place = public_notice.check_public_words(place, case)
        telephone = public_notice.check_notice_telephone(telephone, case)
    except ValidationError as error:
        raise ActionRefused(" ".join(error.messages)) from error
    PublicNotice.objects.create(
        case=case,
        procedure=case.procedure,
        posted_on=posted_on,
        until=until,
        place=place,
        by=by,
        lines=public_notice.public_notice_content(
            case, procedure=case.procedure, posted_on=posted_on, until=until, telephone=telephone
        ),
    )
    return {}


def prepare_approval(case, by, *, case_type="", risks=(), **said):
    """Return the values of a case monitored from today: today's monitoring line and the income snapshot."""
    line, found = monitoring_line_today(case), snapshot.take_case_snapshot(case.household, today())
    values = {"identified_on": today(), "line_at_identification": line, "statement_at_identification": found}
    values["income_at_identification"] = found["per_capita"]
    decided = {"case_type": case_type or case.case_type, "risks": list(risks) or case.risks}
    check_type_and_risks(**decided)
    return values | decided


def check_type_and_risks(case_type, risks, *, type_may_wait=False) -> None:
    """Raise ActionRefused unless a type and one to five different risks are given. The type `type_may_wait` for the
    verification where the system proposes a household whose income is not known."""
    if case_type not in CaseType.values and (case_type or not type_may_wait):
        raise ActionRefused(_("Please choose the type of the case."))
    if not 1 <= len(set(risks)) == len(risks) <= MOST_CASE_RISKS or not set(risks) <= set(RiskType.values):
        raise ActionRefused(_("Please name one to five different risks, the main one first."))


def prepare_start_clearing(case, by, *, visit=None, second_checker=None, signed=False, clear_method="", **said):
    """Keep the check visit with its two checkers; the conditions were already checked."""
    if clear_method not in ClearMethod.values:
        raise ActionRefused(_("Please choose how the risk was cleared: by assistance or naturally."))
    if visit is None or visit.household_id != case.household_id or visit.state == VisitState.VOIDED:
        raise ActionRefused(_("Choose the check visit; log it first if there is none."))
    if visit.purpose != VisitPurpose.CLEARING or visit.visited_on < clearing.monitored_since(case):
        raise ActionRefused(_("Clearing needs a visit made as “check before clearing” since the case became active."))
    create_verification(case, by, Procedure.CLEARING, visit, second_checker, signed)
    return {}


def prepare_clear(case, by, **said):
    """Return the values of a cleared case: today's monitoring line and the income snapshot."""
    found = snapshot.take_case_snapshot(case.household, today())
    return {
        "cleared_on": today(),
        "clear_method": clearing_method(case),
        "line_at_clearing": monitoring_line_today(case),
        "income_at_clearing": found["per_capita"],
        "statement_at_clearing": found,
    }


def clearing_method(case) -> str:
    """Return how the risk went away, as the current clearing says."""
    started = case.transitions.filter(step="start_clearing").order_by("-pk").first()
    return (started and started.clear_method) or ClearMethod.ASSISTANCE


def prepare_roll_back(case, by, **said):
    """Return the values of a case rolled back: the same episode continues; log and history keep what was cleared."""
    return dict(NO_CLEARING)


def prepare_end(case, by, *, end_reason="", **said):
    if end_reason not in EndReason.values:
        raise ActionRefused(_("Please choose why the case ends."))
    return {"end_reason": end_reason}


CASE_STEP_PREPARERS = {
    "verify": prepare_verification,
    "review": prepare_village_review,
    "post_notice": prepare_public_notice,
    "identify": prepare_approval,
    "remark": prepare_approval,
    "start_clearing": prepare_start_clearing,
    "review_clearing": prepare_village_review,
    "post_clearing": prepare_public_notice,
    "clear": prepare_clear,
    "roll_back": prepare_roll_back,
    "end": prepare_end,
}


def monitoring_line_today(case):
    line = parameters.parameters_on(today(), case.household.county).values.get("line")
    if line is None:
        raise ActionRefused(_("No monitoring line is in force today: have it enacted on the parameter page first."))
    return line


def public_notice_days(case) -> int:
    return int(parameters.parameters_on(today(), case.household.county).values.get("notice_days", 5))


def visit_day_words(visit) -> dict:
    return {"day": step_day_in_words(visit.visited_on)}


def step_day_in_words(day: dt.date) -> str:
    return date_format(day, "DATE_FORMAT")


# ----------------------------------------------------------------------------------------------- what stands in the way


def case_step_hindrance(case, step, **said) -> str:
    """Return in words why the case is not ready for this step; empty when it is."""
    if case.state in PROPOSED and leads_onward(step) and case.household.state != HouseholdState.ACTIVE:
        return _("This household is no longer on file: refuse the case, with the reason.")
    if step.name in ("propose_rollback", "roll_back"):
        return newer_episode_hindrance(case)
    if step.name == "review":
        return papers_hindrance(case)
    if step.name in ("endorse", "endorse_clearing"):
        return notice_hindrance(case)
    if step.name == "start_clearing":
        return conditions_hindrance(case, said.get("clear_method", ClearMethod.NATURAL))
    if step.name == "clear":
        return conditions_hindrance(case, clearing_method(case))
    return ""


def leads_onward(step) -> bool:
    """Return whether a step leads further into monitoring, not back or out."""
    return not step.needs_reason


def newer_episode_hindrance(case) -> str:
    """Return why a clearing cannot be rolled back: a newer episode exists."""
    newer = type(case).objects.filter(household=case.household_id, episode_no__gt=case.episode_no)
    if newer.exclude(state=CaseState.REFUSED).exists():
        return _("This household has a newer episode: record new events there.")
    return ""


def notice_hindrance(case) -> str:
    """Return why the public notice is not done: it must hang for its whole time, and every objection must be
    settled."""
    posted = case.public_notices.filter(procedure=case.procedure).first()
    if posted is None:
        return _("No public notice was posted.")
    if posted.until >= today():
        return _("The public notice runs until %(day)s.") % {"day": step_day_in_words(posted.until)}
    if open_now := count_open_objections(case):
        return _("Objections to be settled first: %(count)s.") % {"count": open_now}
    return ""


def count_open_objections(case) -> int:
    """Count objections that nobody has decided, including those to an earlier notice of the same procedure."""
    return Objection.objects.filter(notice__case=case, notice__procedure=case.procedure, upheld=None).count()


def notice_next_action(case) -> str:
    return notice_hindrance(case) or _("The township: review the case.")


def conditions_hindrance(case, clear_method) -> str:
    """Return which condition of clearing is not met. Measures are checked only once it is known how the risk went
    away."""
    left = clearing.unmet_conditions(clearing.clearing_checklist(case, clear_method))
    said = {"conditions": join_words(condition.label for condition in left)}
    return _("Not met or not known: %(conditions)s.") % said if left else ""
