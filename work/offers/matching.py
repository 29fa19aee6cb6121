"""Whom an offer fits, and which offers fit a person: one statement over offers and people of the employment account.

What must hold stands once, in REQUIREMENTS: the statement keeps the pairs for which all hold, and the pages say in
words which do and which do not (reasons.py). What is not known never excludes anybody."""

from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, F, OuterRef, Value, When
from django.db.models.functions import Greatest

from accounts.models import Area
from cases.choices import ON_FILE
from cases.choices import MeasureState as M
from cases.models import Case as MonitoredCase
from core import sql
from households.choices import HouseholdKind, HouseholdState, Labour, WorkChannel, WorkPlace
from households.models import WorkSpell, present_on
from work.choices import OUT_OF_WORK_STATES, ForWhom, OfferKind, WorkState
from work.models import AccountEntry, Offer, Placement

from .places import with_room

VILLAGE = Area.Level.VILLAGE
PEOPLE_SHOWN = OFFERS_SHOWN = 10
NEAREST, IN_TOWNSHIP, IN_COUNTY = "village", "township", "county"


class Match(NamedTuple):
    """That an offer fits a person: how near it is, and which place the person has among those whom it fits."""

    offer: int
    member: int
    distance: str
    place: int


def texts(*values) -> str:
    """Return values of choices, never what somebody typed, as a list in SQL."""
    return ", ".join(f"'{value}'" for value in values)


def rank_of(column, choices) -> str:
    """Return the SQL of the place of a column's value among these choices; what is not known is NULL."""
    return f"array_position(ARRAY[{texts(*choices)}], {column}::text)"


FREE_STATES = (*OUT_OF_WORK_STATES, WorkState.TRAINING)
CAPACITY = (Labour.WEAK, Labour.ORDINARY, Labour.SKILLED)
OFFER_COLUMNS = [
    "id", "county_id", "area_id", "township_id", "kind", "first_day", "age_from", "age_to", "for_whom", "least_labour",
    "skill", "work_at",
]  # fmt: skip
PERSON_COLUMNS = [
    "member_id", "county_id", "village_id", "township_id", "state", "since", "birth_date", "labour", "kind",
    "is_monitored", "has_post", "has_job", "stays_home", "skill", "wanted", "offered", "colour", "per_capita",
]  # fmt: skip
# What is compared is worked out once for each offer and person: there are millions of pairs.
OFFERS_SQL = f"""SELECT id, county_id, area_id, township_id, for_whom = '{ForWhom.MONITORED}' AS for_monitored,
    for_whom = '{ForWhom.LIFTED}' AS for_lifted, lower(skill) AS skill, kind = '{OfferKind.POST}' AS is_post,
    kind = '{OfferKind.HOME}' AS is_home, kind = '{OfferKind.JOB}' AS is_job, kind = '{OfferKind.COURSE}' AS is_course,
    {rank_of("least_labour", CAPACITY)} AS least,
    {rank_of("work_at", WorkPlace)} AS how_far, (first_day - make_interval(years => age_from))::date AS born_by,
    (first_day - make_interval(years => age_to + 1))::date AS born_after FROM ({{offers}}) AS offers"""
NEEDIEST = """array_position(ARRAY['red', 'amber'], colour::text) NULLS LAST, per_capita NULLS LAST,
    since NULLS LAST, member_id"""
PEOPLE_SQL = f"""SELECT member_id, county_id, village_id, township_id, birth_date, is_monitored, has_post, has_job,
    offered,     stays_home IS TRUE AS stays_home, lower(skill) AS skill, kind = '{HouseholdKind.LIFTED}' AS is_lifted,
    state IN ({texts(*FREE_STATES)}) AS is_free, state = '{WorkState.COUNTY}' AS works_near, labour = '' AS unknown,
    {rank_of("labour", CAPACITY)} AS capacity, {rank_of("wanted", WorkPlace)} AS how_far,
    row_number() OVER (ORDER BY {NEEDIEST}) AS need FROM ({{people}}) AS people"""
