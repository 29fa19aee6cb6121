"""Where every monitored household stood on every day, read from the log of its cases.

Each log entry gives the state, village, type and risks from its day on. A household counts once, by its latest approved
episode: an entry of a newer episode, or a later entry of the same one, replaces earlier ones. Candidates and refused
proposals never count, so a new proposal does not remove a cleared household from the stock. People are the members
present on the day."""

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    Exists,
    Min,
    OuterRef,
    Q,
    RowRange,
    Subquery,
    Sum,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, Substr

from cases.choices import IS_CLEARED, ON_FILE, UNCLEARED, CaseState, CaseStep, ClearMethod
from cases.models import CaseTransition
from core import sql as bulk
from core.dates import first_of_month
from households.models import Member

APPROVED_STEP = Q(target__in=ON_FILE) | Q(source__in=ON_FILE, target=CaseState.ENDED)
STEP_RANK = ("case__episode_no", "effective_on", "pk")
STOCK_STATE = Case(When(target__in=IS_CLEARED, then=Value("cleared")), default=Value("uncleared"))


def village_inside(areas, road="village__path"):
    """Return the condition that the village whose path is found at `road` is inside one of `areas`."""
    reach = Q()
    for area in areas:
        reach |= Q(**{f"{road}__startswith": area.path})
    return reach


def approved_case_steps(areas):
    """Return the log entries of approved cases in the counties of `areas`.

    All entries of a household are in one county; filter further only after it is known which entry replaces which."""
    counties = Q()
    for code in {area.county_code for area in areas}:
        counties |= Q(village__path__startswith=f"{code}/")
    return CaseTransition.objects.filter(APPROVED_STEP, counties).order_by()


def with_valid_until(approved):
    """Annotate the first day on which an entry that replaces this one holds; null while none does."""
    household = "case__household"
    return approved.annotate(
        until=Window(Min("effective_on"), partition_by=household, order_by=STEP_RANK, frame=RowRange(start=1, end=None))
    )


def member_count_on(day, household="case__household"):
    """Return how many members a household had on `day` (a date, or a reference to one); `household` is the lookup
    path."""
    present = Member.objects.present(day).filter(household=OuterRef(household)).order_by()
    return Coalesce(Subquery(present.values("household").annotate(n=Count("pk")).values("n")), 0)


def village_of_household_on(day, household, today=None):
    """Return the village of a household at the end of `day` by the log of its cases; today's village for one never
    monitored, which is `today` where no lookup leads there. `household` is the lookup path; "pk" is the household
    itself."""
    held = CaseTransition.objects.filter(case__household=OuterRef(household), effective_on__lte=day)
    latest = Subquery(held.order_by("-effective_on", "-pk").values("village")[:1])
    today = today or ("village" if household == "pk" else f"{household}__village")
    return Coalesce(latest, today, output_field=BigIntegerField())


def on_file_steps(areas, day):
    """Return the log entry that held for each household on file at the end of `day`, with its `state` (cleared or
    uncleared), its `members`, and the first two digits of its main `risk`, so that floods and droughts count as natural
    disaster."""
    # Territory is applied last: an entry in another village may have replaced one in this territory.
    last = with_valid_until(approved_case_steps(areas).filter(effective_on__lte=day)).filter(until=None)
    return CaseTransition.objects.filter(village_inside(areas), pk__in=last.values("pk"), target__in=ON_FILE).annotate(
        state=STOCK_STATE, members=member_count_on(day), risk=Substr("risks__0", 1, 2)
    )


def count_stock(areas, day):
    """Return who was on file at the end of `day`: (village path, cleared or uncleared, case type, main risk,
    households, people)."""
    return (
        on_file_steps(areas, day)
        .values_list("village__path", "state", "case_type", "risk")
        .annotate(households=Count("pk"), people=Sum("members"))
        .order_by("village__path")
    )


# Changes of a month. Each change is found by comparing an entry with the one that held before it, not by its step
# alone, so that the changes always add up to the difference of the stock.

approved_household_steps = CaseTransition.objects.filter(APPROVED_STEP, case__household=OuterRef("case__household"))
outranked_step = (
    Q(case__episode_no__lt=OuterRef("case__episode_no"))
    | Q(case=OuterRef("case"), effective_on__lt=OuterRef("effective_on"))
    | Q(case=OuterRef("case"), effective_on=OuterRef("effective_on"), pk__lt=OuterRef("pk"))
)
outranked_steps = approved_household_steps.filter(outranked_step, effective_on__lte=OuterRef("effective_on")).order_by(
    "-case__episode_no", "-effective_on", "-pk"
)
newer_episode_steps = approved_household_steps.filter(
    case__episode_no__gt=OuterRef("case__episode_no"), effective_on__lt=OuterRef("effective_on")
)

