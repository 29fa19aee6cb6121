"""A small county in which something of everything happened in June 2026, for the tests of the monthly report."""

import datetime as dt
import itertools
from decimal import Decimal

from django.db import transaction

from accounts.models import AreaAttribute
from alerts.models import AlertChannel
from cases.choices import CaseStep, MeasureGroup
from cases.models import Case, HelperAssignment, Measure
from households.choices import WorkPlace
from households.models import GuaranteeCheck, WorkSpell
from povwatch.tests import factories
from visits.models import Visit, VisitPurpose

JUNE = dt.date(2026, 6, 1)
OUTCOMES = ("no_risk", "monitored", "solved", "identify", "cause_gone")


def june(day) -> dt.date:
    """A day of June; 0 and below are days of May."""
    return JUNE + dt.timedelta(day - 1)


def rows_by_code(report, prefix) -> dict:
    """{code: (households, people, times, yuan)} of the codes that begin with `prefix`."""
    told = {}
    for row in report.rows.filter(code__startswith=prefix):
        told.setdefault(row.code, []).append(row)
    return {code: summed(rows) for code, rows in told.items()}


def summed(rows) -> tuple:
    people = {(row.village_id, row.household_id): row.people for row in rows}
    yuan = [row.yuan for row in rows if row.yuan is not None]
    return len(people), sum(people.values()), sum(row.times for row in rows), sum(yuan) if yuan else None


def summed_by_word(found) -> tuple:
    """The same for rows under several codes: a household under two codes counts twice."""
    by_word = {}
    for row in found:
        by_word.setdefault(row.code, []).append(row)
    sums = [summed(rows) for rows in by_word.values()]
    return tuple(sum(one[place] or 0 for one in sums) for place in range(4))


def words_by_household(report, *prefixes) -> dict:
    """{household: its codes} of the codes that begin so."""
    told = {}
    for code, household in report.rows.values_list("code", "household"):
        if code.startswith(prefixes):
            told.setdefault(household, set()).add(code)
    return told


def cases_of(village):
    return Case.objects.filter(household__village=village)


def rolled_back(home, on):
    """Monitored since 2025, cleared in May 2026, and active again."""
    return take_back(factories.case(home, cleared_on=dt.date(2026, 5, 4), income_at_clearing=Decimal(12_000)), on)


@transaction.atomic
def take_back(case, on):
    case.state, case.cleared_on, case.clear_method = "active", None, ""
    case.line_at_clearing = case.income_at_clearing = None
    case.save()
    factories.move(case, CaseStep.ROLL_BACK, "rollback", "active", on, reason="Ill again")
    return case


@transaction.atomic
def remarked(home, on):
    """Cleared in 2025, and marked again: another episode."""
    first = factories.case(home, cleared_on=dt.date(2025, 5, 4), identified_on=dt.date(2024, 1, 9))
    again = Case.objects.create(
        household=home,
        episode_no=2,
        case_type="unstable",
        risks=["10"],
        state="active",
        identified_on=on,
        line_at_identification=first.line_at_identification,
    )
    factories.move(again, CaseStep.REMARK, "endorsed", "active", on)
    return again


@transaction.atomic
def ended(home, on, **more):
    case = factories.case(home, **more)
    before = case.state
    case.state, case.end_reason = "ended", "died_out"
    case.save()
    factories.move(case, CaseStep.END, before, "ended", on)
    return case


@transaction.atomic
def measure(case, group, by, *, delivered_on=None, cost=None, **fields):
    """A measure; delivered when a day is given."""
    done = {"state": "delivered", "delivered_on": delivered_on} if delivered_on else {}
    made = Measure.objects.create(
        case=case,
        group=group,
        title=f"{group} for the family",
        risk="01",
        planned_on=dt.date(2026, 1, 5),
        cost=cost,
        by=by,
        **done,
        **fields,
    )
    if delivered_on:
        made.transitions.create(step="deliver", source="started", target="delivered", effective_on=delivered_on)
    return made


@transaction.atomic
def visit(home, on, **fields) -> Visit:
    made = Visit.objects.create(household=home, visited_on=on, **fields)
    return factories.led_to(made) if "state" in fields else made


def check(home, on, **answers) -> GuaranteeCheck:
    return GuaranteeCheck.objects.create(household=home, checked_on=on, source="visit", **answers)


def helper(home, by, since=dt.date(2026, 1, 1), until=None):
    return HelperAssignment.objects.create(
        household=home, name="Helper", unit="County", since=since, until=until, by=by
    )


def works(home, place="county", channel="own", since=dt.date(2026, 2, 1), until=None, member=0) -> WorkSpell:
    who = home.members.order_by("pk")[member]
    return WorkSpell.objects.create(member=who, place=place, channel=channel, started_on=since, ended_on=until)