BASE_SQL = f"WITH o AS MATERIALIZED ({OFFERS_SQL}), p AS MATERIALIZED ({PEOPLE_SQL})"

# {requirement: the condition on an offer o and a person p}
REQUIREMENTS = {
    # Whoever works in the county can learn besides, and work at home beside a post, but beside no other work.
    "state": "p.is_free OR p.works_near AND (o.is_course OR o.is_home AND NOT p.has_job)",
    "young": "p.birth_date <= o.born_by",
    "old": "p.birth_date > o.born_after",
    "capacity": "p.unknown OR p.capacity >= o.least",
    "group": "(p.is_monitored OR NOT o.for_monitored) AND (p.is_lifted OR NOT o.for_lifted)",
    "post": "NOT (o.is_post AND p.has_post)",
    "home": "NOT p.stays_home OR o.is_home OR o.area_id = p.village_id AND NOT o.is_job",
    "where": "p.how_far IS NULL OR o.is_course OR o.how_far <= p.how_far",
    "skill": "o.skill = '' OR p.skill = '' OR strpos(p.skill, o.skill) > 0",
    "again": "o.id <> ALL (p.offered)",
}
FITS = " AND ".join(f"coalesce({condition}, false)" for condition in REQUIREMENTS.values())
SAME_VILLAGE, SAME_TOWNSHIP = "p.village_id = o.area_id", "p.township_id = o.township_id"
ELSEWHERE = f"p.county_id = o.county_id AND ({SAME_TOWNSHIP}) IS NOT TRUE AND NOT {SAME_VILLAGE}"
FIRST_LOOK = 1000  # so many of the neediest are looked at first
# Who lives in the offer's village comes first; those of its township where fewer than enough were found there, and then
# those of the county.
TIERS = {
    "in_village": (NEAREST, SAME_VILLAGE),
    "in_township": (IN_TOWNSHIP, f"{SAME_TOWNSHIP} AND NOT {SAME_VILLAGE}"),
    "neediest": (IN_COUNTY, f"{ELSEWHERE} AND p.need <= {FIRST_LOOK}"),
    "in_county": (IN_COUNTY, f"{ELSEWHERE} AND p.need > {FIRST_LOOK}"),
}
DISTANCES = [NEAREST, IN_TOWNSHIP, IN_COUNTY]
TIER_SQL = f""",
    {{name}} AS (SELECT * FROM (
        SELECT o.id AS offer, p.member_id AS member, {{rank}} AS rank, p.need,
               row_number() OVER (PARTITION BY o.id ORDER BY p.need) AS nth
        FROM o JOIN p ON {{near}} WHERE {FITS} {{short}}) AS found WHERE nth <= %s),
    up_to_{{name}} AS (SELECT * FROM {{name}} {{before}})"""
SHORT_SQL = "AND o.id NOT IN (SELECT offer FROM {before} GROUP BY offer HAVING count(*) >= %s)"


def candidates(entries, day):
    """Return what is asked of these people of the account, one row each."""
    posts = Placement.objects.held().filter(offer__kind=OfferKind.POST, member=OuterRef("member"))
    at_work = WorkSpell.objects.open_on(day).filter(member=OuterRef("member"))
    post, job = at_work.filter(channel=WorkChannel.PUBLIC_POST), at_work.exclude(channel=WorkChannel.PUBLIC_POST)
    asked = Placement.objects.exclude(measure__state=M.ENDED).filter(member=OuterRef("member")).order_by()
    monitored = MonitoredCase.objects.filter(household=OuterRef("household"), state__in=ON_FILE)
    here = entries.filter(present_on(day, "member__"), household__state=HouseholdState.ACTIVE).order_by()
    known = here.annotate(
        township_id=F("village__parent"), birth_date=F("member__birth_date"), labour=F("member__labour"),
        kind=F("household__kind"), is_monitored=Exists(monitored), has_post=Exists(posts) | Exists(post),
        has_job=Exists(job), offered=ArraySubquery(asked.values("offer")), colour=F("household__facts__colour"),
        per_capita=F("household__facts__per_capita"), wanted=F("where"),
    )  # fmt: skip
    return known.values_list(*PERSON_COLUMNS)


