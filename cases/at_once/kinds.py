"""The kinds: village reviews of one meeting, public notices on one board, comparisons that found nothing, measures."""

from django.db.models import F, Prefetch
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.departments import Department
from accounts.permissions import Permission
from cases.assistance import actions as assistance_actions
from cases.assistance.posts import members_of_age
from cases.case import actions as case_actions
from cases.case import awaited
from cases.choices import IN_CLEARING, UNCLEARED, CaseState, MeasureState
from cases.lists.filters import CaseFilter
from cases.procedure import actions as procedure_actions
from core.text import join_words
from core.workflow import ActionRefused
from households.choices import RiskType
from households.registry.columns import prefetch_heads

from .declare import AT_ONCE_KINDS, at_once_kind
from .forms import (
    REFUSED,
    DayForm,
    DeliveredForm,
    MeasureRowForm,
    MeetingForm,
    NothingFoundForm,
    NoticesForm,
    OpinionForm,
    SameMeasureForm,
    TickForm,
    VoteForm,
)

__all__ = ["AT_ONCE_KINDS"]
HOME_OF_MEASURE = ("household__county", "household__village__parent")
HOME = (*HOME_OF_MEASURE, "alert")


def own_cases(user, permission, cases):
    """Return those of the cases that lie where this person holds the permission, the first deadline first."""
    mine = cases.visible_to(user).within(*user.areas_where(permission)).select_related(*HOME)
    return mine.prefetch_related(prefetch_heads("household")).order_by(F("decide_by").asc(nulls_last=True), "pk")


def procedure_words(case):
    return case.procedure.label


# ------------------------------------------------------------------------------------------------- one village meeting


@at_once_kind(
    "reviews",
    title=_("Village reviews of one meeting"),
    lead=_("The day, who was present and the minutes are entered once; how the village voted for each household."),
    button=_("Record the reviews"),
    permission=Permission.CASE_REVIEW,
    things=lambda user: own_cases(user, Permission.CASE_REVIEW, awaited.cases_to_review()),
    shared=MeetingForm,
    row=VoteForm,
    about=procedure_words,
)
def record_review(case, by, shared, row):
    """Record that the village agreed, or refuse the case for the reason it gave."""
    clearing = "_clearing" if case.state in IN_CLEARING else ""
    result, reason = row.pop("result"), row.pop("reason")
    if result == REFUSED:
        return case_actions.take_case_step(case, f"decline{clearing}", by=by, seen=row["seen"], reason=reason)
    votes = {name: value or 0 for name, value in row.items() if name != "seen"}
    return case_actions.take_case_step(case, f"review{clearing}", by=by, seen=row["seen"], **shared, **votes)


@at_once_kind(
    "notices",
    title=_("Public notices on one board"),
    lead=_("The days and the place are entered once; the text of each notice is made from its case."),
    button=_("Post the public notices"),
    permission=Permission.CASE_REVIEW,
    things=lambda user: own_cases(
        user, Permission.CASE_REVIEW, awaited.cases_in(CaseState.REVIEWED, CaseState.CLEARING_REVIEWED)
    ),
    shared=NoticesForm,
    row=TickForm,
    about=procedure_words,
)
def post_notice(case, by, shared, row):
    step = "post_clearing" if case.state in IN_CLEARING else "post_notice"
    return case_actions.take_case_step(case, step, by=by, seen=row["seen"], **shared)


# -------------------------------------------------------------------------------------------------------- nothing found


def open_departments(case) -> list[str]:
    """Return the departments that the family agreed to, that have not answered and are not asked themselves."""
    signed = max((one for one in case.authorisations.all() if one.withdrawn_on is None), key=lambda one: one.pk)
    answered = {one.department for one in case.comparisons.all()} | set(case.asked)
    return [one for one in signed.scope if one not in answered]


