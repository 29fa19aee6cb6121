"""What waits of cases: for the village its checks, reviews and notices, for the county its comparisons, for those who
decide their decisions, and for helpers the plan and the measures."""

from django.db.models import Case, DateField, Exists, F, OuterRef, Subquery, Value, When
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from accounts.departments import Department
from accounts.permissions import Permission
from accounts.waiting.declare import TOWNSHIP_ROLES, VILLAGE_ROLES, WaitingRow, waiting_kind
from core.dates import SHANGHAI
from core.sql import day_after
from core.text import join_words
from households.registry.waiting import HouseholdShown
from policy import parameters

from .assessment import shortfalls
from .case import awaited
from .case.announcing import unannounced_decisions
from .case.awaited import BEFORE_REVIEW_STATES, CAME_ON, MOVES, SIGNED, cases_in
from .case.workflow import BACK_STEPS
from .choices import PROPOSED, AnnouncementWay, CaseState, CaseStep
from .lists.inbox import DECISION_KINDS, cases_past_notice
from .models import Judgement, Objection, Takeover


def came_back_words(case):
    """Return that a case came back, and by which step; empty when it did not."""
    return CaseStep(case.came_by).label if case.came_by in BACK_STEPS else ""


def decision_day(case=""):
    """Return the last day for a decision about a proposal. A clearing has none: its `decide_by` is that of the
    identification, long past. `case` is the lookup to the case."""
    return Case(When(**{f"{case}state__in": PROPOSED}, then=F(f"{case}decide_by")), output_field=DateField())


CASE = HouseholdShown(note=came_back_words)
OF_CASE = {"shown": CASE, "since": CAME_ON}
PROPOSAL = OF_CASE | {"until": decision_day()}


# ------------------------------------------------------------------------------------------------------ for the village


@waiting_kind(
    "cases-verify-again", order=20, label=_("Cases that came back: verify them again"),
    permission=Permission.CASE_PROPOSE, roles=VILLAGE_ROLES, **PROPOSAL,
)  # fmt: skip
def cases_to_verify_again(county, day):
    return cases_in(CaseState.CANDIDATE).filter(came_by__in=BACK_STEPS)


@waiting_kind(
    "cases-verify", order=21, label=_("Candidates to verify with two checkers"),
    permission=Permission.CASE_PROPOSE, roles=VILLAGE_ROLES, **PROPOSAL,
)  # fmt: skip
def cases_to_verify(county, day):
    return cases_in(CaseState.CANDIDATE).exclude(came_by__in=BACK_STEPS)


@waiting_kind(
    "cases-consent", order=22, label=_("Families to ask for their consent to compare data"),
    permission=Permission.CASE_PROPOSE, roles=VILLAGE_ROLES, **PROPOSAL,
)  # fmt: skip
def cases_without_consent(county, day):
    return cases_in(*BEFORE_REVIEW_STATES).filter(~Exists(SIGNED))


@waiting_kind(
    "cases-review", order=23, label=_("Village reviews to hold"), permission=Permission.CASE_REVIEW, **PROPOSAL,
    address=("cases:several-reviews", {}), at_once=_("Record several of one meeting"),
)  # fmt: skip
def village_reviews(county, day):
    return awaited.cases_to_review()


@waiting_kind(
    "cases-notice", order=24, label=_("Public notices to post"), permission=Permission.CASE_REVIEW, **PROPOSAL,
    address=("cases:several-notices", {}), at_once=_("Post several at once"),
)  # fmt: skip
def notices_to_post(county, day):
    return cases_in(CaseState.REVIEWED, CaseState.CLEARING_REVIEWED)


@waiting_kind(
    "cases-clearing-back", order=25, label=_("Clearings that came back: note how the household goes on"),
    permission=Permission.CASE_ASSIST, roles=VILLAGE_ROLES, **OF_CASE,
)  # fmt: skip
def clearings_that_came_back(county, day):
    """Return the cases whose clearing was refused or stopped, until somebody notes how the household goes on."""
    noted = Judgement.objects.filter(case=OuterRef("pk"), at__gt=OuterRef("came_at"))
    found = cases_in(CaseState.ACTIVE).filter(came_by__in=BACK_STEPS)
    return found.alias(came_at=Subquery(MOVES.values("at")[:1])).filter(~Exists(noted))


DECISION = {
    "permission": Permission.CASE_REVIEW,
    "shown": HouseholdShown(
        household="case__household",
        url=lambda decision: f"{decision.case.get_absolute_url()}#procedure",
        note=lambda decision: CaseStep(decision.step).label,
    ),
    "place": "case__village__path",
    "since": "effective_on",
}


@waiting_kind("cases-announce", order=26, label=_("Approvals to announce in the village"), **DECISION)
def approvals_to_announce(county, day):
    return unannounced_decisions(AnnouncementWay.POSTED)


@waiting_kind("cases-letter", order=27, label=_("Letters of refusal to hand to families"), **DECISION)
def letters_to_hand_over(county, day):
    return unannounced_decisions(AnnouncementWay.LETTER)


# ------------------------------------------------------------------------------------------------------- for the county


@waiting_kind(
    "cases-compare", order=30, label=_("Families to compare with departments"), permission=Permission.CASE_COMPARE,
    **PROPOSAL, address=("cases:several-comparisons", {}), at_once=_("Record several with “nothing found”"),
)  # fmt: skip
def comparisons(county, day):
    return awaited.cases_to_compare()


