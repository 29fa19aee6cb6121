"""Writes a household's papers into the database in bulk, as imports would."""

import uuid
from decimal import Decimal

from accounts.models import Area
from alerts.models import Alert, Signal
from cases.models import Case, CaseTransition
from departments.models import FeedBatch, FeedRow
from households.income.months import rebuild_income
from households.models import GuaranteeCheck, Household, IncomeStatement, Member, WorkSpell
from policy.models import Parameter
from visits.models import Visit

from .oracle_income import group_of


def write(village, homes) -> list[Household]:
    """The homes as households of `village`, in the same order."""
    county = Area.objects.get(code=village.county_code)
    made = Household.objects.bulk_create(
        Household(
            county=county, village=village, number=f"S{village.pk}-{place:04d}", kind=home.kind,
            is_safety_net=home.safety_net, house_grade=home.grade, has_safe_water=home.safe_water,
        )
        for place, home in enumerate(homes)
    )  # fmt: skip
    pairs = list(zip(made, homes, strict=True))
    people = write_people(pairs)
    write_income(pairs, people)
    write_work(pairs, people)
    write_visits(pairs)
    write_cases(pairs, village)
    write_records(pairs, people, county)
    write_asked(pairs)
    return made


def enact(county, papers):
    Parameter.objects.bulk_create(
        Parameter(area=county, key=paper.key, value=paper.value, valid_from=paper.since, document="Sample paper")
        for paper in papers
    )


def write_people(pairs) -> dict:
    """{(household, place): member}"""
    rows = {
        (household.pk, place): person(household, one)
        for household, home in pairs for place, one in enumerate(home.people)
    }  # fmt: skip
    Member.objects.bulk_create(rows.values())
    return rows


def person(household, one):
    return Member(
        household=household, name="Sample Person", relation="head" if one.is_head else "other", birth_date=one.born,
        school_stage=one.school, out_of_school_reason=one.school_reason, labour=one.labour, insurance=one.insurance,
        has_serious_illness=one.seriously_ill, disability_level=one.disability_level, has_allowance=one.allowance,
        is_destitute=one.destitute, joined_on=one.joined, left_on=one.left, left_reason=one.left_reason,
    )  # fmt: skip


def write_income(pairs, people):
    IncomeStatement.objects.bulk_create(
        IncomeStatement(
            county_id=household.county_id, household=household, member=people.get((household.pk, one.of)),
            teller=one.teller, told_on=one.on, first_month=one.first, months=one.months, began_on=one.began,
            lines=[line_of(household, people, *line) for line in one.lines], asked=topics_of(one),
        )
        for household, home in pairs for one in home.told
    )  # fmt: skip
    rebuild_income(household.pk for household, _home in pairs)


TOPICS = {"wages": 1, "business": 2, "property": 3, "transfers": 4, "costs": 5} | {
    "claim": 61, "out_of_pocket": 62, "schooling": 63, "loss": 64,
}  # fmt: skip


def topics_of(told):
    return sorted({TOPICS[group] for group in {*told.asked, *(group_of(item) for _who, item, _fen in told.lines)}})


def line_of(household, people, who, item, fen):
    person = {"others": True} if who == "others" else {} if who is None else {"member": people[household.pk, who].pk}
    return {"item": item, "amount": f"{fen // 100}.{fen % 100:02}", **person}


def write_work(pairs, people):
    WorkSpell.objects.bulk_create(
        WorkSpell(
            member=people[household.pk, spell.person], place="county", channel="own", started_on=spell.start,
            ended_on=spell.end,
        )
        for household, home in pairs for spell in home.spells
    )  # fmt: skip


def write_visits(pairs):
    """Visits arrive in the order of their papers; all within one moment, so that only their numbers tell them apart."""
    Visit.objects.bulk_create(
        Visit(
            id=number(household, place), household=household, visited_on=visit.on, shocks=visit.shocks,
            state=visit.state,
        )
        for household, home in pairs for place, visit in enumerate(home.visits)
    )  # fmt: skip
    GuaranteeCheck.objects.bulk_create(
        GuaranteeCheck(
            household=household, checked_on=check.on, source=check.source, source_visit=number(household, check.visit),
            water_problem=check.water_problem, water_out_since=check.water_out_since, **check.met,
        )
        for household, home in pairs for check in home.checks
    )  # fmt: skip


def number(household, place):
    return None if place is None else uuid.UUID(int=household.pk * 1000 + place)


def write_cases(pairs, village):
    rows = {
        (household.pk, place): episode(household, place, moves)
        for household, home in pairs for place, moves in enumerate(home.episodes)
    }  # fmt: skip
    Case.objects.bulk_create(rows.values())
    CaseTransition.objects.bulk_create(
        CaseTransition(
            case=rows[household.pk, place], step=move.step, source=move.source, target=move.target,
            effective_on=move.on, village=village,
        )
        for household, home in pairs for place, moves in enumerate(home.episodes) for move in moves
    )  # fmt: skip


def episode(household, place, moves):
    """A case as its last move left it."""
    state, line = moves[-1].target, Decimal(8800)
    approved = [move.on for move in moves if move.target == "active"]
    cleared = [move.on for move in moves if move.step == "clear"] if state == "cleared" else []
    return Case(
        household=household, episode_no=place + 1, case_type="unstable", risks=["01"], state=state,
        identified_on=approved[0] if approved else None, line_at_identification=line if approved else None,
        cleared_on=cleared[-1] if cleared else None, line_at_clearing=line if cleared else None,
        clear_method="assistance" if cleared else "",
    )  # fmt: skip


def write_records(pairs, people, county):
    batch = FeedBatch.objects.create(
        county=county, feed="dropouts", department="education", month="2026-05-01", language="en"
    )
    FeedRow.objects.bulk_create(
        FeedRow(
            county=county, feed=one.feed, reference=f"{household.pk}-{place}", version=1, batch=batch, month=one.month,
            is_current=not one.is_replaced, is_withdrawn=one.is_withdrawn, happened_on=one.on, counts_until=one.until,
            amount=yuan(one.amount), further_amount=yuan(one.further), word=one.word,
            member=people.get((household.pk, one.person)),
        )
        for household, home in pairs for place, one in enumerate(home.records)
    )  # fmt: skip


def yuan(fen):
    return None if fen is None else Decimal(fen) / 100


def write_asked(pairs):
    """What was entered stands in one open and one closed alert of its household."""
    alerts = {
        (household.pk, is_answered): alert_of(household, home, is_answered)
        for household, home in pairs for is_answered in sorted({one.is_answered for one in home.asked})
    }  # fmt: skip
    Alert.objects.bulk_create(alerts.values())
    Signal.objects.bulk_create(
        Signal(
            alert=alerts[household.pk, one.is_answered], household=household, channel=one.channel, level=1,
            words="Sample", raised_on=one.on, vanished_on=one.on if one.is_gone else None,
        )
        for household, home in pairs for one in home.asked
    )  # fmt: skip


def alert_of(household, home, is_answered):
    first = min(one.on for one in home.asked)
    closed = {"state": "closed", "outcome": "monitored", "closed_on": first} if is_answered else {}
    return Alert(
        household=household, village_id=household.village_id, channel="declaration", level=1, opened_on=first,
        decide_by=first, **closed,
    )  # fmt: skip