@at_once_kind(
    "comparisons",
    title=_("Comparisons that found nothing"),
    lead=_(
        "Tick the families of whom the department knows nothing. What was found is recorded on the page of the case."
    ),
    button=_("Record “nothing found”"),
    permission=Permission.CASE_COMPARE,
    things=lambda user: own_cases(user, Permission.CASE_COMPARE, awaited.cases_to_compare()).prefetch_related(
        "authorisations", "comparisons"
    ),
    shared=NothingFoundForm,
    row=TickForm,
    about=lambda case: join_words(Department(one).label for one in open_departments(case)),
)
def record_nothing_found(case, by, shared, row):
    """Record that the department, or every one that has not answered, found nothing."""
    waiting = open_departments(case)
    asked = [shared["department"]] if shared["department"] else waiting
    if not set(asked) <= set(waiting):
        words = {"department": Department(asked[0]).label}
        raise ActionRefused(
            gettext("%(department)s is not awaited: the family did not agree, or it has answered.") % words
        )
    results = dict.fromkeys(asked, (False, ""))
    return procedure_actions.add_comparisons(case, by=by, compared_on=shared["compared_on"], results=results)


# ------------------------------------------------------------------------------------------------------------- measures


def cases_to_help(user):
    """Return the monitored cases that this person may help, by village, each with who of the household could work."""
    found = own_cases(user, Permission.CASE_ASSIST, awaited.cases_in(*UNCLEARED))
    workers = Prefetch("household__members", members_of_age().order_by("pk"), to_attr="workers")
    return found.prefetch_related(workers).order_by("village__path", "household__number")


@at_once_kind(
    "measures-plan",
    title=_("One measure for several households"),
    lead=_(
        "What is done is entered once. Tick who gets it, and against which risk; enter a cost there only where it "
        "differs."
    ),
    button=_("Plan the measure for those ticked"),
    permission=Permission.CASE_ASSIST,
    things=cases_to_help,
    shared=SameMeasureForm,
    row=MeasureRowForm,
    about=lambda case: join_words(RiskType(risk).label for risk in case.risks),
    filterset=CaseFilter,
    back="cases:list",
)
def plan_same_measure(case, by, shared, row):
    """Plan the measure for one household, with its own risk and worker, and its own cost where one is given."""
    own = {"risk": row["risk"], "cost": shared["cost"] if row["cost"] is None else row["cost"]}
    worker = next((one for one in case.household.workers if str(one.pk) == row["member"]), None)
    return assistance_actions.plan_same_measure(case, by=by, **shared | own, member=worker)


def own_measures(user, permission, measures):
    mine = measures.visible_to(user).within(*user.areas_where(permission))
    mine = mine.select_related("case", *HOME_OF_MEASURE).prefetch_related(prefetch_heads("household"))
    return mine.order_by(F("due_on").asc(nulls_last=True), "pk")


MEASURES = {"row": TickForm, "about": lambda measure: measure.title}


@at_once_kind(
    "measures-approve",
    title=_("Measures to approve"),
    lead=_("Tick the measures that you approve. Those you planned yourself somebody else approves."),
    button=pgettext_lazy("measure", "Approve"),
    permission=Permission.CASE_ENDORSE,
    things=lambda user: own_measures(user, Permission.CASE_ENDORSE, awaited.measures_to_approve()).exclude(by=user),
    shared=OpinionForm,
    **MEASURES,
)
def approve_measure(measure, by, shared, row):
    return assistance_actions.take_measure_step(measure, "approve", by=by, seen=row["seen"], **shared)


@at_once_kind(
    "measures-start",
    title=_("Measures to start"),
    lead=_("Tick the measures that began on that day."),
    button=pgettext_lazy("measure", "Start"),
    permission=Permission.CASE_ASSIST,
    things=lambda user: own_measures(user, Permission.CASE_ASSIST, awaited.measures_in(MeasureState.APPROVED)),
    shared=DayForm,
    **MEASURES,
)
def start_measure(measure, by, shared, row):
    return assistance_actions.take_measure_step(measure, "start", by=by, seen=row["seen"], **shared)


@at_once_kind(
    "measures-deliver",
    title=_("Measures to deliver"),
    lead=_("Tick the measures that were delivered on that day."),
    button=_("Record the deliveries"),
    permission=Permission.CASE_ASSIST,
    things=lambda user: own_measures(
        user, Permission.CASE_ASSIST, awaited.measures_in(MeasureState.APPROVED, MeasureState.STARTED)
    ),
    shared=DeliveredForm,
    **MEASURES,
)
def deliver_measure(measure, by, shared, row):
    return assistance_actions.take_measure_step(measure, "deliver", by=by, seen=row["seen"], **shared)
