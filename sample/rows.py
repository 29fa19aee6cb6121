"""What each table receives from a family, as text for COPY."""

import datetime as dt
from functools import cache

from alerts import deadlines
from cases.models import Case, CaseTransition
from core.crypto.fields import encrypt, keyed_hash
from core.dates import shanghai_now
from households.choices import Source, WorkChannel
from households.models import GuaranteeCheck, Household, IncomeRecord, Member, WorkSpell
from policy import parameters
from visits.models import Visit, VisitState

from .cases import Lines
from .families import Family
from .income import Ledger
from .load import copy, reserve, row
from .names import words
from .statements import statement
from .visits import checks, visits

SAY_HOW = {"start_clearing", "clear"}
ACCEPTED = VisitState.ACCEPTED.value
TABLES = (Household, Member, WorkSpell, IncomeRecord, Case, CaseTransition, Visit, GuaranteeCheck)

HOUSEHOLD = (
    "id county village number group_no kind lifted_year address phone phone_hash bank_account is_relocated "
    "is_safety_net house_grade has_safe_water has_electricity has_road land_mu forest_mu state is_sample extra "
    "created_at updated_at"
)
MEMBER = (
    "id household name id_number id_hash sex birth_date relation ethnicity education school_stage out_of_school_reason "
    "has_chronic_illness has_serious_illness disability_type disability_level labour insurance has_pension "
    "has_allowance is_destitute phone joined_on left_on left_reason extra created_at updated_at"
)
SPELL = "member employer industry place channel started_on ended_on monthly_wage subsidy"
INCOME = "household member month item amount source source_visit"
CASE = (
    "id household episode_no case_type risks state identified_on line_at_identification income_at_identification "
    "cleared_on clear_method line_at_clearing income_at_clearing clue_on decide_by end_reason "
    "statement_at_identification statement_at_clearing"
)
TRANSITION = "case village step source target effective_on at reason clear_method"
VISIT = "id household visited_on purpose way people_met shocks needs note next_visit_on state received_at"
CHECK = (
    "household checked_on source education medical housing water food clothing water_problem water_out_since evidence"
)


class Writer:
    """Writes a county's families table by table; `counts` tells how many rows each received."""

    def __init__(self, county, families: list[Family], day: dt.date, stream):
        self.county, self.families, self.day, self.stream = county, families, day, stream
        self.moment = at(day)
        self.lines, self.p = Lines(county), parameters.parameters_on(day, county)
        self.counts = {}

    def write(self) -> None:
        self._number()
        self._copy(Household, HOUSEHOLD, map(self._household, self.families))
        self._copy(Member, MEMBER, (self._member(f, p) for f in self.families for p in f.people))
        self._copy(WorkSpell, SPELL, self._spells(self.stream("employers")))
        self._copy(IncomeRecord, INCOME, self._income())
        self._copy(Case, CASE, self._cases())
        self._copy(CaseTransition, TRANSITION, self._transitions())
        self._copy(Visit, VISIT, self._visits(self.stream("visits")))
        self._copy(GuaranteeCheck, CHECK, self._checks(self.stream("checks")))

    def _copy(self, model, columns, lines):
        self.counts[model] = copy(model, columns, lines)

    def _number(self):
        """Primary keys for whatever other tables point to."""
        people = [person for family in self.families for person in family.people]
        episodes = [episode for family in self.families for episode in family.episodes]
        for model, things in ((Household, self.families), (Member, people), (Case, episodes)):
            for thing, key in zip(things, reserve(model, len(things)), strict=True):
                thing.pk = key

    def _household(self, f):
        safe_water = f.water is None
        return row(
            f.pk, self.county.pk, f.village.pk, f.number, f.group_no, f.kind, f.lifted_year, _address(f),
            _secret(f.phone), keyed_hash(f.phone), encrypt(f.bank_account), f.is_relocated, f.is_safety_net,
            f.house_grade, safe_water, True, f.has_road, f"{f.land:.1f}", f"{f.forest:.1f}", "active", True, "{}",
            self.moment, self.moment,
        )  # fmt: skip

    def _member(self, f, p):
        return row(
            p.pk, f.pk, p.name, encrypt(p.id_number), keyed_hash(p.id_number), p.sex, p.born, p.relation, p.ethnicity,
            p.education, p.school, p.out_of_school, p.chronic, p.serious, p.disability, p.disability_level, p.labour,
            p.insurance, p.pension, p.allowance, p.destitute, b"", p.joined_on, p.left_on, p.left_reason, "{}",
            self.moment, self.moment,
        )  # fmt: skip

    def _spells(self, rng):
        for family in self.families:
            for person in family.people:
                if job := person.job:
                    yield from (_spell(person, job, *span, rng) for span in reversed(job.spells))

    def _income(self):
        ledger = Ledger(self.day)
        return map(ledger.text, self.families)

    def _cases(self):
        for family in self.families:
            yield from (_case(family, episode, self.lines, self.p) for episode in family.episodes)

    def _transitions(self):
        for family in self.families:
            for episode in family.episodes:
                for step, source, target, day, reason in episode.steps:
                    way = episode.clear_method if step in SAY_HOW else ""
                    yield row(episode.pk, family.village.pk, step, source, target, day, at(day), reason, way)

    def _visits(self, rng):
        received = cache(at)
        for family in self.families:
            yield "".join(_visit(family.pk, visit, received) for visit in visits(family, self.day, rng))

    def _checks(self, rng):
        evidence = words("evidence")[0]
        for family in self.families:
            for c in checks(family, self.day, rng):
                yield row(family.pk, c.on, Source.REGISTRY, c.education, c.medical, c.housing, c.water, True, True,
                          c.water_problem, c.water_out_since, evidence)  # fmt: skip