def terms(offers, day):
    """Return what these offers ask, one row each. Who takes one up begins on its first day, or today."""
    township = Case(When(area__level=Area.Level.TOWNSHIP, then="area"), When(area__level=VILLAGE, then="area__parent"))
    known = offers.order_by().annotate(
        township_id=township, first_day=Greatest("starts_on", Value(day)), work_at=F("where")
    )
    return known.values_list(*OFFER_COLUMNS)


def base_sql(offers, people, day) -> sql.Sql:
    """Return the beginning of the statement: the offers as o, the people as p, the neediest first."""
    asked, known = sql.queryset_sql(terms(offers, day)), sql.queryset_sql(candidates(people, day))
    return sql.Sql(BASE_SQL.format(offers=asked.text, people=known.text), (*asked.params, *known.params))


def matching_sql(offers, people, day, most) -> sql.Sql:
    """Return the statement of whom each offer fits: the `most` nearest and neediest."""
    text, params = base_sql(offers, people, day)
    before = ""
    for name, (distance, near) in TIERS.items():
        short = SHORT_SQL.format(before=before) if before else ""
        more = f"UNION ALL SELECT * FROM {before}" if before else ""
        rank = DISTANCES.index(distance)
        text += TIER_SQL.format(name=name, near=near, rank=rank, short=short, before=more)
        params = (*params, *([most, most] if before else [most]))
        before = f"up_to_{name}"
    chosen = f"SELECT *, row_number() OVER (PARTITION BY offer ORDER BY rank, need) AS place FROM {before}"
    ordered = f" SELECT offer, member, rank, place FROM ({chosen}) AS c WHERE place <= %s ORDER BY offer, place"
    return sql.Sql(text + ordered, (*params, most))


def match(offers, people, day, most=PEOPLE_SHOWN) -> list[Match]:
    """Return for each of these offers the `most` of these people whom it fits, nearest and neediest first. The offers
    are open and have a free place (places.py: with_room), the people are entries of the account."""
    possible = people.filter(state__in=[*FREE_STATES, WorkState.COUNTY])
    found = sql.fetch_rows(*matching_sql(offers, possible, day, most))
    return [Match(offer, member, DISTANCES[rank], place) for offer, member, rank, place in found]


def explain(offers, people, day) -> dict[tuple[int, int], dict[str, bool]]:
    """Return {(offer, member): {requirement: whether it holds}} for a few offers and people."""
    text, params = base_sql(offers, people, day)
    held = ", ".join(f"coalesce({condition}, false)" for condition in REQUIREMENTS.values())
    rows = sql.fetch_rows(f"{text} SELECT o.id, p.member_id, {held} FROM o CROSS JOIN p", params)
    return {(offer, member): dict(zip(REQUIREMENTS, holds, strict=True)) for offer, member, *holds in rows}


def propose_people(offer, user, day, most=PEOPLE_SHOWN) -> list[Match]:
    """Return whom of the person's territory an offer fits, the nearest and neediest first."""
    return match_open(Offer.objects.filter(pk=offer.pk), AccountEntry.objects.visible_to(user), day, most)


def propose_offers(member, user, day, most=OFFERS_SHOWN) -> list[Match]:
    """Return which offers that the person sees fit a member, the nearest first."""
    mine = AccountEntry.objects.visible_to(user).filter(member=member)
    found = match_open(Offer.objects.visible_to(user), mine, day, most=1)
    return sorted(found, key=lambda one: (DISTANCES.index(one.distance), one.offer))[:most]


def match_open(offers, people, day, most) -> list[Match]:
    """Return whom those of these offers fit that are open and have a free place."""
    room = with_room(offers, day)
    return match(Offer.objects.filter(pk__in=room), people, day, most) if room else []
