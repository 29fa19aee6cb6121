"""The files of a sample county's cases: what is read of each before its papers and its assistance are invented, and who
kept them. `complete` adds all of it once, when the demo people are there to have done it."""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property

import pgtrigger
from django.db import transaction
from django.db.models import Prefetch

from accounts.models import Area, User
from cases.choices import UNCLEARED
from cases.models import Case, CaseTransition, HelperAssignment, Review
from households.models import Household, Member, WorkSpell
from policy import parameters
from visits.models import Visit, VisitPurpose

from .build import Streams
from .caseworker import demo_grants
from .load import keys_checked_at_the_end

TAKEN_BY = {
    "caseworker": {"propose", "verify", "authorise", "start_clearing", "plan", "start", "deliver", "check", "cancel"},
    "village_clerk": {"review", "post_notice", "decline", "review_clearing", "post_clearing"},
    "township_official": {"endorse", "reject", "return", "uphold", "endorse_clearing", "propose_rollback", "approve"},
    "county_staff": {"compare"},
    "county_leader": {"identify", "remark", "refuse", "clear", "roll_back", "end"},
}
ELSEWHERE = (("sample-xiang", "Xiang Guihua"), ("sample-tan", "Tan Dehai"))  # villages without a demo person


@dataclass
class File:
    """One case; `steps` are (step, from, to, day) in order, `visits` its checks by day, `posts` its paid posts."""

    case: Case
    steps: list
    visits: dict
    posts: list
    scope: list = field(default_factory=list)  # the departments that compare

    def on(self, step: str) -> dt.date | None:
        """The latest day on which a step was taken."""
        return next((day for name, _source, _target, day in reversed(self.steps) if name == step), None)

    @property
    def village(self) -> Area:
        return self.case.household.village

    @property
    def is_uncleared(self) -> bool:
        return self.case.state in UNCLEARED

    @property
    def since(self) -> dt.date:
        """Monitored without a break since then."""
        return max(filter(None, (self.case.identified_on, self.on("roll_back"))))

    @property
    def over_on(self) -> dt.date | None:
        """The day on which it was cleared or ended for good."""
        return None if self.is_uncleared else self.steps[-1][3] if self.case.state == "ended" else self.case.cleared_on

    @cached_property
    def present(self) -> list[Member]:
        return [member for member in self.case.household.members.all() if member.left_on is None]

    @property
    def able(self) -> list[Member]:
        return [member for member in self.present if member.labour in ("ordinary", "skilled", "weak")]


class Hands:
    """Who did what where: the demo people where they work, elsewhere two people who have no access any more."""

    def __init__(self, county):
        self.takers = {}
        for grant in demo_grants(county):
            villages = Area.objects.villages().filter(path__startswith=grant.area.path).values_list("pk", flat=True)
            steps = TAKEN_BY.get(grant.role, ())
            self.takers |= {(step, pk): grant.user_id for step in steps for pk in villages}
        self.first, self.second = [someone(*who).pk for who in ELSEWHERE]

    def took(self, step: str, village: Area) -> int | None:
        """The demo person who took a step there, if there was one."""
        return self.takers.get((step, village.pk))

    def kept(self, step: str, village: Area) -> int:
        """Who kept the paper of a step."""
        return self.took(step, village) or self.first

    def checkers(self, village: Area) -> tuple[int, int]:
        """The two who verify: in the demo village its caseworker and its clerk."""
        first, second = self.took("verify", village), self.took("review", village)
        return (first, second) if first and second else (self.first, self.second)


def someone(username, full_name) -> User:
    made, _ = User.objects.get_or_create(username=username, defaults={"full_name": full_name, "is_active": False})
    return made


@transaction.atomic
def complete(county, seed: int = 1) -> Counter:
    """Give every case its papers and its assistance; returns how many rows each model received. Nothing happens where
    some are on record already, or where real households are."""
    from . import assistance, papers

    if not waits(county.code):
        return Counter()
    stream, day = Streams(county, seed), newest_day(county)
    files, hands, p = read(county), Hands(county), parameters.parameters_on(day, county)
    with pgtrigger.ignore(), keys_checked_at_the_end(*papers.TABLES, *assistance.TABLES):
        sign(county)
        counts = papers.Papers(files, hands, day, stream("papers")).write()
        counts |= assistance.Assistance(files, hands, p, stream("assistance")).write()
    return Counter(counts)


def waits(code: str) -> bool:
    """Whether a county has invented cases alone, demo people, and no paper of a case yet."""
    county = Area.objects.filter(code=code).first()
    if county is None or not demo_grants(county):
        return False
    real = Household.objects.filter(county=county, is_sample=False)
    papers = Review.objects.filter(case__household__county=county)
    helpers = HelperAssignment.objects.filter(household__county=county)
    cases = Case.objects.filter(household__county=county)
    return cases.exists() and not (real.exists() or papers.exists() or helpers.exists())


def newest_day(county) -> dt.date:
    """The sample's today."""
    return Household.objects.filter(county=county).latest("created_at").created_at.date()


def sign(county) -> None:
    """The steps that the demo people took where they work."""
    steps = CaseTransition.objects.filter(case__household__county=county)
    for grant in demo_grants(county):
        mine = steps.filter(village__path__startswith=grant.area.path, step__in=TAKEN_BY.get(grant.role, ()))
        mine.update(by=grant.user)


def read(county) -> list[File]:
    """Every case with what its papers will say, in the order in which they were made."""
    people = Member.objects.defer("id_number", "phone").order_by("pk")
    cases = (
        Case.objects.filter(household__county=county)
        .select_related("household__village__parent")
        .defer("household__phone", "household__bank_account")
        .prefetch_related(Prefetch("household__members", people))
        .order_by("pk")
    )
    steps, visits, posts = steps_by_case(county), visits_by_household(county), posts_by_household(county)
    return [File(one, steps[one.pk], visits[one.household_id], posts[one.household_id]) for one in cases]


def steps_by_case(county) -> dict:
    found = defaultdict(list)
    rows = CaseTransition.objects.filter(case__household__county=county).order_by("effective_on", "pk")
    for case, *step in rows.values_list("case", "step", "source", "target", "effective_on"):
        found[case].append(tuple(step))
    return found


def visits_by_household(county) -> dict:
    found = defaultdict(dict)
    checks = Visit.objects.filter(household__county=county, purpose__in=(VisitPurpose.VERIFY, VisitPurpose.CLEARING))
    for household, on, pk in checks.order_by("pk").values_list("household", "visited_on", "pk"):
        found[household][on] = pk
    return found


def posts_by_household(county) -> dict:
    """The paid posts and workshop places that somebody still has."""
    found = defaultdict(list)
    spells = WorkSpell.objects.filter(member__household__county=county, channel__in=("public_post", "workshop"))
    mine = spells.filter(ended_on=None, member__left_on=None, member__household__cases__isnull=False).distinct()
    for spell in mine.select_related("member").order_by("pk"):
        found[spell.member.household_id].append(spell)
    return found