ENTRY_STEP_CHANGES = {CaseStep.ROLL_BACK: "rolled_back", CaseStep.REMARK: "remarked"}
CLEAR_METHOD_CHANGES = {ClearMethod.ASSISTANCE: "cleared_by_assistance", ClearMethod.NATURAL: "cleared_naturally"}
STOCK_CHANGES = (
    "identified",
    "remarked",
    "rolled_back",
    "cleared_by_assistance",
    "cleared_naturally",
    "cleared_way_unknown",
    "ended_active",
    "ended_cleared",
)


NO_CHANGE = Value("")
CHANGE_NAME = Case(  # null when an uncleared or cleared household stays so
    When(target__in=UNCLEARED, was__in=UNCLEARED, then=NO_CHANGE),
    *(When(target__in=UNCLEARED, step=step, then=Value(name)) for step, name in ENTRY_STEP_CHANGES.items()),
    When(target__in=UNCLEARED, then=Value("identified")),
    When(target=CaseState.ENDED, was__in=UNCLEARED, then=Value("ended_active")),
    *(When(was__in=UNCLEARED, clear_method=way, then=Value(name)) for way, name in CLEAR_METHOD_CHANGES.items()),
    When(was__in=UNCLEARED, then=Value("cleared_way_unknown")),
    When(target=CaseState.ENDED, was__in=IS_CLEARED, then=Value("ended_cleared")),
    default=NO_CHANGE,
)


def stock_movements(areas, since, day):
    """Return the log entries from `since` to the end of `day`, each with `what` happened, the state that `was` before,
    the village that the household `left`, and its `members` on that day."""
    told = approved_case_steps(areas).filter(~Exists(newer_episode_steps), effective_on__range=(since, day))
    return told.annotate(
        was=Coalesce(Subquery(outranked_steps.values("target")[:1]), NO_CHANGE),
        left=Coalesce(Subquery(outranked_steps.values("village__path")[:1]), NO_CHANGE),
        members=member_count_on(OuterRef("effective_on")),
    ).annotate(what=CHANGE_NAME)


def count_stock_changes(areas, day):
    """Yield what happened from the first of the month of `day` until `day`: (what: one of CHANGES or None, village
    path, path of the village that an uncleared household came from or None, households, people on that day)."""
    told = (
        stock_movements(areas, first_of_month(day), day)
        .filter(village_inside(areas) | village_inside(areas, "left"))
        .values_list("what", "was", "left", "village__path")
        .annotate(households=Count("pk"), people=Sum("members"))
        .order_by("village__path")
    )
    for what, was, left, path, *counts in told:
        yield what, path, left if was in UNCLEARED and left != path else "", *counts


STOCK_TURNS_SQL = """
WITH held (household_id, state, since, until, counts) AS ({lines}),
span (state, since, until, households, people) AS (
    SELECT state, since, until, 1, 0 FROM held WHERE counts
    UNION ALL
    SELECT state, greatest(since, joined_on), least(until, left_on), 0, 1
    FROM held JOIN {members} USING (household_id) WHERE counts
)
SELECT greatest(date_trunc('month', turn.day::timestamp)::date, %s), state,
    sum(sign * households), sum(sign * people)
FROM span CROSS JOIN LATERAL (VALUES (since, 1), (until, -1)) AS turn (day, sign)
WHERE turn.day <= %s AND (since < until) IS NOT FALSE
GROUP BY 1, 2 ORDER BY 1
"""


def monthly_stock_turns(areas, first_month, day):
    """Return how the stock rose and fell until `day`, month by month: (month, cleared or uncleared, households,
    people). Everything before `first_month` counts in that month. The stock at the end of a month is the sum up to
    it."""
    held = with_valid_until(approved_case_steps(areas).filter(effective_on__lte=day)).filter(
        Q(until=None) | Q(until__gt=first_month)
    )
    told = held.annotate(state=STOCK_STATE, counts=village_inside(areas) & Q(target__in=ON_FILE))
    sql = bulk.queryset_sql(told.values_list("case__household", "state", "effective_on", "until", "counts"))
    members = bulk.quote_names(Member._meta.db_table)
    return bulk.fetch_rows(STOCK_TURNS_SQL.format(lines=sql.text, members=members), (*sql.params, first_month, day))