def at(day: dt.date) -> str:
    """The end of the working day, in Shanghai; or now, when that lies ahead: nothing is recorded before it happens."""
    return min(f"{day.isoformat()} 17:30+08", f"{shanghai_now():%Y-%m-%d %H:%M}+08")


def _secret(text):
    return encrypt(text) if text else b""


def _address(family):
    return words("address")[0].format(village=family.village.name, group=family.group_no)


def _spell(person, job, started_on, ended_on, rng):
    kind = {WorkChannel.PUBLIC_POST: "post", WorkChannel.WORKSHOP: "workshop"}.get(job.channel, job.place)
    subsidy = 300 if job.channel == WorkChannel.PUBLIC_POST else None
    return row(
        person.pk, rng.choice(words(f"employer_{kind}")), rng.choice(words(f"industry_{kind}")), job.place, job.channel,
        started_on, ended_on, job.typed or job.wage, subsidy,
    )  # fmt: skip


def _visit(household, v, received):
    """As `row` would write it, but eight times a household."""
    shocks = ",".join(v.shocks)
    return (
        f"{v.id}\t{household}\t{v.on}\t{v.purpose}\t{v.way}\t{v.met}\t{{{shocks}}}\t{v.needs}\t{v.note}\t{v.next_on}\t"
        f"{ACCEPTED}\t{received(v.on)}\n"
    )


def _case(family, e, lines, p):
    """A decision is stored with the line of its day, the income a person and the statement behind it."""
    line, income, known = _decision(family, e, e.identified_on, e.income_then, lines, cleared=False)
    cleared_line, cleared_income, cleared_known = _decision(
        family, e, e.cleared_on, e.income_cleared, lines, cleared=True
    )
    due = deadlines.decision_deadline(p, e.clue_on) if e.clue_on else None
    return row(
        e.pk, family.pk, e.number, e.case_type, e.risks, e.state, e.identified_on, line, income, e.cleared_on,
        e.clear_method if e.cleared_on else "", cleared_line, cleared_income, e.clue_on, due, e.end_reason, known,
        cleared_known,
    )  # fmt: skip


def _decision(family, e, on, share, lines, *, cleared):
    """(line, income a person, statement) of a decision, or nothing when there was none."""
    if on is None:
        return None, None, None
    line = lines.on(on)
    income = round(line * share)
    return line, income, statement(family, e.case_type, on, income, line, cleared=cleared)
