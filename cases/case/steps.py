"""What each step of a case needs, what stands in its way, and what it leaves on the case and among its papers."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission, may
from cases.choices import PROPOSED, CaseState, CaseType, ClearMethod, Department, EndReason, Procedure
from cases.models import Objection, PublicNotice, Review, Verification
from cases.papers import public_notice
from cases.procedure import clearing
from core.dates import today
from core.text import listed
from core.workflow import Refused
from households.choices import HouseholdState, RiskType
from policy import parameters
from visits.models import Purpose, VisitState, Way

from . import snapshot

MOST_RISKS = 5
NO_CLEARING = {
    "cleared_on": None, "clear_method": "", "line_at_clearing": None, "income_at_clearing": None,
    "statement_at_clearing": None,
}  # fmt: skip


def prepare(case, step, by, **said) -> tuple[dict, dict]:
    """(new values of the case, more for its line in the log); writes the papers of the step. Raises Refused with what
    is missing or wrong."""
    return PREPARE.get(step.name, nothing)(case, by, **said)


def nothing(case, by, **said):
    return {}, {}


def verify(case, by, *, visit=None, second_checker=None, signed=False, **said):
    """The household was visited by two people, and the family signed."""
    if visit is None or visit.household_id != case.household_id or visit.state == VisitState.VOIDED:
        raise Refused(_("Choose the visit on which the household was checked; log it first if there is none."))
    if case.clue_on and visit.visited_on < case.clue_on:
        raise Refused(_("This visit was before the clue of %(day)s: visit again.") % {"day": on(case.clue_on)})
    keep_verification(case, by, Procedure.IDENTIFICATION, visit, second_checker, signed)
    found = {"case_type": said.get("case_type") or case.case_type, "risks": list(said.get("risks") or case.risks)}
    check_words(**found)  # what the visit found may be another type, or other risks
    return found, {}


def keep_verification(case, by, procedure, visit, second_checker, signed):
    if visit.way != Way.IN_PERSON:
        raise Refused(_("A household is checked in its home: choose a visit in person."))
    if case.verifications.filter(visit=visit).exists():
        raise Refused(_("This visit was recorded for an earlier verification: visit again."))
    first = visit.visited_by or by
    if not isinstance(second_checker, User) or second_checker == first:
        raise Refused(_("Two people check a household: name a second one besides %(first)s.") % {"first": first})
    if not may(second_checker, Permission.HOUSEHOLD_VIEW, case.household.village):
        raise Refused(_("%(name)s has no grant over this village.") % {"name": second_checker})
    if not signed:
        raise Refused(_("The family signs what was found. Record the verification when it has."))
    Verification.objects.create(
        case=case, procedure=procedure, visit=visit, first_checker=first, second_checker=second_checker, signed=True,
        by=by,
    )  # fmt: skip


def review(case, by, *, held_on=None, attendees="", votes_for=None, votes_against=0, abstained=0, minutes="", **said):
    """The village agreed; a review that did not agree is a refusal."""
    if held_on is None or held_on > today():
        raise Refused(_("On which day was the review held? It cannot lie ahead."))
    checked = case.verifications.filter(procedure=case.procedure).first()
    if checked and held_on < checked.visit.visited_on:
        raise Refused(_("The review was held after the household was checked on %(day)s.") % on_day(checked.visit))
    if not attendees.strip() or not votes_for:
        raise Refused(_("Say who was present and how many voted for it."))
    if votes_for <= (votes_against or 0):
        raise Refused(_("The village did not agree: refuse it, with the reason."))
    Review.objects.create(
        case=case, procedure=case.procedure, held_on=held_on, attendees=attendees.strip(), votes_for=votes_for,
        votes_against=votes_against or 0, abstained=abstained or 0, minutes=minutes.strip(), by=by,
    )  # fmt: skip
    return {}, {}


def post(case, by, *, posted_on=None, until=None, place="", **said):
    """The notice goes up for at least so many days; its text holds nothing but what notice.py allows."""
    days = notice_days(case)
    if posted_on is None or posted_on > today():
        raise Refused(_("On which day was the notice posted? It cannot lie ahead."))
    held = case.reviews.filter(procedure=case.procedure).order_by("-pk").first()
    if held and posted_on < held.held_on:
        raise Refused(_("The notice is posted after the review of %(day)s.") % {"day": on(held.held_on)})
    if until is None or (until - posted_on).days < days:
        raise Refused(_("A public notice stays for at least %(days)s days.") % {"days": days})
    if not place.strip():
        raise Refused(_("Say where the notice was posted."))
    try:
        place = public_notice.harmless(place, case)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    PublicNotice.objects.create(
        case=case, procedure=case.procedure, posted_on=posted_on, until=until, place=place, by=by,
        lines=public_notice.text(case, procedure=case.procedure, posted_on=posted_on, until=until),
    )  # fmt: skip
    return {}, {}


def approve(case, by, *, case_type="", risks=(), **said):
    """Under monitoring from today, judged by the line in force today; what was known is stored with it."""
    line, found = line_today(case), snapshot.of(case.household, today())
    values = {"identified_on": today(), "line_at_identification": line, "statement_at_identification": found}
    values["income_at_identification"] = found["per_capita"]
    decided = {"case_type": case_type or case.case_type, "risks": list(risks) or case.risks}
    check_words(**decided)
    return values | decided, {}


def check_words(case_type, risks) -> None:
    """Raise Refused unless the type and one to five different risks are named."""
    if case_type not in CaseType.values:
        raise Refused(_("Please choose the type of the case."))
    if not 1 <= len(set(risks)) == len(risks) <= MOST_RISKS or not set(risks) <= set(RiskType.values):
        raise Refused(_("Please name one to five different risks, the main one first."))


def start_clearing(case, by, *, visit=None, second_checker=None, signed=False, clear_method="", **said):
    """A check visit and two checkers; whether every condition is met was looked at before."""
    if clear_method not in ClearMethod.values:
        raise Refused(_("Please choose how the risk was cleared: by assistance or naturally."))
    if visit is None or visit.household_id != case.household_id or visit.state == VisitState.VOIDED:
        raise Refused(_("Choose the check visit; log it first if there is none."))
    if visit.purpose != Purpose.CLEARING or visit.visited_on < clearing.followed_since(case):
        raise Refused(_("Clearing needs a visit made as “check before clearing” since the case became active."))
    keep_verification(case, by, Procedure.CLEARING, visit, second_checker, signed)
    return {}, {"clear_method": clear_method}


def clear(case, by, **said):
    """What was known on the day of the decision is stored with it."""
    method = method_of(case)
    found = snapshot.of(case.household, today())
    return {
        "cleared_on": today(), "clear_method": method, "line_at_clearing": line_today(case),
        "income_at_clearing": found["per_capita"], "statement_at_clearing": found,
    }, {"clear_method": method}  # fmt: skip


def method_of(case) -> str:
    """How the clearing that is under way says the risk went."""
    started = case.transitions.filter(step="start_clearing").order_by("-pk").first()
    return (started and started.clear_method) or ClearMethod.ASSISTANCE


def roll_back(case, by, **said):
    """The same episode goes on; what was cleared stays in the log and in the history."""
    return dict(NO_CLEARING), {}


def end(case, by, *, end_reason="", **said):
    if end_reason not in EndReason.values:
        raise Refused(_("Please choose why the case ends."))
    return {"end_reason": end_reason}, {}


PREPARE = {
    "verify": verify, "review": review, "post_notice": post, "identify": approve, "remark": approve,
    "start_clearing": start_clearing, "review_clearing": review, "post_clearing": post, "clear": clear,
    "roll_back": roll_back, "end": end,
}  # fmt: skip


def line_today(case):
    line = parameters.on(today(), case.household.county).values.get("line")
    if line is None:
        raise Refused(_("No monitoring line is in force today: have it enacted on the parameter page first."))
    return line


def notice_days(case) -> int:
    return int(parameters.on(today(), case.household.county).values.get("notice_days", 5))


def on_day(visit) -> dict:
    return {"day": on(visit.visited_on)}


def on(day: dt.date) -> str:
    return date_format(day, "DATE_FORMAT")


# ----------------------------------------------------------------------------------------------- what stands in the way


def hindrance(case, step, **said) -> str:
    """Why the case is not ready for this step, in words; nothing when it is."""
    if case.state in PROPOSED and onward(step) and case.household.state != HouseholdState.ACTIVE:
        return _("This household is no longer on file: refuse the case, with the reason.")
    if step.name in ("propose_rollback", "roll_back"):
        return overlaid(case)
    if step.name == "review":
        return papers_missing(case)
    if step.name in ("endorse", "endorse_clearing"):
        return notice_running(case)
    if step.name == "start_clearing":
        return conditions_missing(case, said.get("clear_method", ClearMethod.NATURAL))
    if step.name == "clear":
        return conditions_missing(case, method_of(case))
    return ""


def onward(step) -> bool:
    """Whether a step leads further into monitoring, and neither back nor out."""
    return not step.needs_reason


def overlaid(case) -> str:
    """A clearing is rolled back only while no newer episode stands above it."""
    newer = type(case).objects.filter(household=case.household_id, episode_no__gt=case.episode_no)
    if newer.exclude(state=CaseState.REFUSED).exists():
        return _("A newer episode of this household stands: what is new belongs there.")
    return ""


def papers_missing(case) -> str:
    """The family's consent and the comparison run beside the verification; the review needs both."""
    if case.state != CaseState.VERIFIED:
        return ""
    signed = case.authorisations.first()
    if signed is None:
        return _("The village: the family has not yet signed that its data may be compared.")
    compared = set(case.comparisons.values_list("department", flat=True))
    if left := [Department(one).label for one in signed.scope if one not in compared]:
        return _("The county: compare with %(departments)s.") % {"departments": listed(left)}
    return ""


def notice_running(case) -> str:
    """A notice must hang for its whole time, and every objection be settled."""
    posted = case.notices.filter(procedure=case.procedure).first()
    if posted is None:
        return _("No public notice was posted.")
    if posted.until >= today():
        return _("The public notice runs until %(day)s.") % {"day": on(posted.until)}
    if open_now := open_objections(case):
        return _("Objections to settle first: %(count)s.") % {"count": open_now}
    return ""


def open_objections(case) -> int:
    """Nobody decided about them yet; also those to an earlier notice of the same procedure."""
    return Objection.objects.filter(notice__case=case, notice__procedure=case.procedure, upheld=None).count()


def notice_words(case) -> str:
    return notice_running(case) or _("The township: review the case.")


def conditions_missing(case, clear_method) -> str:
    """For the button, measures are looked at only once it is known how the risk went."""
    left = clearing.missing(clearing.checklist(case, clear_method))
    said = {"conditions": listed(condition.label for condition in left)}
    return _("Not met or not known: %(conditions)s.") % said if left else ""