@transaction.atomic
def road_cleaner(home, by, member=0, case=None) -> Measure:
    """A public-welfare post since February, of a case or without one."""
    spell = works(home, place="village", channel="public_post", member=member)
    work = {"channel": "public_post", "member": spell.member, "employer": "Heyi", "monthly_wage": 700, "spell": spell}
    of = {"case": case, "risk": "01"} if case else {"household": home}
    made = Measure.objects.create(
        group="public_post", title="Road cleaner", state="started", planned_on=june(1), by=by, **work, **of
    )
    made.transitions.create(step="start", source="approved", target="started", effective_on=june(1))
    return made


# Everything at once


def fill(village, alert, by, *, people):
    """Something of everything that a month counts, in one village."""
    cases = monitored(village, people)
    for number, group in enumerate(MeasureGroup):
        measure(cases["new"], group, by, delivered_on=june(6), cost=Decimal(100))
        measure(cases["active"], group, by, delivered_on=june(6 - 10 * number), cost=Decimal(10))
    helper(cases["active"].household, by)
    visits(village, {name: case.household for name, case in cases.items()})
    work(village, by)
    guarantees(village)
    warnings(village, alert)
    places(village, [cases[one].household for one in ("active", "assisted")])
    factories.member(factories.household(village), relation="head")  # a second one


def places(village, resettled):
    """Of every kind, and two households resettled for a reservoir."""
    told = {"county": village.parent.parent, "area": village, "document": "Order 7"}
    for kind in AreaAttribute.Kind.values:
        AreaAttribute.objects.create(kind=kind, year=2017 if kind == "lifted" else None, **told)
    for home in resettled:
        home.resettled_project = "Three Gorges"
        home.save()


def monitored(village, people) -> dict:
    """A case for everything that can happen to one in a month."""
    homes = [factories.household(village, people=people) for _ in range(11)]
    return {
        "active": factories.case(homes[0], case_type="marginal"),
        "new": factories.case(
            homes[1], case_type="sudden", identified_on=june(5), risks=["02"], **decided("identification", 12, 0)
        ),
        "assisted": factories.case(homes[2], cleared_on=june(6), **decided("clearing", 12, 0, Decimal(14_000))),
        "natural": factories.case(
            homes[3], cleared_on=june(7), clear_method="natural", risks=["0201"], **decided("clearing", 9, 3)
        ),
        "unclear": cleared_somehow(homes[4], june(8)),
        "back": rolled_back(homes[5], june(9)),
        "again": remarked(homes[6], june(10)),
        "ended": ended(homes[7], june(8)),
        "by estimate": factories.case(homes[9], identified_on=june(3), **decided("identification", 5, 7)),
        "never asked": factories.case(homes[10], identified_on=june(3), **decided("identification", 8, 0, None)),
        "ended cleared": ended(homes[8], june(9), cleared_on=dt.date(2026, 2, 2)),
    }


def decided(at, known, carried, income=Decimal(9_000)) -> dict:
    """The income of a decision and how many of its twelve months were known and carried forward, as steps store it."""
    told = {
        "per_capita": None if income is None else str(income),
        "income_known": str(known),
        "income_carried": str(carried),
    }
    return {f"income_at_{at}": income, f"statement_at_{at}": told}


@transaction.atomic
def cleared_somehow(home, on):
    """The log of this clearing does not say how."""
    case = factories.case(home)
    case.state, case.cleared_on, case.clear_method, case.line_at_clearing = "cleared", on, "natural", Decimal(8800)
    for name, value in decided("clearing", 8, 4, income=None).items():
        setattr(case, name, value)
    case.save()
    factories.move(case, CaseStep.CLEAR, "clearing", "cleared", on)
    return case


def visits(village, homes):
    """Of each kind of household one was visited in time, and one was not."""
    for number, purpose in enumerate(VisitPurpose):
        visit(homes["new"], june(7 + number), purpose=purpose)
    visit(homes["assisted"], june(12), way="phone")
    visit(factories.household(village), june(12))
    visit(factories.household(village), june(1), state="voided")


def work(village, by):
    for place in WorkPlace:
        works(factories.household(village, people=3), place=place)
    for channel in ("public_post", "workshop"):
        works(factories.household(village), channel=channel)
    road_cleaner(factories.household(village), by)


def guarantees(village):
    found, solved, stands = (factories.household(village) for _ in range(3))
    for which in GuaranteeCheck.GUARANTEES:
        check(found, june(4), **{which: False})
        check(solved, june(-4), **{which: False})
        check(solved, june(4), **{which: True})
        check(stands, june(-4), **{which: False})


def warnings(village, alert):
    sent = ("open", 1), ("dispatch", 1), ("accept", 2)
    for channel, outcome in zip(AlertChannel.values, itertools.cycle(OUTCOMES)):
        alert(village, *sent, ("verify", 3), ("answer", 4), ("close", 5), outcome=outcome, channel=channel)
    for outcome in OUTCOMES:
        alert(village, *sent, ("verify", 9), ("answer", 11), outcome=outcome)
    alert(village, ("open", 3), ("dispatch", 4), ("accept", 5), due_on=june(9))
