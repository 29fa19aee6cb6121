"""The employment account, computed from dated records: who of working age stands where on a day, and who past it has
work.

Every group below reads its table once; one statement joins them and writes what changed."""

from django.db.models import Exists, F, Max, Min, OuterRef, Q

from cases.choices import ON_FILE
from cases.choices import MeasureState as M
from cases.models import Case as MonitoredCase
from core import sql
from core.dates import years_before
from households.choices import ABLE_TO_WORK, HouseholdKind, HouseholdState, Labour, SchoolStage, WorkPlace
from households.models import Member, WorkSpell, present_on
from work.choices import HeardAnswer, WorkState
from work.models import AccountEntry, Heard, Placement, Training, WorkNeed

NEED_COLUMNS = ("wants_work", "where", "skill", "training", "stays_home", "planned_month")
GROUP_COLUMNS = {
    "need": ("told_on", *NEED_COLUMNS),
    "wish": ("wants_since",),
    "work": ("spell_id", "place", "started_on"),
    "worked": ("ended_on", "ended_place"),
    "course": ("course_since", "trained_on"),
    "offer": ("open_offer_on", "offered_on"),
    "heard": ("heard_on",),
}
BASE_COLUMNS = ["member_id", "household_id", "county_id", "village_id", "birth_date", "labour", "school_stage"]
KEPT_COLUMNS = [
    "member_id", "household_id", "county_id", "village_id", "as_of", "state", "since", "confirmed_on", "is_able",
    *NEED_COLUMNS, "wants_since", "trained_on", "offered_on", "spell_id",
]  # fmt: skip


def people_with_entry(p, **households):
    """Return the members of lifted and monitored households of whom the account has an entry: who is of working age,
    and who is older and has work or equipment lent. `households` are filters such as county=... or pk__in=..."""
    monitored = MonitoredCase.objects.filter(household=OuterRef("household"), state__in=ON_FILE)
    home = {f"household__{key}": value for key, value in households.items()}
    ours = Q(household__kind=HouseholdKind.LIFTED) | Exists(monitored)
    found = members_of_working_age(p) | older_members_with_work(p)
    return found.filter(ours, household__state=HouseholdState.ACTIVE, **home)


def members_of_working_age(p):
    """Return who is of working age on the day of `p` and belongs to a household then."""
    youngest = years_before(p.day, int(p.work_age_least))
    here = Member.objects.filter(present_on(p.day), birth_date__lte=youngest)
    return here.filter(birth_date__gt=past_working_age(p)).order_by()


def past_working_age(p):
    """Return the birthday of the youngest who is past working age on the day of `p`."""
    return years_before(p.day, int(p.work_age_most) + 1)


def older_members_with_work(p):
    """Return who is past working age on the day of `p` and has work then, or equipment that was lent."""
    until = Q(ended_on=None) | Q(ended_on__gt=p.day)
    works = WorkSpell.objects.filter(until, member=OuterRef("pk"), started_on__lte=p.day)
    lent = Placement.objects.filter(member=OuterRef("pk"), lent_on__lte=p.day, returned_on=None)
    older = Member.objects.filter(present_on(p.day), birth_date__lte=past_working_age(p))
    return older.filter(Exists(works) | Exists(lent)).order_by()


def group_rows(p, **households) -> dict:
    """Return {group: one row for each member it knows of}, each as of the day of `p`."""
    mine = {f"member__household__{key}": value for key, value in households.items()}
    needs = WorkNeed.objects.filter(told_on__lte=p.day, **mine)
    later = Q(told_on__gt=OuterRef("told_on")) | Q(told_on=OuterRef("told_on"), pk__gt=OuterRef("pk"))
    no_longer = needs.filter(later, member=OuterRef("member"), wants_work=False)
    wishes = needs.filter(~Exists(no_longer), wants_work=True).order_by().values("member")
    spells = WorkSpell.objects.filter(started_on__lte=p.day, **mine)
    over = spells.filter(ended_on__lte=p.day).order_by("member", "-ended_on", "-pk")
    courses = Training.objects.filter(started_on__lte=p.day, **mine).order_by().values("member")
    under_way = Q(ended_on=None) | Q(ended_on__gt=p.day)
    offers = Placement.objects.filter(offered_on__lte=p.day, **mine).order_by().values("member")
    heard = Heard.objects.filter(on__lte=p.day, **mine).exclude(answer=HeardAnswer.NOT_REACHED)
    return {
        "need": needs.order_by("member", "-told_on", "-pk")
        .distinct("member")
        .values_list("member", "told_on", *NEED_COLUMNS),
        "wish": wishes.annotate(first_told=Min("told_on")).values_list("member", "first_told"),
        "work": spells.filter(under_way)
        .order_by("member", "-started_on", "-pk")
        .distinct("member")
        .values_list("member", "pk", "place", "started_on"),
        "worked": over.distinct("member").values_list("member", "ended_on", "place"),
        "course": courses.annotate(
            since=Max("started_on", filter=under_way), done=Max("ended_on", filter=Q(ended_on__lte=p.day))
        ).values_list("member", "since", "done"),
        "offer": offers.annotate(
            still=Min("offered_on", filter=Q(measure__state__in=[M.PLANNED, M.APPROVED])), last=Max("offered_on")
        ).values_list("member", "still", "last"),
        "heard": heard.order_by().values("member").annotate(on_day=Max("on")).values_list("member", "on_day"),
    }


