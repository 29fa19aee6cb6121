"""The assistance of invented cases: a helper, a plan, measures that fit the risks, and yearly notes. A few households
lack one of them, so that the duties of docs/cases.md have something to show."""

import datetime as dt
import random
from collections import Counter

from cases.assessment.risk_measures import DEVELOPMENT_GROUPS, FITTING_GROUPS
from cases.case.workflow import MEASURE_WORKFLOW
from cases.choices import PROPOSED, MeasureState
from cases.choices import MeasureGroup as G
from cases.models import HelperAssignment, Judgement, Measure, MeasureTransition, Plan
from core.crypto.fields import encrypt
from core.dates import years_before

from . import names
from .load import analyze, copy, reserve, row
from .names import words
from .papers import moment

TABLES = (HelperAssignment, Plan, Measure, MeasureTransition, Judgement)
NO_HELPER, NO_PHONE, NO_PLAN, NO_NOTE = 0.02, 0.03, 0.04, 0.1
ONLY_SECURED, NO_DEVELOPMENT, STUCK = 0.04, 0.06, 0.03
CANCELLED = 0.03  # of the measures
FRESH = 0.25  # of the households under monitoring: something was planned these days
HELPERS = 4  # in each village
MORE = (0, 0, 1, 1, 2)  # measures besides those that the risks ask for
LEAST, MOST = 2, 6
URGENT = 0.1  # of the proposals: measures before the approval
GAPS = {"approve": (0, 3), "start": (1, 6), "deliver": (1, 14), "check": (30, 90), "end": (60, 500)}  # days
COSTS = {G.HOUSING: (3_000, 30_000), G.RELOCATION: (20_000, 60_000), G.FINANCE: (10_000, 50_000)}
USUAL_COST = (200, 4_000)
POST_AGES = (18, 68)
SPELL_DAYS = 700  # a post that began earlier was entered before measures were

COLUMNS = {
    HelperAssignment: "household name unit phone since until by",
    Plan: "case goal until made_on by",
    Measure: (
        "id case group title risk state cost urgent_reason planned_on due_on delivered_on ended_on effect member "
        "employer channel monthly_wage spell by"
    ),
    MeasureTransition: "measure step source target effective_on at by reason",
    Judgement: "case noted_on words by at",
}


