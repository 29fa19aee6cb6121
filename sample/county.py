"""The sample county, step by step: who lives there, what happened to them, what they live on, and finally the rows."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db import transaction

from accounts.models import Area
from cases.models import Case, CaseTransition
from households.choices import HouseholdKind, WorkChannel
from households.income.months import rebuild_income
from households.income.posts import state_post_wages
from households.models import GuaranteeCheck, Household, IncomeStatement, Member, WorkSpell
from policy import parameters
from visits.models import Visit, VisitState
from work.models import Heard, Training, WorkNeed

from .cases import histories
from .cases.episodes import CaseDecisions, Episode
from .chance import Chance, ChanceStreams, apportion, spread_out, words
from .demo_people import places_in
from .distributions import cases as case_shares
from .distributions.livelihood import POST_SUBSIDY
from .distributions.people import SIZES, SIZES_OF_COUNTY
from .families import livelihood, troubles
from .families.family import Family
from .families.income import STATEMENT_COLUMNS, IncomeLedger
from .families.members import populate, register_families
from .families.stories import follow_story, tell_stories
from .families.visits import guarantee_checks, visit_rows
from .rows import Row, copy_rows, copy_texts, keys_checked_at_the_end, recorded_at, uncollected
from .work.people import write_work

LEAST_HOUSEHOLDS = 40
DEFAULT_HOUSEHOLDS = {code: full["households"] for code, full in case_shares.OF_COUNTY.items()}
TABLES = (
    Household, Member, WorkSpell, IncomeStatement, Case, CaseTransition, Visit, GuaranteeCheck, WorkNeed, Heard,
    Training,
)  # fmt: skip
COMMUNITY, GROUPS = 0.4, 4  # communities are smaller than villages; groups in a village at least


@dataclass(frozen=True)
class CountyTotals:
    """The totals of the finished county: lifted households and their people; cases on file, the people in their
    households, and how many of the cases are cleared."""

    households: int
    people: int
    cases: int
    case_people: int
    cleared: int

    @classmethod
    def of(cls, county_code: str, households: int) -> "CountyTotals":
        """Return the county's own figures at its full size, or the same shares of another number of households."""
        full = case_shares.OF_COUNTY[county_code]
        return cls(*(round(households * figure / full["households"]) for figure in full.values()))

    def holding(self, cases: int, case_people: int, cleared: int) -> "CountyTotals":
        """Return the same, but at least what the stories need (in a small county)."""
        most = max(self.cases, cases)
        people = max(self.case_people, case_people + 2 * (most - cases))
        return CountyTotals(
            self.households, self.people, most, people, min(max(self.cleared, cleared), most - (cases - cleared))
        )


def family_sizes(count: int, people: int, rng: Chance, shares: dict = SIZES) -> list[int]:
    """Return `count` household sizes from 1 to 7, spread as in the county, that add up to `people`."""
    if not count <= people <= 7 * count:
        raise ValueError(f"{people} people do not fit into {count} households of 1 to 7.")
    drawn = spread_out(shares, count, rng)
    missing = people - sum(drawn)
    step = 1 if missing > 0 else -1
    while missing:
        index = rng.randrange(count)
        if 1 <= drawn[index] + step <= 7:
            drawn[index] += step
            missing -= step
    return drawn


def sizes_in(county: Area) -> dict:
    """Return how many lifted households of a county have how many people, per cent."""
    return SIZES_OF_COUNTY.get(county.code, SIZES)


@uncollected()
@transaction.atomic
def fill_county(county: Area, count: int, seed: int, day: dt.date) -> Counter:
    """Write a whole sample county in one transaction, and return how many rows each model received."""
    Area.objects.select_for_update(no_key=True).get(pk=county.pk)  # two samples at once would interleave
    stream = ChanceStreams(county, seed)
    families = invent_families(county, count, day, stream)
    with keys_checked_at_the_end(*TABLES):
        return write_families(county, families, day, stream)


def invent_families(county: Area, count: int, day: dt.date, stream: ChanceStreams) -> list[Family]:
    """Decide everything about every family of a county with `count` lifted households, without writing."""
    today = troubles.SampleDay(day, float(parameters.parameters_on(day, county).line))
    told = tell_stories(county, day, today.line, stream("stories"))
    full = CountyTotals.of(county.code, count)
    totals, followed, ordinary, cleared = draw_families(full, sizes_in(county), told, stream("sizes"))
    histories.add_cases_beside_the_file(totals, ordinary, day, stream("beside the file"))
    for families, topic, monitored in ((followed, "monitored people", True), (ordinary, "people", False)):
        rng = stream(topic)
        for family in families:
            populate(family, day, rng, monitored=monitored)
            livelihood.furnish_house(family, rng)
    histories.tell_histories(followed, cleared, totals, day, stream("cases"))
    befall_families(followed, ordinary, today, stream)
    families = told + followed + ordinary
    histories.place_what_waits(families, places_in(county), stream("waiting"))
    settle_families(families, county, day, stream)
    troubles.spoil_records(families, stream("faults"))
    return families