# The first condition that holds decides; columns are those of the groups.
STATE_SQL = f"""CASE
    WHEN birth_date <= %s THEN '{WorkState.OLDER}'
    WHEN place = '{WorkPlace.OUTSIDE}' THEN '{WorkState.OUTSIDE}'
    WHEN place = '{WorkPlace.PROVINCE}' THEN '{WorkState.PROVINCE}'
    WHEN place IS NOT NULL THEN '{WorkState.COUNTY}'
    WHEN course_since IS NOT NULL THEN '{WorkState.TRAINING}'
    WHEN school_stage NOT IN ('', '{SchoolStage.NONE}') THEN '{WorkState.SCHOOL}'
    WHEN labour IN ('{Labour.LOST}', '{Labour.NONE}') THEN '{WorkState.UNABLE}'
    WHEN open_offer_on IS NOT NULL THEN '{WorkState.OFFERED}'
    WHEN wants_work = false THEN '{WorkState.NOT_LOOKING}'
    WHEN ended_place IN ('{WorkPlace.PROVINCE}', '{WorkPlace.OUTSIDE}') AND ended_on > %s::date - %s::int
        THEN '{WorkState.RETURNED}'
    WHEN labour = '' AND wants_work IS NULL THEN '{WorkState.UNKNOWN}'
    ELSE '{WorkState.NEEDS}' END"""
SINCE_SQL = f"""CASE state
    WHEN '{WorkState.TRAINING}' THEN course_since
    WHEN '{WorkState.OFFERED}' THEN open_offer_on
    WHEN '{WorkState.NOT_LOOKING}' THEN told_on
    WHEN '{WorkState.RETURNED}' THEN ended_on
    WHEN '{WorkState.NEEDS}' THEN greatest(ended_on, wants_since)
    ELSE started_on END"""
ABLE = ", ".join(f"'{one}'" for one in ABLE_TO_WORK)
ENTRY_SQL = f"""
    SELECT member_id, household_id, county_id, village_id, %s::date AS as_of, state, {SINCE_SQL} AS since,
           greatest(heard_on, told_on, started_on) AS confirmed_on,
           CASE WHEN labour <> '' THEN labour IN ({ABLE}) END AS is_able, wants_work,
           coalesce("where", '') AS "where", coalesce(skill, '') AS skill, coalesce(training, '') AS training,
           stays_home, planned_month, wants_since, trained_on, offered_on, spell_id
    FROM (SELECT joined.*, {STATE_SQL} AS state FROM ({{joined}}) AS joined) AS placed"""


def account_entries_sql(p, people=None, village="household__village", **households) -> sql.Sql:
    """Return the SELECT of the account's entries as of the day of `p`. A month that is counted says itself whose
    `people` it means, and in which `village` they lived then."""
    groups = {name: (rows, GROUP_COLUMNS[name]) for name, rows in group_rows(p, **households).items()}
    people = people_with_entry(p, **households) if people is None else people
    village = F(village) if isinstance(village, str) else village
    base = people.annotate(member_id=F("pk"), county_id=F("household__county"), village_id=village)
    joined = sql.join_groups_sql(groups, base.values_list(*BASE_COLUMNS), key="member_id")
    returned_days = int(p.returned_days) if p.in_force("returned_days") else 0
    params = (p.day, past_working_age(p), p.day, returned_days, *joined.params)
    return sql.Sql(ENTRY_SQL.format(joined=joined.text), params)


def refresh_account_entries(p, **households) -> dict[str, int]:
    """Bring the account of these households in line with the records, as of the day of `p`. People who are no longer of
    working age (nor at work beyond it), on file or in such a household lose their entry. Returns how many were added,
    changed and removed.

    Where no working age is in force the account stays as it is: nobody can say who belongs to it."""
    if not p.in_force("work_age_least", "work_age_most"):
        return {"added": 0, "changed": 0, "removed": 0}
    added, changed = sql.upsert_rows(
        AccountEntry, KEPT_COLUMNS, account_entries_sql(p, **households), key="member_id", stamps=("as_of",)
    )
    mine = {f"household__{key}": value for key, value in households.items()}
    stay = people_with_entry(p).filter(pk=OuterRef("member"))
    gone = AccountEntry.objects.filter(~Exists(stay), **mine)
    return {"added": added, "changed": changed, "removed": gone.delete()[0]}
