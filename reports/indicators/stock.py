"""Where every monitored household stood on every day, read from the log of its cases.

Each line of the log says which state and village held from its day on. A household counts once, by its latest approved
episode: a line of a newer episode, or a later line of the same one, outranks what came before. Candidates and refused
proposals never stand on file, so a new proposal does not take a cleared household out of the stock. People are the
members who were present on the day in question."""

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

APPROVED = Q(target__in=ON_FILE) | Q(source__in=ON_FILE, target=CaseState.ENDED)
RANK = ("case__episode_no", "effective_on", "pk")
STATE = Case(When(target__in=IS_CLEARED, then=Value("cleared")), default=Value("uncleared"))


def inside(areas, road="village__path"):
    """A condition: the village whose path stands at the end of `road` lies in one of `areas`."""
    reach = Q()
    for area in areas:
        reach |= Q(**{f"{road}__startswith": area.path})
    return reach


def lines(areas):
    """The lines of approved cases in the counties of `areas`. A household's lines all lie in one county; narrowing down
    further must wait until it is known which line outranks which."""
    counties = Q()
    for code in {area.county_code for area in areas}:
        counties |= Q(village__path__startswith=f"{code}/")
    return CaseTransition.objects.filter(APPROVED, counties).order_by()


def with_until(approved):
    """Adds the day from which a line no longer holds: the first on which one that outranks it does. None: still."""
    household = "case__household"
    return approved.annotate(
        until=Window(Min("effective_on"), partition_by=household, order_by=RANK, frame=RowRange(start=1, end=None))
    )


def people(day, household="case__household"):
    """How many members a household had on `day` (a date, or a reference to one); `household` leads to it."""
    present = Member.objects.present(day).filter(household=OuterRef(household)).order_by()
    return Coalesce(Subquery(present.values("household").annotate(n=Count("pk")).values("n")), 0)


def village_then(day, household):
    """The village of a household at the end of `day`, as the log of its cases tells it; of one that was never monitored
    the village of today. `household` leads to it; "pk" is the household itself."""
    held = CaseTransition.objects.filter(case__household=OuterRef(household), effective_on__lte=day)
    latest = Subquery(held.order_by("-effective_on", "-pk").values("village")[:1])
    today = "village" if household == "pk" else f"{household}__village"
    return Coalesce(latest, today, output_field=BigIntegerField())


def on_file(areas, day):
    """The line of the log by which each household stood on file at the end of `day`, with its `state` (cleared or
    uncleared), its `members` and two digits of its main `risk`, so that floods and droughts count as natural
    disaster."""
    last = with_until(lines(areas).filter(effective_on__lte=day)).filter(until=None)
    return CaseTransition.objects.filter(inside(areas), pk__in=last.values("pk"), target__in=ON_FILE).annotate(
        state=STATE, members=people(day), risk=Substr("case__risks__0", 1, 2)
    )


def stock(areas, day):
    """Who stood on file at the end of `day`: (village path, cleared or uncleared, case type, main risk, households,
    people)."""
    return (
        on_file(areas, day)
        .values_list("village__path", "state", "case__case_type", "risk")
        .annotate(households=Count("pk"), people=Sum("members"))
        .order_by("village__path")
    )


# What happened in a month. Each change is told against the line that held before it, not by its step alone, so that
# what is counted adds up to the difference of the stock whatever the log says.

of_household = CaseTransition.objects.filter(APPROVED, case__household=OuterRef("case__household"))
outranked = (
    Q(case__episode_no__lt=OuterRef("case__episode_no"))
    | Q(case=OuterRef("case"), effective_on__lt=OuterRef("effective_on"))
    | Q(case=OuterRef("case"), effective_on=OuterRef("effective_on"), pk__lt=OuterRef("pk"))
)
before = of_household.filter(outranked, effective_on__lte=OuterRef("effective_on")).order_by(
    "-case__episode_no", "-effective_on", "-pk"
)
newer = of_household.filter(
    case__episode_no__gt=OuterRef("case__episode_no"), effective_on__lt=OuterRef("effective_on")
)

ENTRIES = {CaseStep.ROLL_BACK: "rolled_back", CaseStep.REMARK: "remarked"}
CLEARINGS = {ClearMethod.ASSISTANCE: "cleared_by_assistance", ClearMethod.NATURAL: "cleared_naturally"}
CHANGES = (
    "identified", "remarked", "rolled_back", "cleared_by_assistance", "cleared_naturally", "cleared_way_unknown",
    "ended_active", "ended_cleared",
)  # fmt: skip


UNTOLD = Value("")
WHAT = Case(  # the name of a change; nothing when an uncleared or a cleared household stays so
    When(target__in=UNCLEARED, was__in=UNCLEARED, then=UNTOLD),
    *(When(target__in=UNCLEARED, step=step, then=Value(name)) for step, name in ENTRIES.items()),
    When(target__in=UNCLEARED, then=Value("identified")),
    When(target=CaseState.ENDED, was__in=UNCLEARED, then=Value("ended_active")),
    *(When(was__in=UNCLEARED, clear_method=way, then=Value(name)) for way, name in CLEARINGS.items()),
    When(was__in=UNCLEARED, then=Value("cleared_way_unknown")),
    When(target=CaseState.ENDED, was__in=IS_CLEARED, then=Value("ended_cleared")),
    default=UNTOLD,
)


def moves(areas, since, day):
    """The lines of the log from `since` until the end of `day`, each with `what` happened, the state that `was` before,
    the village that the household `left`, and its `members` on that day."""
    told = lines(areas).filter(~Exists(newer), effective_on__range=(since, day))
    return told.annotate(
        was=Coalesce(Subquery(before.values("target")[:1]), UNTOLD),
        left=Coalesce(Subquery(before.values("village__path")[:1]), UNTOLD),
        members=people(OuterRef("effective_on")),
    ).annotate(what=WHAT)


def changes(areas, day):
    """What happened from the first of the month of `day` until `day`: (what: one of CHANGES or nothing, village path,
    path of the village from which an uncleared household moved there or nothing, households, people on that day)."""
    told = (
        moves(areas, first_of_month(day), day)
        .filter(inside(areas) | inside(areas, "left"))
        .values_list("what", "was", "left", "village__path")
        .annotate(households=Count("pk"), people=Sum("members"))
        .order_by("village__path")
    )
    for what, was, left, path, *counts in told:
        yield what, path, left if was in UNCLEARED and left != path else "", *counts


TURNS = """
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


def turns(areas, first_month, day):
    """How the stock rose and fell until `day`, month by month: (month, cleared or uncleared, households, people), with
    all that happened before `first_month` told in that month. What stood at the end of a month is the sum up to it."""
    held = with_until(lines(areas).filter(effective_on__lte=day)).filter(Q(until=None) | Q(until__gt=first_month))
    told = held.annotate(state=STATE, counts=inside(areas) & Q(target__in=ON_FILE))
    sql = bulk.select(told.values_list("case__household", "state", "effective_on", "until", "counts"))
    members = bulk.quoted(Member._meta.db_table)
    return bulk.rows(TURNS.format(lines=sql.text, members=members), (*sql.params, first_month, day))