class Assistance:
    """Collects the rows of every table, then writes them."""

    def __init__(self, files, hands, p, rng: random.Random):
        self.files, self.hands, self.p, self.day, self.rng = files, hands, p, p.day, rng
        self.rows = {model: [] for model in TABLES}
        self.helpers, self.helped, self.taken = {}, set(), set()
        self.keys = iter(reserve(Measure, (MOST + 1) * len(files)))

    def write(self) -> Counter:
        for file in reversed(self.files):  # the latest episode of a household names its helper
            if file.case.identified_on:
                self.help(file)
                self.plan(file)
                self.measures(file)
                self.note(file)
            elif file.case.state in PROPOSED and self.rng.random() < URGENT:
                self.urgent(file)
        counts = Counter({model: copy(model, COLUMNS[model], self.rows[model]) for model in TABLES})
        analyze(*TABLES)
        return counts

    def add(self, model, *values) -> None:
        self.rows[model].append(row(*values))

    # A helper, a plan, notes

    def help(self, file) -> None:
        """One of the village's helpers; some go on for a year after clearing."""
        household = file.case.household_id
        if household in self.helped or (file.is_uncleared and self.rng.random() < NO_HELPER):
            return
        self.helped.add(household)
        name, unit, phone = self.rng.choice(self.helpers_of(file.village))
        phone = b"" if self.rng.random() < NO_PHONE else encrypt(phone)
        over = file.over_on and file.over_on + dt.timedelta(self.rng.randint(30, 400))
        until = over if over and over < self.day else None
        self.add(HelperAssignment, household, name, unit, phone, file.since, until, self.kept("plan", file))

    def helpers_of(self, village) -> list:
        """(name, unit, phone) of the helpers of a village."""
        if village.pk not in self.helpers:
            self.helpers[village.pk] = [
                (names.anybody(self.rng), self.rng.choice(words("helper_unit")), f"154{self.rng.randrange(10**8):08d}")
                for _ in range(HELPERS)
            ]
        return self.helpers[village.pk]

    def plan(self, file) -> None:
        """Made within ten days; it runs on while the risk is not cleared."""
        if self.rng.random() < NO_PLAN:
            return
        made = min(self.day, file.case.identified_on + dt.timedelta(self.rng.randint(1, 9)))
        until = max(made, self.day) if file.is_uncleared else made
        until += dt.timedelta(self.rng.randint(90, 365))
        goal = self.rng.choice(words("plan_goal"))
        self.add(Plan, file.case.pk, goal, until, made, self.kept("plan", file))

    def note(self, file) -> None:
        """Every year one note on a household under monitoring, but for a few of this year."""
        if not file.is_uncleared:
            return
        on = file.since + dt.timedelta(self.rng.randint(150, 330))
        while on <= self.day:
            lately = (self.day - on).days < 365
            if not lately or self.rng.random() >= NO_NOTE:
                said = encrypt(self.rng.choice(words("judgement")))
                self.add(Judgement, file.case.pk, on, said, self.kept("plan", file), moment(on))
            on += dt.timedelta(self.rng.randint(280, 350))

    # Measures

    def measures(self, file) -> None:
        began, stuck = file.case.identified_on, file.is_uncleared and self.rng.random() < STUCK
        for place, (group, risk) in enumerate(self.wanted(file)):
            planned = began + dt.timedelta(self.rng.randint(1, 6) + (place > 1) * self.rng.randint(10, 150))
            if planned <= self.last_day(file):
                self.measure(file, group, risk, planned, stuck=stuck)
        if file.is_uncleared and self.rng.random() < FRESH:
            planned = max(began, self.day - dt.timedelta(self.rng.randint(0, 6)))
            self.measure(file, self.possible(file, MORE_GROUPS), file.case.risks[0], planned)

    def wanted(self, file) -> list:
        """(group, risk) of two to six measures: one that fits each risk, one to earn by, and some more."""
        risks = list(file.case.risks)
        if file.is_uncleared and self.rng.random() < ONLY_SECURED:
            return [(G.SOCIAL_SECURITY, risks[0])] * LEAST
        found = [(self.possible(file, FITTING_GROUPS[risk[:2]]), risk) for risk in risks]
        if file.able and self.rng.random() >= NO_DEVELOPMENT:
            found.append((self.possible(file, DEVELOPMENT_GROUPS), risks[0]))
        more = max(self.rng.choice(MORE), LEAST - len(found))
        found += [(self.possible(file, MORE_GROUPS), risks[0]) for _ in range(more)]
        return found[:MOST]

    def possible(self, file, groups):
        """One of the groups; a post only where somebody can have it."""
        fitting = [group for group in groups if group != G.PUBLIC_POST or self.worker(file)]
        return self.rng.choice(fitting or [G.SOCIAL_HELP])

    def worker(self, file):
        born = [years_before(self.day, age) for age in POST_AGES]
        return next((one for one in file.able if one.birth_date and born[1] < one.birth_date <= born[0]), None)

    def urgent(self, file) -> None:
        """The green channel: help that could not wait for the approval."""
        planned, risk = file.steps[0][3], file.case.risks[0]
        group = self.possible(file, [group for group in FITTING_GROUPS[risk[:2]] if group != G.PUBLIC_POST])
        self.measure(file, group, risk, planned, urgent=self.rng.choice(words("urgent")))

    def measure(self, file, group, risk, planned, *, stuck=False, urgent="") -> None:
        key, steps = next(self.keys), self.life(planned, self.last_day(file), file.over_on, stuck=stuck)
        on = {step: day for step, _source, _target, day in steps}
        state = steps[-1][2]
        self.add(
            Measure,
            key,
            file.case.pk,
            group.value,
            self.rng.choice(words(f"measure_{group.value}")),
            risk,
            state,
            self.rng.randrange(*COSTS.get(group, USUAL_COST), 100),
            urgent,
            planned,
            planned + dt.timedelta(28),
            on.get("deliver"),
            on.get("end"),
            self.rng.choice(words("effect")) if "check" in on else "",
            *self.post(file, group),
            self.kept("plan", file),
        )
        for step, source, target, day in steps:
            why = self.rng.choice(words("measure_cancelled")) if step == "cancel" else ""
            by = self.hands.took(step, file.village)
            self.add(MeasureTransition, key, step, source, target, day, moment(day), by, why)

    def life(self, planned, last, over_on, *, stuck) -> list:
        """(step, from, to, day) until `last`, or until it got stuck or was cancelled. What began before a clearing ends
        with it."""
        steps = [("plan", "", MeasureState.PLANNED.value, planned)]
        day, cancelled = planned, not stuck and self.rng.random() < CANCELLED
        for name, gap in GAPS.items():
            day += dt.timedelta(self.rng.randint(*gap))
            if over_on and name in ("check", "end"):
                day = max(steps[-1][3], min(day, over_on))
            if day > last or (stuck and name == "deliver"):
                return steps
            name = "cancel" if cancelled and name == "start" else name
            steps.append((name, steps[-1][2], MEASURE_WORKFLOW[name].target.value, day))
            if name == "cancel":
                return steps
        return steps

    def post(self, file, group) -> tuple:
        """(member, employer, channel, wage, spell) of a post: the one in the employment account, if there is one."""
        if group != G.PUBLIC_POST:
            return None, "", "", None, None
        for spell in file.posts:
            if spell.pk not in self.taken and spell.channel == "public_post" and self.is_recent(spell):
                self.taken.add(spell.pk)
                return spell.member_id, spell.employer, spell.channel, spell.monthly_wage, spell.pk
        employer, wage = self.rng.choice(words("employer_post")), self.rng.randrange(500, 1_001, 50)
        return self.worker(file).pk, employer, "public_post", wage, None

    def is_recent(self, spell) -> bool:
        return (self.day - spell.started_on).days < SPELL_DAYS and spell.monthly_wage is not None

    def last_day(self, file) -> dt.date:
        return min(self.day, file.over_on or self.day)

    def kept(self, step, file) -> int:
        return self.hands.kept(step, file.village)


MORE_GROUPS = (G.SOCIAL_SECURITY, G.SOCIAL_SECURITY, G.SOCIAL_HELP, G.HEALTH, G.LIVING, G.INFRASTRUCTURE, G.INDUSTRY)
