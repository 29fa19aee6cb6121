"""The first half of the oracle: every fact of a household on a day, counted from its papers. None means unknown."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from .papers import Home

CENT = Decimal("0.01")


def facts(home: Home, day: dt.date, values: dict) -> dict:
    found = {
        **of_house(home), **of_people(home, day), **of_money(home, day, values), **of_work(home, day),
        **of_checks(home, day), **of_visits(home, day), **of_case(home, day),
    }  # fmt: skip
    for year in ("", "_before", "_before2", "_before3"):
        found["per_capita" + year] = per_head(found["net" + year], found["people" + year])
    paid = found["out_of_pocket"]
    left_over = None if found["net"] is None or paid is None else found["net"] + (found["claims"] or 0) - paid
    found["reference"] = per_head(left_over, found["people"])
    found["rigid_spending"] = (paid or 0) + (found["schooling_cost"] or 0) or None
    found["is_followed"] = found["case_state"] in ("active", "clearing")
    found["is_lifted_or_followed"] = found["is_followed"] or home.kind == "lifted"
    return found


def of_house(home):
    return {
        "kind": home.kind,
        "is_safety_net": home.safety_net,
        "house_grade": home.grade,
        "has_safe_water": home.safe_water,
    }


def per_head(amount, people):
    return None if amount is None or not people else (amount / people).quantize(CENT, ROUND_HALF_UP)


def belongs(person, day) -> bool:
    if person.left_reason == "error":
        return False  # a mistake of the register never lived there
    return (not person.joined or person.joined <= day) and (not person.left or person.left > day)


def age(person, day):
    if person.born is None:
        return None
    return day.year - person.born.year - ((day.month, day.day) < (person.born.month, person.born.day))


def one_year_less(day):
    return dt.date(day.year - 1, 2, 28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def how_many(answers):
    """Of yes, no and None: how many yes; nothing is known when nobody said yes and somebody was not asked."""
    yes = sum(1 for answer in answers if answer)
    return None if not yes and None in answers else yes


PEOPLE = (
    "people people_before people_before2 people_before3 heads births_unknown labour labour_unknown insurance_unknown "
    "uninsured out_of_school students_beyond_compulsory serious_illness severe_disability allowance destitute"
)


def of_people(home, day):
    if not home.people:
        return dict.fromkeys(PEOPLE.split())
    one = one_year_less(day)
    days = [day, one, day.replace(year=day.year - 2, day=one.day), day.replace(year=day.year - 3, day=one.day)]
    here = [person for person in home.people if belongs(person, day)]
    return {
        **{
            name: sum(belongs(person, then) for person in home.people)
            for name, then in zip(PEOPLE.split()[:4], days, strict=True)
        },
        "heads": sum(person.is_head for person in here),
        "births_unknown": sum(person.born is None for person in here),
        "labour": how_many([able(person, day) for person in here]),
        "labour_unknown": sum(able(person, day) is None for person in here),
        "insurance_unknown": sum(person.insurance == "" for person in here),
        "uninsured": how_many([{"none": True, "": None}.get(person.insurance, False) for person in here]),
        "out_of_school": how_many([out_of_school(person, day) for person in here]),
        "students_beyond_compulsory": sum(
            person.school in ("senior", "vocational", "college", "university") for person in here
        ),
        "serious_illness": how_many([person.seriously_ill for person in here]),
        "severe_disability": sum(person.disability_level in (1, 2) for person in here),
        "allowance": how_many([person.allowance for person in here]),
        "destitute": how_many([person.destitute for person in here]),
    }


def able(person, day):
    """Able to work; not known of somebody who may be grown up and was never asked."""
    if person.labour == "":
        return None if age(person, day) is None or age(person, day) >= 16 else False
    return person.labour in ("ordinary", "skilled", "weak")


def out_of_school(person, day):
    years = age(person, day)
    truant = person.school == "none" and person.school_reason not in ("illness", "disability", "finished")
    if years is None:
        return None if person.school == "" or truant else False
    if not 6 <= years <= 15:
        return False
    if person.school == "":
        return None
    return truant


WAGES = {"wages_labour", "wages_sector", "wages_township", "wages_village"}
BUSINESS = {"crops", "livestock", "forest_fruit", "business_other"}
OTHER = {
    "dividends", "land_transfer", "property_other", "allowance", "destitute", "pension", "ecological", "resettlement",
    "subsidies", "children", "transfer_other",
}  # fmt: skip
COSTS = {"cost_crops", "cost_livestock", "cost_forest_fruit", "cost_other"}
INCOME = WAGES | BUSINESS | OTHER | COSTS


def number(month):
    return month.year * 12 + month.month


def months_ago(day, months):
    """The same day so many months earlier, or the last that month has."""
    year, month = divmod(number(day) - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return dt.date(year, month + 1, min(day.day, last))
        except ValueError:
            continue


def of_money(home, day, values):
    """Month 0 is the month of `day`; the last twelve full months are -12 to -1."""
    rows = [(number(row.month) - number(day), row) for row in home.money]
    asked = sorted(at for at, row in rows if -48 <= at < 0 and row.item in INCOME)

    def total(items, start=-12):
        found = [row.amount * (-1 if row.item in COSTS else 1) for at, row in rows if start <= at < start + 12
                 and row.item in items]  # fmt: skip
        return sum(found) if found else None

    stale = values.get("income_stale_months")
    known = bool(asked) and asked[0] <= -12 and stale is not None and asked[-1] >= -stale
    before = {
        f"net_before{suffix}": total(INCOME, start) if asked and asked[0] <= start else None
        for suffix, start in (("", -24), ("2", -36), ("3", -48))
    }
    return {
        "net": total(INCOME) if known else None,
        "wages": total(WAGES) or 0 if known else None,
        "business": total(BUSINESS) or 0 if known else None,
        "claims": total({"claim"}),
        "out_of_pocket": total({"out_of_pocket"}),
        "schooling_cost": total({"schooling"}),
        "self_paid_this_year": dearest_patient(home, day),
        **before,
    }


def dearest_patient(home, day):
    bills = {}
    for row in home.money:
        if row.item == "out_of_pocket" and row.month.year == day.year and row.month <= day:
            bills[row.person] = bills.get(row.person, 0) + row.amount
    return max(bills.values()) if bills else None


def of_work(home, day):
    """A spell of somebody who left ended on the day of leaving at the latest."""
    account = [
        (spell, home.people[spell.person])
        for spell in home.spells
        if spell.start <= day
        and home.people[spell.person].left_reason != "error"
        and (not home.people[spell.person].joined or home.people[spell.person].joined <= day)
    ]
    ends = [(spell.person, min(spell.end or dt.date.max, person.left or dt.date.max)) for spell, person in account]
    at_work = {who for who, end in ends if end > day}
    lost = [
        person.left for _spell, person in account
        if person.left and person.left <= day
        and person.left_reason in ("died", "separated", "moved", "prison", "missing")
    ]  # fmt: skip
    return {
        "working": len(at_work) if account else None,
        "idle_since": max(end for _who, end in ends) if account and not at_work else None,
        "earner_lost_on": max(lost, default=None),
    }


def of_checks(home, day):
    done = sorted((check for check in home.checks if check.on <= day), key=lambda check: check.on)

    def latest(guarantee):
        asked = [check for check in done if check.met.get(guarantee) is not None]
        return asked[-1] if asked else None

    answers = {f"{name}_met": latest(name) for name in ("housing", "water", "education", "medical")}
    water = answers["water_met"]
    return {
        **{name: check and check.met[name.removesuffix("_met")] for name, check in answers.items()},
        "water_problem": water and water.water_problem,
        "water_out_since": water and water.water_out_since,
    }


def of_visits(home, day):
    counted = [place for place, visit in enumerate(home.visits) if visit.on <= day and visit.state != "voided"]
    on, place = max(((home.visits[place].on, place) for place in counted), default=(None, None))
    return {
        "last_visit_on": on,
        "shocks_seen": None if on is None else home.visits[place].shocks,
        "guarantees_failed": failed_at_the_last_check(home, day),
    }


def failed_at_the_last_check(home, day):
    """Of the last check that a visit made and that asked something; a voided visit made none."""
    voided = {place for place, visit in enumerate(home.visits) if visit.state == "voided"}
    by_visits = [check for check in home.checks if check.source == "visit" and check.visit not in voided]
    asked = [check for check in by_visits if check.on <= day and set(check.met.values()) - {None}]
    done = sorted(asked, key=lambda check: check.on)
    return sum(answer is False for answer in done[-1].met.values()) if done else None


def of_case(home, day):
    """The last episode that was ever approved by `day`, as it stood then."""
    for moves in reversed(home.episodes):
        past = sorted((move for move in moves if move.on <= day), key=lambda move: move.on)
        past = [move for move in past if move.target not in ("candidate", "refused")]
        if past:
            cleared = [move.on for move in past if move.step == "clear"]
            is_cleared = past[-1].target == "cleared"
            return {"case_state": past[-1].target, "cleared_on": cleared[-1] if is_cleared and cleared else None}
    return {"case_state": None, "cleared_on": None}
