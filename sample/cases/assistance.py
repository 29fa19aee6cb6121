"""The assistance of invented cases: a helper, a plan, measures that fit the risks, and yearly notes. A few households
lack one of them."""

import datetime as dt
from collections import defaultdict

from cases.assessment.risk_measures import DEVELOPMENT_GROUPS, FITTING_GROUPS
from cases.case.workflow import MEASURE_WORKFLOW
from cases.choices import PROPOSED, MeasureGroup, MeasureState
from cases.models import HelperAssignment, Judgement, Measure, MeasureTransition, Plan
from core.dates import years_before

from ..distributions import assistance as shares
from ..families.members import anybodys_name
from ..rows import Row, recorded_at
from ..steps import StepWalk, day_of, step_targets
from .files import KeptRows


class MeasureWalk(StepWalk):
    """The steps of one measure."""

    targets = step_targets(MEASURE_WORKFLOW, plan=MeasureState.PLANNED)
    delivered_on, ended_on = day_of("deliver"), day_of("end")


class CaseAssistance(KeptRows):
    """The assistance of every decided case, and urgent help for some proposals. The latest episode of a household comes
    first and names its helper."""

    models = (HelperAssignment, Plan, Measure, MeasureTransition, Judgement)

    def __init__(self, *known):
        super().__init__(*known)
        self.helpers, self.helped, self.taken = defaultdict(list), set(), set()

    def keep(self, file) -> None:
        if file.case.identified_on:
            self.help(file)
            self.plan(file)
            self.add_measures(file)
            self.note(file)
        elif file.case.state in PROPOSED and self.rng.draw(shares.URGENT):
            risk = file.case.risks[0]
            groups = [group for group in FITTING_GROUPS[risk[:2]] if group != MeasureGroup.PUBLIC_POST]
            reason = self.rng.word("urgent")
            self.add_measure(file, self.possible(file, groups), risk, file.steps[0].effective_on, urgent=reason)

    def help(self, file) -> None:
        """Assign one of the village's helpers; some continue for a year after clearing."""
        household = file.case.household_id
        if household in self.helped or (file.is_uncleared and self.rng.draw(shares.NO_HELPER)):
            return
        self.helped.add(household)
        helper = dict(self.rng.choice(self.helpers_of(file.village)))
        if self.rng.draw(shares.NO_PHONE):
            helper["phone"] = ""
        over = file.over_on and file.over_on + self.rng.days(*shares.HELPED_AFTER)
        until = over if over and over < self.day else None
        self.add(HelperAssignment, file, "plan", self.day, household=household, since=file.since, until=until, **helper)

    def helpers_of(self, village) -> list[dict]:
        known = self.helpers[village.pk]
        while len(known) < shares.HELPERS:
            phone = f"154{self.rng.randrange(10**8):08d}"
            known.append({"name": anybodys_name(self.rng), "unit": self.rng.word("helper_unit"), "phone": phone})
        return known

    def plan(self, file) -> None:
        """Make a plan within ten days; it is extended while the risk is not cleared."""
        if not self.rng.draw(shares.NO_PLAN):
            made = min(self.day, file.case.identified_on + self.rng.days(*shares.PLAN_MADE))
            until = (self.day if file.is_uncleared else made) + self.rng.days(*shares.PLAN_RUNS)
            self.add(Plan, file, "plan", made, goal=self.rng.word("plan_goal"), until=until, made_on=made)

    def note(self, file) -> None:
        """Add one judgement note a year to a monitored case, except for a few this year."""
        on = file.since + self.rng.days(*shares.FIRST_NOTE)
        while file.is_uncleared and on <= self.day:
            if (self.day - on).days >= 365 or not self.rng.draw(shares.NO_NOTE):
                self.add(Judgement, file, "plan", on, noted_on=on, words=self.rng.word("judgement"))
            on += self.rng.days(*shares.NEXT_NOTE)

    # Measures

    def add_measures(self, file) -> None:
        began, stuck = file.case.identified_on, file.is_uncleared and self.rng.draw(shares.STUCK)
        for place, (group, risk) in enumerate(self.wanted(file)):
            planned = began + self.rng.days(*shares.PLANNED)
            planned += self.rng.days(*shares.PLANNED_LATER) if place > 1 else dt.timedelta(0)
            if planned <= self.last_day(file):
                self.add_measure(file, group, risk, planned, stuck=stuck)
        if file.is_uncleared and self.rng.draw(shares.FRESH):
            planned = max(began, self.day - self.rng.days(0, 6))
            self.add_measure(file, self.possible(file, shares.MORE_GROUPS), file.case.risks[0], planned)

    def wanted(self, file) -> list:
        """Return (group, risk) of two to six measures: one that fits each risk, one to earn by, and some more."""
        risks = list(file.case.risks)
        if file.is_uncleared and self.rng.draw(shares.ONLY_SECURED):
            return [(MeasureGroup.SOCIAL_SECURITY, risks[0])] * shares.LEAST
        found = [(self.possible(file, FITTING_GROUPS[risk[:2]]), risk) for risk in risks]
        if file.able and not self.rng.draw(shares.NO_DEVELOPMENT):
            found.append((self.possible(file, DEVELOPMENT_GROUPS), risks[0]))
        more = max(self.rng.draw(shares.MORE), shares.LEAST - len(found))
        found += [(self.possible(file, shares.MORE_GROUPS), risks[0]) for _ in range(more)]
        return found[: shares.MOST]

    def possible(self, file, groups):
        """Return one of the groups; a post only where somebody can have it."""
        fitting = [group for group in groups if group != MeasureGroup.PUBLIC_POST or self.worker(file)]
        return self.rng.choice(fitting or [MeasureGroup.SOCIAL_HELP])

    def worker(self, file):
        youngest, oldest = [years_before(self.day, age) for age in shares.POST_AGES]
        return next((one for one in file.able if one.birth_date and oldest < one.birth_date <= youngest), None)

    def add_measure(self, file, group, risk, planned, *, stuck=False, urgent="") -> None:
        walk = self.walked(planned, self.last_day(file), file.over_on, stuck=stuck)
        told = {
            "household": file.case.household_id,
            "group": group,
            "title": self.rng.word(f"measure_{group.value}"),
            "risk": risk,
            "state": walk.state,
            "cost": self.rng.randrange(*shares.COSTS.get(group, shares.USUAL_COST), 100),
            "urgent_reason": urgent,
            "planned_on": planned,
            "due_on": planned + dt.timedelta(shares.DUE),
            "delivered_on": walk.delivered_on,
            "ended_on": walk.ended_on,
            "effect": self.rng.word("effect") if walk.on("check") else "",
            **self.post(file, group),
        }
        measure = self.add(Measure, file, "plan", planned, **told)
        for taken in walk.steps:
            by, at = self.took(taken.step, file), recorded_at(taken.effective_on, "16:20")
            self.rows[MeasureTransition].append(Row(measure=measure, by=by, at=at, **taken._asdict()))

    def walked(self, planned, last, over_on, *, stuck) -> MeasureWalk:
        """Take the measure through its steps until `last`, unless it got stuck or was cancelled. What began before a
        clearing ends with it."""
        walk, day, cancelled = MeasureWalk(), planned, not stuck and self.rng.draw(shares.CANCELLED)
        walk.take("plan", planned)
        for name, gap in shares.STEP_GAPS.items():
            day += self.rng.days(*gap)
            if over_on and name in ("check", "end"):
                day = max(walk.steps[-1].effective_on, min(day, over_on))
            if day > last or (stuck and name == "deliver"):
                break
            if cancelled and name == "start":
                walk.take("cancel", day, self.rng.word("measure_cancelled"))
                break
            walk.take(name, day)
        return walk

    def post(self, file, group) -> dict:
        """Choose who has a post, and which: the one in the employment account, if there is one."""
        told = dict.fromkeys(("member", "employer", "channel", "monthly_wage", "spell"))
        if group != MeasureGroup.PUBLIC_POST:
            return {**told, "employer": "", "channel": ""}
        for spell in file.posts:
            recent = (self.day - spell.started_on).days < shares.SPELL_DAYS and spell.monthly_wage is not None
            if recent and spell.pk not in self.taken:
                self.taken.add(spell.pk)
                return {name: getattr(spell, name) for name in told if name != "spell"} | {"spell": spell}
        employer, wage = self.rng.word("employer_post"), self.rng.randrange(*shares.POST_WAGES, 50)
        return {
            **told,
            "member": self.worker(file),
            "employer": employer,
            "channel": "public_post",
            "monthly_wage": wage,
        }

    def last_day(self, file) -> dt.date:
        return min(self.day, file.over_on or self.day)