def draw_families(full: CountyTotals, shares: dict, told: list[Family], rng: Chance) -> tuple:
    """Return (totals, households with cases on file, all other lifted households, number of cleared cases), without
    stories. Unstable households are lifted, marginal ones general, sudden hardship can be either."""
    on_file = [family for family in told if family.story.case]
    people, cleared = sum(family.size for family in on_file), sum(family.story.is_cleared for family in on_file)
    totals = full.holding(len(on_file), people, cleared)
    types = spread_out(case_shares.TYPES, totals.cases - len(on_file), rng)
    followed = [
        Family(size, rng.draw(histories.KINDS[case_type]), episodes=[Episode.opened(case_type, rng)])
        for case_type, size in zip(types, family_sizes(len(types), totals.case_people - people, rng), strict=True)
    ]
    lifted = [family.size for family in told + followed if family.kind == HouseholdKind.LIFTED]
    sizes = family_sizes(totals.households - len(lifted), totals.people - sum(lifted), rng, shares)
    return totals, followed, [Family(size) for size in sizes], totals.cleared - cleared


def befall_families(followed, ordinary, today, stream) -> None:
    """Give families levels of income, then some of them troubles, then everything they live on."""
    rng, families = stream("means"), followed + ordinary
    at_risk = ordinary + [family for family in followed if not family.is_followed]
    troubles.choose_troubled(at_risk, stream("troubles"), len(families))
    for family in families:
        livelihood.set_level(family, today, rng)
        troubles.befall("prepare", family, today, rng)
        livelihood.earn_income(family, today, rng)
        troubles.befall("strike", family, today, rng)


def settle_families(families: list[Family], county, day: dt.date, stream) -> None:
    """Give families villages, names and numbers, cases of stories, and employment."""
    spread_over_villages(families, Area.objects.villages().filter(path__startswith=county.path), stream("villages"))
    register_families(families, county, stream)
    rng = stream("work")
    for family in families:
        if family.story:
            livelihood.furnish_house(family, rng)
            family.lifted_year = family.story.lifted_year or family.lifted_year
            follow_story(family, day, rng)
        months = 12 * (1 + len(family.growth))
        for job in family.jobs:
            job.spells = livelihood.work_spells(job, day, months, rng)


def spread_over_villages(families: list[Family], villages, rng: Chance) -> None:
    """Give every family a village, a group and the next number there. Families that have a village keep it."""
    villages, last = list(villages), Counter()
    weights = [rng.uniform(0.6, 1.6) * (COMMUNITY if village.kind == "community" else 1) for village in villages]
    homeless = [family for family in families if family.village is None]
    rng.shuffle(homeless)
    places = (village for village, n in zip(villages, apportion(weights, len(homeless)), strict=True) for _ in range(n))
    for family, village in zip(homeless, places, strict=True):
        family.village = village
    for family in families:
        code = family.village.code
        last[code] += 1
        family.serial, family.group_no = last[code], 1 + int(rng.random() * (GROUPS + int(code[-1]) % 5))


# The rows


def write_families(county: Area, families: list[Family], day: dt.date, stream: ChanceStreams) -> Counter:
    """Write the families table by table."""
    moment, counts = recorded_at(day), Counter()
    same = {"created_at": moment, "updated_at": moment}
    home = {"county": county, "is_sample": True, "has_electricity": True, **same}
    counts[Household] = copy_rows(Household, families, **home)
    counts[Member] = copy_rows(Member, people_of(families), phone="", **same)
    counts[WorkSpell] = copy_rows(WorkSpell, spell_rows(families, stream("employers")))
    columns = [IncomeStatement._meta.get_field(name) for name in STATEMENT_COLUMNS]
    counts[IncomeStatement] = copy_texts(IncomeStatement, columns, map(IncomeLedger(county, day).text, families))
    rebuild_income(family.id for family in families)
    state_post_wages(day=day)
    decisions = CaseDecisions(county, day)
    episodes = [decisions.decide(family, episode) for family in families for episode in family.episodes]
    counts[Case] = copy_rows(Case, episodes)
    counts[CaseTransition] = copy_rows(CaseTransition, case_step_rows(episodes))
    counts[Visit] = copy_rows(Visit, visit_rows(families, day, stream("visits")), state=VisitState.ACCEPTED)
    rng = stream("checks")
    checks = (check for family in families for check in guarantee_checks(family, day, rng))
    counts[GuaranteeCheck] = copy_rows(GuaranteeCheck, checks, source="registry", evidence=words("evidence")[0])
    counts.update(write_work(county, families, day, stream("work of people")))
    return counts


def people_of(families) -> list:
    for family in families:
        for person in family.people:
            person.household = family
    return [person for family in families for person in family.people]


def spell_rows(families, rng):
    """Yield the entries of the employment account, oldest spell first."""
    for person in people_of(families):
        job = person.job
        for started_on, ended_on in reversed(job.spells if job else []):
            post = job.channel == WorkChannel.PUBLIC_POST
            kind = "post" if post else "workshop" if job.channel == WorkChannel.WORKSHOP else job.place
            yield Row(
                member=person,
                employer=rng.word(f"employer_{kind}"),
                industry=rng.word(f"industry_{kind}"),
                place=job.place,
                channel=job.channel,
                started_on=started_on,
                ended_on=ended_on,
                monthly_wage=job.typed or job.wage,
                subsidy=POST_SUBSIDY if post else None,
            )


def case_step_rows(episodes):
    for episode in episodes:
        for taken in episode.steps:
            way = episode.way_of_clearing if taken.step in ("start_clearing", "clear") else ""
            where = {"case": episode, "village": episode.household.village, "clear_method": way}
            yield Row(**taken._asdict(), **where, at=recorded_at(taken.effective_on))
