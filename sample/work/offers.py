"""Who gives work in an invented county, what is offered, and the posts that people have: with a case or without one."""

import datetime as dt
from collections import Counter, defaultdict

from accounts.models import Area
from cases.assessment.risk_measures import fitting_measure_groups
from cases.choices import UNCLEARED, MeasureGroup
from cases.models import Case, Measure, MeasureTransition
from core.dates import years_before
from households.models import WorkSpell, present_on
from work.choices import GROUP_OF_OFFER, OfferKind
from work.models import Enterprise, Offer, Placement

from ..cases.assistance import MeasureWalk
from ..chance import Chance, words
from ..distributions import work as shares
from ..families.members import anybodys_name
from ..rows import Row, copy_rows, recorded_at

MODELS = (Enterprise, Offer, Measure, MeasureTransition, Placement)
OLDEST = 69


class InventedOffers:
    """Enterprises, offers and placements of one county; `by` is who wrote them down."""

    def __init__(self, county, day: dt.date, rng: Chance, by: int):
        self.county, self.day, self.rng, self.by = county, day, rng, by
        self.rows: dict = {model: [] for model in MODELS}
        self.posts, self.homes = posts_by_village(county, day)
        self.cases = {
            one.household_id: one for one in Case.objects.filter(household__county=county, state__in=UNCLEARED)
        }

    def write(self) -> Counter:
        townships = Area.objects.filter(parent=self.county).order_by("path")
        for township in townships:
            self.open_township(township)
        self.offer_jobs()
        return Counter({model: copy_rows(model, rows) for model, rows in self.rows.items()})

    def open_township(self, township) -> None:
        """Give a township a workshop, a course, and its villages their posts."""
        workshop = self.enterprise(township, "workshop", named("workshop_of", township), machines=shares.MACHINES)
        self.offer(township, OfferKind.WORKSHOP, the_word("offer_workshop"), workshop, places=4, wage=1_800)
        self.course(township)
        for village in Area.objects.filter(parent=township).order_by("path"):
            self.fill_posts(village)
            for spell in self.homes[village.pk]:
                offer = self.offer(
                    village,
                    OfferKind.HOME,
                    the_word("offer_home"),
                    workshop,
                    wage=spell.monthly_wage,
                    lent=the_word("machine"),
                )
                self.place(spell, offer, lent=the_word("machine"))

    def fill_posts(self, village) -> None:
        """Offer the posts that people of a village have; here and there one is free."""
        held, free = self.posts[village.pk], int(self.rng.draw(shares.FREE_POST))
        if held or free:
            office = self.enterprise(village, "office", named("office_of", village))
            wage = max((spell.monthly_wage for spell in held), default=shares.USUAL_POST)
            offer = self.offer(
                village, OfferKind.POST, the_word("offer_post"), office, places=len(held) + free, wage=wage
            )
            for spell in held:
                self.place(spell, offer)

    def course(self, township) -> None:
        title, starts = self.rng.word("course"), self.day + self.rng.days(5, 25)
        self.offer(township, OfferKind.COURSE, title, None, places=30, starts=starts, ends=starts + dt.timedelta(12))

    def offer_jobs(self) -> None:
        for name, industry in zip(words("firm"), words("firm_industry"), strict=True):
            firm = self.enterprise(self.county, "firm", name, industry=industry)
            wage = self.rng.randrange(3_000, 5_200, 100)
            self.offer(
                self.county,
                OfferKind.JOB,
                the_word("offer_job").format(industry=industry),
                firm,
                places=20,
                wage=wage,
                where="county",
            )

    # The rows

    def add(self, model, **told) -> Row:
        self.rows[model].append(row := Row(id=0, by=self.by, **told))
        return row

    def enterprise(self, area, kind, name, *, industry="", machines=None) -> Row:
        phone = f"154{self.rng.randrange(10**8):08d}"
        about = {"in_charge": anybodys_name(self.rng), "phone": phone, "industry": industry, "machines": machines}
        return self.add(Enterprise, county=self.county, area=area, kind=kind, name=name, **about)

    def offer(self, area, kind, title, enterprise, *, places=1, wage=None, starts=None, ends=None, lent="",
              where="village") -> Row:  # fmt: skip
        terms = {"places": places, "monthly_wage": wage, "starts_on": starts or self.day.replace(month=1, day=1)}
        about = {"enterprise": enterprise, "where": where, "equipment": lent, "ends_on": ends}
        return self.add(Offer, county=self.county, area=area, kind=kind, title=title, **terms, **about)

    def place(self, spell, offer, *, lent="") -> None:
        """Let somebody have a place of an offer, by the measure that the case has for it or by one of its own."""
        measure = getattr(spell, "measure", None) or self.measure(spell, offer)
        lent_on = spell.started_on if lent else None
        self.add(
            Placement, offer=offer, member=spell.member, measure=measure, offered_on=spell.started_on, equipment=lent,
            lent_on=lent_on,
        )  # fmt: skip

    def measure(self, spell, offer) -> Row:
        """Return a delivered measure that gave this work: of the open case, or without one."""
        case, group = self.cases.get(spell.member.household_id), GROUP_OF_OFFER[offer.kind]
        walk = MeasureWalk()
        for step in ("plan", "approve", "start", "deliver"):
            walk.take(step, spell.started_on)
        made = self.add(
            Measure, case=case, household=spell.member.household_id, group=group, title=offer.title,
            risk=risk_for(case, group), state=walk.state, planned_on=spell.started_on, delivered_on=walk.delivered_on,
            member=spell.member, employer=spell.employer, channel=spell.channel, monthly_wage=spell.monthly_wage,
            place=spell.place, spell=spell,
        )  # fmt: skip
        at = recorded_at(spell.started_on, "16:20")
        steps = [Row(measure=made, by=self.by, at=at, **taken._asdict()) for taken in walk.steps]
        self.rows[MeasureTransition].extend(steps)
        return made


def the_word(kind) -> str:
    """Return the one text of a kind in data/words.csv."""
    return words(kind)[0]


def named(kind, area) -> str:
    return the_word(kind).format(place=area.name)


def risk_for(case, group: MeasureGroup) -> str:
    """Return the risk that a measure of a group is against: the first that it fits, else the main one."""
    if case is None:
        return ""
    return next((risk for risk in case.risks if group in fitting_measure_groups(risk)), case.risks[0])


def posts_by_village(county, day) -> tuple[dict, dict]:
    """Return the public-welfare posts and the places in workshops that somebody has now, by village."""
    youngest = years_before(day, OLDEST + 1)
    open_still = WorkSpell.objects.open_on(day).filter(
        present_on(day, road="member__"), member__household__county=county, monthly_wage__isnull=False,
        channel__in=("public_post", "workshop"), ended_on=None, member__birth_date__gt=youngest,
    )  # fmt: skip
    posts, homes = defaultdict(list), defaultdict(list)
    for spell in open_still.select_related("member__household", "measure").order_by("pk"):
        (posts if spell.channel == "public_post" else homes)[spell.member.household.village_id].append(spell)
    return posts, homes
