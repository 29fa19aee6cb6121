"""The files of a sample county's cases: what is read of each before its papers and its assistance are invented, and who
wrote them. Everything is added once, when the demo people exist."""

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
from core.database_roles import as_owner
from households.choices import ABLE_TO_WORK
from households.models import Household, Member, WorkSpell
from policy import parameters
from visits.models import Visit, VisitPurpose

from ..chance import Chance, ChanceStreams
from ..demo_people import CASE_STEPS_OF, demo_grants, demo_takers
from ..rows import Row, copy_rows, keys_checked_at_the_end, recorded_at, uncollected
from ..steps import StepWalk, TakenStep

ELSEWHERE = (("sample-xiang", "Xiang Guihua"), ("sample-tan", "Tan Dehai"))  # for villages without demo people


@dataclass
class CaseFile(StepWalk):
    """One case with its steps; `visits` are its checks by day, `posts` its paid posts."""

    case: Case
    visits: dict
    posts: list
    scope: list = field(default_factory=list)  # the departments that compare

    @property
    def village(self) -> Area:
        return self.case.household.village

    @property
    def is_uncleared(self) -> bool:
        return self.case.state in UNCLEARED

    @property
    def since(self) -> dt.date:
        """The day since which it has been monitored without a break."""
        return max(filter(None, (self.case.identified_on, self.on("roll_back"))))

    @property
    def over_on(self) -> dt.date | None:
        """The day on which it was cleared or ended for good."""
        return None if self.is_uncleared else self.on("end") or self.case.cleared_on

    @cached_property
    def present(self) -> list[Member]:
        return [member for member in self.case.household.members.all() if member.left_on is None]

    @property
    def able(self) -> list[Member]:
        return [member for member in self.present if member.labour in ABLE_TO_WORK]


class KeptRows:
    """Collects rows of several tables with their authors: the demo people where they work, elsewhere two people who no
    longer have access."""

    models: tuple = ()

    def __init__(self, county, files: list[CaseFile], p, rng: Chance):
        self.files, self.p, self.day, self.rng = files, p, p.day, rng
        self.rows = {model: [] for model in self.models}
        self.takers = demo_takers(county, CASE_STEPS_OF)
        self.first, self.second = [without_access(*who) for who in ELSEWHERE]

    def write(self) -> Counter:
        for file in self.files:
            self.keep(file)
        return Counter({model: copy_rows(model, rows) for model, rows in self.rows.items()})

    def keep(self, file: CaseFile) -> None:
        """Keep what one file adds."""
        raise NotImplementedError

    def add(self, model, file, step, on, **told) -> Row:
        """Return a row of a case, with its author and time."""
        kept = {"id": 0, "case": file.case, "by": self.kept(step, file), "at": recorded_at(on, "16:20")}
        self.rows[model].append(row := Row(**{**kept, **told}))
        return row

    def took(self, step: str, file: CaseFile) -> int | None:
        """Return the demo person who took a step there, if any."""
        return self.takers.get((step, file.village.pk))

    def kept(self, step: str, file: CaseFile) -> int:
        return self.took(step, file) or self.first


def without_access(username, full_name) -> int:
    made, _ = User.objects.get_or_create(username=username, defaults={"full_name": full_name, "is_active": False})
    return made.pk


@uncollected()
@as_owner()
@transaction.atomic
def complete_case_files(county, seed: int = 1) -> Counter:
    """Give every case its papers and its assistance; return how many rows each model received. Nothing happens where
    some exist already, or where real households are."""
    from ..work.cash_grants import MODELS as OF_GRANTS
    from ..work.cash_grants import write_cash_grants
    from ..work.livelihoods import MODELS as OF_LIVELIHOODS
    from ..work.livelihoods import InventedLivelihoods
    from ..work.offers import MODELS, InventedOffers
    from ..work.payments import write_payments
    from .assistance import CaseAssistance
    from .papers import CasePapers

    if not case_files_wait(county.code):
        return Counter()
    stream, files = ChanceStreams(county, seed), read_case_files(county)
    newest = Household.objects.filter(county=county).latest("created_at").created_at.date()  # the sample's today
    p = parameters.parameters_on(newest, county)
    tables = (*CasePapers.models, *CaseAssistance.models, *MODELS, *OF_LIVELIHOODS, *OF_GRANTS)
    with pgtrigger.ignore(), keys_checked_at_the_end(*tables):
        sign_case_steps(county)
        counts = CasePapers(county, files, p, stream("papers")).write()
        counts += CaseAssistance(county, files[::-1], p, stream("assistance")).write()
        by = without_access(*ELSEWHERE[0])
        counts += InventedOffers(county, newest, stream("offers"), by).write()
        counts += write_payments(county, newest, by)
        counts += write_cash_grants(county, newest, stream("cash grants"), by)
        return counts + InventedLivelihoods(county, newest, stream("livelihoods"), by).write()


def case_files_wait(code: str) -> bool:
    """Return whether a county has only invented cases, demo people, and no papers of cases yet."""
    county = Area.objects.filter(code=code).first()
    if county is None or not demo_grants(county):
        return False
    real = Household.objects.filter(county=county, is_sample=False)
    papers = Review.objects.filter(case__household__county=county)
    helpers = HelperAssignment.objects.filter(household__county=county)
    cases = Case.objects.filter(household__county=county)
    return cases.exists() and not (real.exists() or papers.exists() or helpers.exists())


def sign_case_steps(county) -> None:
    """Name the demo people as authors of the steps where they work."""
    steps = CaseTransition.objects.filter(case__household__county=county)
    for role, grant in demo_grants(county).items():
        mine = steps.filter(village__path__startswith=grant.area.path, step__in=CASE_STEPS_OF.get(role, ()))
        mine.update(by=grant.user)


def read_case_files(county) -> list[CaseFile]:
    """Return every case with what its papers will say, in the order in which they were made."""
    people = Member.objects.defer("id_number", "phone").order_by("pk")
    cases = (
        Case.objects.filter(household__county=county)
        .select_related("household__village__parent")
        .defer("household__phone", "household__bank_account")
        .prefetch_related(Prefetch("household__members", people))
        .order_by("pk")
    )
    steps, visits, posts = steps_by_case(county), checks_by_household(county), posts_by_household(county)
    return [CaseFile(one, visits[one.household_id], posts[one.household_id], steps=steps[one.pk]) for one in cases]


def steps_by_case(county):
    found = defaultdict(list)
    rows = CaseTransition.objects.filter(case__household__county=county).order_by("effective_on", "pk")
    for case, *step in rows.values_list("case", "step", "source", "target", "effective_on"):
        found[case].append(TakenStep(*step))
    return found


def checks_by_household(county) -> dict:
    found = defaultdict(dict)
    checks = Visit.objects.filter(household__county=county, purpose__in=(VisitPurpose.VERIFY, VisitPurpose.CLEARING))
    for household, on, pk in checks.order_by("pk").values_list("household", "visited_on", "pk"):
        found[household][on] = pk
    return found


def posts_by_household(county) -> dict:
    """Return the paid posts that somebody still has."""
    found = defaultdict(list)
    spells = WorkSpell.objects.filter(member__household__county=county, channel="public_post", ended_on=None)
    mine = spells.filter(member__left_on=None, member__household__cases__isnull=False).distinct()
    for spell in mine.select_related("member").order_by("pk"):
        found[spell.member.household_id].append(spell)
    return found
