"""Who is to be visited, why, and in which order. Each reason is declared once; apps above add theirs (alerts: red flags
raised since the last visit)."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.catalogue import Catalogue
from core.sql import boolean_case
from core.text import join_words
from visits.models import Visit, VisitPurpose, VisitResult

VISIT_REASONS = Catalogue("reason to visit")
IS_FOLLOWED = Q(facts__is_followed=True)
IS_CLEARED_OR_LIFTED = (Q(kind="lifted") | Q(facts__case_state="cleared")) & (
    Q(facts=None) | Q(facts__is_followed=False)
)


@dataclass(frozen=True)
class VisitReason:
    """One reason to visit. `rank` orders the households of a day, the lowest first. `more` are annotations that `words`
    needs; `purpose` is what the visit is for, unless the caseworker says otherwise."""

    code: str
    rank: int
    holds: Callable
    words: Callable
    more: Callable
    purpose: str


def visit_reason(code, *, rank, words, more=lambda p: {}, purpose=VisitPurpose.ROUTINE):
    """Declare a reason: the decorated function returns the condition over households by the parameters of the day; they
    carry `last_visit` and `promised_on`. `words(household, day)` tells a caseworker why."""

    def declare(holds):
        VISIT_REASONS.add(code, VisitReason(code, rank, holds, words, more, purpose))
        return holds

    return declare


LATEST_FIRST = ("-visited_on", "-observed_at", "-pk")
SOMEBODY_MET = Q(result=VisitResult.MET)
PROMISES = SOMEBODY_MET | Q(next_visit_on__isnull=False)  # an attempt without a new day leaves the old one


def latest_visit_field(field, condition=SOMEBODY_MET):
    """Return a field of the latest visit that counts, without attempts if not said otherwise."""
    counted = Visit.objects.counted().filter(condition, household=OuterRef("pk")).order_by(*LATEST_FIRST)
    return Subquery(counted.values(field)[:1])


def tried_days():
    """Return the days on which nobody was met since the last visit on which somebody was."""
    tried = Visit.objects.open_attempts().filter(household=OuterRef("pk")).order_by("visited_on")
    return ArraySubquery(tried.values("visited_on").distinct())


def with_visit_reasons(households, p):
    """Add to each household `rank` (None: not due), `last_visit`, `promised_on`, `promised_at`, `tried_on` and whether
    each reason holds."""
    households = households.annotate(
        last_visit=latest_visit_field("visited_on"),
        promised_on=latest_visit_field("next_visit_on", PROMISES),
        promised_at=latest_visit_field("next_visit_time", PROMISES),
        tried_on=tried_days(),
    )
    for one in VISIT_REASONS.values():
        households = households.annotate(**one.more(p)).annotate(**{f"due_{one.code}": boolean_case(one.holds(p))})
    ranks = [When(**{f"due_{one.code}": True}, then=Value(one.rank)) for one in visit_reasons_by_rank()]
    return households.annotate(rank=Case(*ranks, output_field=IntegerField()))


def visit_reasons_by_rank() -> list[VisitReason]:
    return sorted(VISIT_REASONS.values(), key=lambda one: one.rank)


def order_by_visit_urgency(households):
    """Sort by reason, then by the longest time without a visit."""
    return households.order_by(F("rank").asc(nulls_last=True), F("last_visit").asc(nulls_first=True), "pk")


def visit_reasons_in_words(household, day) -> list[str]:
    """Return the reasons that hold, in words, the most important first, and on which days nobody was met."""
    holding = [one for one in visit_reasons_by_rank() if getattr(household, f"due_{one.code}")]
    tried = [tried_in_words(household)] if holding and household.tried_on else []
    return [*(one.words(household, day) for one in holding), *tried]


def tried_in_words(household) -> str:
    """Return on which days somebody went there and met nobody."""
    days = join_words(date_format(day, "MONTH_DAY_FORMAT") for day in household.tried_on)
    return _("Tried and met nobody: %(days)s") % {"days": days}


def purpose_of_reasons(household) -> str:
    """Return what the next visit is for, by the most important reason that holds."""
    holding = [one.purpose for one in visit_reasons_by_rank() if getattr(household, f"due_{one.code}")]
    return holding[0] if holding else VisitPurpose.ROUTINE


def visit_overdue_condition(p, *, last="last_visit", times=1) -> Q:
    """Return the condition that a household was not visited within the county's interval in days (or `times` as long):
    `visit_days_followed` for households under watch, `visit_days_lifted` for cleared or lifted ones; others have none.
    `last` names the day of the last visit."""
    found = Q(pk__in=[])  # nobody, while no interval is in force
    for key, who in (("visit_days_followed", IS_FOLLOWED), ("visit_days_lifted", IS_CLEARED_OR_LIFTED)):
        if p.in_force(key):
            found |= who & (Q(**{last: None}) | Q(**{f"{last}__lte": p.ago(p.values[key] * times)}))
    return found


def days_without_visit_in_words(household, day) -> str:
    if household.last_visit is None:
        return _("No visit on record")
    return _("Not visited for %(days)s days") % {"days": (day - household.last_visit).days}


def visit_promise_in_words(household, day) -> str:
    said = {"day": date_format(household.promised_on, "DATE_FORMAT")}
    if household.promised_at is None:
        return _("Visit promised for %(day)s") % said
    return _("Visit promised for %(day)s at %(time)s") % {**said, "time": f"{household.promised_at:%H:%M}"}


def new_household_in_words(household, day) -> str:
    return _("New in the registry, not visited yet: ask what is missing")


@visit_reason("new", rank=25, words=new_household_in_words)
def never_visited_since_entered(p):
    """A household that was entered here and has no national number yet: only what somebody told is known of it."""
    return Q(has_provisional_number=True, last_visit=None)


@visit_reason("promised", rank=30, words=visit_promise_in_words)
def visit_promised(p):
    return Q(promised_on__lte=p.day)


@visit_reason("interval", rank=40, words=days_without_visit_in_words)
def not_visited_in_time(p):
    return visit_overdue_condition(p)