LATE = {
    "shown": HouseholdShown(
        url=lambda case: f"{case.get_absolute_url()}#procedure",
        note=lambda case: join_words(Department(one).label for one in case.late),
    ),
    "since": CAME_ON,
    "until": "due_on",
}


@waiting_kind(
    "cases-late-inquiries", order=30, label=_("Departments that have not answered by their day: press for it"),
    permission=Permission.CASE_COMPARE, **LATE,
)  # fmt: skip
def cases_with_late_inquiries(county, day):
    return awaited.cases_with_late_inquiries(day)


# ------------------------------------------------------------------------------------------------- for those who decide


@waiting_kind(
    "cases-objections", order=31, label=_("Objections to decide about"), permission=Permission.CASE_ENDORSE,
    shown=HouseholdShown(
        household="notice__case__household", url=lambda one: f"{one.notice.case.get_absolute_url()}#objections"
    ),
    since="received_on", until=decision_day("notice__case__"),
)  # fmt: skip
def objections_to_settle(county, day):
    """Return objections from the moment they are made, while the case can still go back."""
    hanging = (CaseState.NOTICED, CaseState.CLEARING_NOTICED)
    return Objection.objects.filter(upheld=None, notice__case__state__in=hanging)


def declare_decision(order, kind) -> None:
    """Declare one kind of decision of the inbox, so that both always show the same cases."""
    declaring = waiting_kind(
        kind.waiting_code, order=order, label=kind.label, permission=kind.permission,
        shown=CASE, since=CAME_ON, until=decision_day(),
        address=("cases:inbox", {}), at_once=_("Open “To decide”"),
    )  # fmt: skip

    def rows(county, day):
        found = cases_in(kind.state)
        return cases_past_notice(found, kind.procedure) if kind.procedure else found

    declaring(rows)


for place, one in enumerate(DECISION_KINDS):
    declare_decision(32 + place, one)


@waiting_kind(
    "measures-approve", order=40, label=_("Measures to approve"), permission=Permission.CASE_ENDORSE,
    shown=HouseholdShown(note=lambda measure: measure.title),
    since="planned_on", until="due_on", not_for="by",
    address=("cases:several-measures-approve", {}), at_once=_("Approve several at once"),
)  # fmt: skip
def measures_to_approve(county, day):
    return awaited.measures_to_approve()


class TakeoverShown:
    """A list of decided cases as a row: the file, the county, and who sent it."""

    def related(self, rows):
        return rows.select_related("batch__by", "county")

    def row(self, takeover) -> WaitingRow:
        said = (takeover.batch.file_name, str(takeover.batch.by or ""), takeover.county.name)
        return WaitingRow(*said, takeover.waits_since, takeover.waits_until, takeover.get_absolute_url())


@waiting_kind(
    "cases-takeover", order=48, label=_("Decided cases in registry files, to confirm"),
    permission=Permission.CASE_APPROVE, shown=TakeoverShown(), place="county__path",
    since=TruncDate("asked_at", tzinfo=SHANGHAI), not_for="asked_by",
)  # fmt: skip
def takeovers_to_confirm(county, day):
    """Return the lists of decided cases that wait; nobody confirms what they sent."""
    return Takeover.objects.waiting()


# ---------------------------------------------------------------------------------------------------------- for helpers


def monitored_without(condition, key, county, day):
    """Return monitored cases for which `condition` holds, with `late_on`: the last of the days that the parameter
    `key` allows, if one is in force."""
    p = parameters.parameters_asked_once(day, county)
    late_on = Value(None, output_field=DateField())
    if p.in_force(key):
        late_on = day_after("since", p.values[key])
    return shortfalls.monitored_cases(cases_in(*CaseState)).filter(condition(p)).annotate(late_on=late_on)


HELP = {"shown": CASE, "since": "since", "until": "late_on"}


@waiting_kind(
    "cases-plan", order=70, label=_("Plans to make"), permission=Permission.CASE_ASSIST, roles=VILLAGE_ROLES, **HELP
)
def plans_to_make(county, day):
    return monitored_without(shortfalls.lacks_plan, "plan_days", county, day)


@waiting_kind(
    "cases-measure", order=71, label=_("First measures to deliver"), permission=Permission.CASE_ASSIST,
    roles=VILLAGE_ROLES, **HELP, address=("cases:several-measures-deliver", {}),
    at_once=_("Record several deliveries"),
)  # fmt: skip
def first_measures_to_deliver(county, day):
    return monitored_without(shortfalls.lacks_measure, "first_measure_days", county, day)


@waiting_kind(
    "cases-late-help", order=72, label=_("Plans and first measures overdue in villages: press for them"),
    permission=Permission.CASE_ENDORSE, roles=TOWNSHIP_ROLES, shown=CASE, since="since",
    address=("cases:shortfalls", {}), at_once=_("Open “Late and missing”"),
)  # fmt: skip
def late_plans_and_measures(county, day):
    p = parameters.parameters_asked_once(day, county)
    late = shortfalls.without_plan(p) | shortfalls.without_measure(p)
    return shortfalls.monitored_cases(cases_in(*CaseState)).filter(late)
