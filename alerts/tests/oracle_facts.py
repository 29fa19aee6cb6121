"""The first half of the oracle: every fact of a household on a day, counted from its papers. None means unknown."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from .oracle_departments import of_asking, of_departments
from .oracle_income import GROUPS, Ledger, count
from .papers import Home

CENT = Decimal("0.01")


def facts(home: Home, day: dt.date, values: dict) -> dict:
    found = {
        **of_house(home), **of_people(home, day), **of_money(home, day, values), **of_work(home, day),
        **of_checks(home, day), **of_visits(home, day), **of_case(home, day),
        **of_departments(home, day), **of_asking(home, day), "joined_project_failed_on": None,
    }  # fmt: skip
    for year in ("", "_before", "_before2", "_before3"):
        found["per_capita" + year] = per_head(found["net" + year], found["people" + year])
    both = [day for day in (found["worker_lost_on"], found["wage_earner_lost_on"]) if day]
    found["earner_lost_on"] = max(both, default=None)
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
    """The last twelve full months, and those of the three years before."""
    money = Purse(home, values)
    year_ends = [day, *years_earlier(day)]
    nets = [money.net(count(day) - 12 * back, then) for back, then in enumerate(year_ends)]
    window = range(count(day) - 12, count(day))
    carried = [money.carried_months(group, window) for group in GROUPS]
    return {
        **dict(zip(("net", "net_before", "net_before2", "net_before3"), nets, strict=True)),
        "income_known": min(money.known_months(group, window) for group in GROUPS) if money.is_heard_of(day) else None,
        "income_carried": max(carried) if money.is_heard_of(day) else None,
        "carried": None if nets[0] is None else money.carried(window, day),
        "year_told": money.year_told(day) if money.is_heard_of(day) else None,
        "wages": money.group("wages", window, day),
        "business": money.group("business", window, day),
        **{name: money.spent(item, window, day) for name, item in SPENT.items()},
        "self_paid_this_year": money.dearest_patient(day),
        "disabled_wages": money.disabled_wages(window, day),
        "unpaid_since": money.unpaid_since(day),
        **money.lost(window, day, values),
    }


BESIDE = ("claim", "out_of_pocket", "schooling", "loss")
SPENT = {"claims": "claim", "out_of_pocket": "out_of_pocket", "schooling_cost": "schooling"}


def years_earlier(day):
    one = one_year_less(day)
    return [one, day.replace(year=day.year - 2, day=one.day), day.replace(year=day.year - 3, day=one.day)]


class Purse:
    """A home's money month by month, with who shares it."""

    def __init__(self, home, values):
        self.home, self.ledger = home, Ledger(home.told)
        self.stale, self.states = int(values.get("income_stale_months", 0)), {}

    def state(self, group, month):
        """(months since known, lines), or None when unknown on the day."""
        if (group, month) not in self.states:
            self.states[group, month] = self.ledger.state(group, month)
        state = self.states[group, month]
        return None if state is None or state[0] > self.stale else state

    def shared(self, lines, day):
        return sum(fen for line, fen in lines.items() if self.who(line) is None or belongs(self.person(line), day))

    def who(self, line):
        return line[0][0] if line[-1] == "more" else line[0]

    def person(self, line):
        return self.home.people[self.who(line)]

    def group(self, group, window, day):
        states = [self.state(group, month) for month in window]
        return None if None in states else yuan(sum(self.shared(lines, day) for _since, lines in states))

    def net(self, end, day):
        parts = {group: self.group(group, range(end - 12, end), day) for group in GROUPS}
        if None in parts.values():
            return None
        return sum(-part if group == "costs" else part for group, part in parts.items())

    def is_nothing(self, group):
        """Nothing but zero was ever told of the group, or follows from it."""
        firsts = [one.first for one in (*self.ledger.whole, *self.ledger.single)]
        ends = [one.end for one in (*self.ledger.whole, *self.ledger.single)]
        months = range(min(firsts), max(ends) + 36) if firsts else ()
        states = (self.ledger.state(group, month) for month in months)
        return not any(state and any(state[1].values()) for state in states)

    def is_heard_of(self, day):
        """Whether anything is known, carried or told of one person in the four years."""
        months = range(count(day) - 48, count(day))
        if any(self.ledger.state(group, month) for group in GROUPS for month in months):
            return True
        return any(known or any(lines.values()) for item in BESIDE for month in months
                   for known, lines in [self.beside(item, month)])  # fmt: skip

    def carried_months(self, group, window):
        found = [self.state(group, month) for month in window]
        return 0 if self.is_nothing(group) else sum(state is not None and state[0] > 0 for state in found)

    def known_months(self, group, window):
        nothing = self.is_nothing(group)
        found = [self.state(group, month) for month in window]
        return sum(state is not None and (state[0] == 0 or nothing) for state in found)

    def year_told(self, day):
        """Every group was told of in each month from October to September, in the year that ended last."""
        september = dt.date(day.year if day.month >= 10 else day.year - 1, 9, 1)
        months = range(count(september) - 11, count(september) + 1)
        states = [self.state(group, month) for group in GROUPS for month in months]
        return all(state is not None and state[0] == 0 for state in states)

    def carried(self, window, day):
        total = 0
        for group in GROUPS:
            states = [self.state(group, month) for month in window]
            fen = sum(self.shared(lines, day) for since, lines in states if since)
            total += -fen if group == "costs" else fen
        return yuan(total)

    def beside(self, item, month):
        """The lines of an item beside net income: of who spoke for the household, or of one person alone."""
        if (state := self.ledger.state(item, month)) is not None:
            return True, state[1]
        return False, self.ledger.with_single(item, month, {}, None)

    def spent(self, item, window, day):
        months = [self.beside(item, month) for month in window]
        lines = [line for _known, found in months for line in found.items() if line[1]]
        shared = [fen for line, fen in lines if self.who(line) is None or belongs(self.person(line), day)]
        return yuan(sum(shared)) if shared or any(known for known, _found in months) else None

    def dearest_patient(self, day):
        bills = {}
        for month in range(day.year * 12, count(day) + 1):
            _asked, lines = self.beside("out_of_pocket", month)
            for line, fen in lines.items():
                bills[self.who(line)] = bills.get(self.who(line), 0) + fen
        return yuan(max(bills.values())) if any(bills.values()) else None

    def wages_of(self, window):
        """{person: fen} of the wages told by person that touch the window."""
        found = {}
        for month in window:
            state = self.state("wages", month)
            for line, fen in (state[1] if state else {}).items():
                if self.who(line) is not None and fen:
                    found[self.who(line)] = found.get(self.who(line), 0) + fen
        return found

    def disabled_wages(self, window, day):
        found = [
            fen for who, fen in self.wages_of(window).items()
            if belongs(self.home.people[who], day) and self.home.people[who].disability_level in (1, 2)
        ]  # fmt: skip
        return yuan(sum(found)) if found else None

    def lost(self, window, day, values):
        days = values.get("earner_lost_days")
        since = one_year_less(day) if days is None else day - dt.timedelta(int(days))
        found = [
            (fen, self.home.people[who].left) for who, fen in self.wages_of(window).items()
            if is_lost(self.home.people[who], day) and self.home.people[who].left >= since
        ]  # fmt: skip
        most = max(found, default=(None, None))
        return {"lost_wages": None if most[0] is None else yuan(most[0]), "wage_earner_lost_on": most[1]}

    def unpaid_since(self, day):
        told = [month for month in self.months_told("wages") if month < count(day)]
        paid = [month for month in told if self.shared(self.ledger.state("wages", month)[1], day) > 0]
        if not paid or max(told) <= max(paid):
            return None
        return dt.date((max(paid) + 1) // 12, (max(paid) + 1) % 12 + 1, 1)

    def months_told(self, group):
        return {month for one in self.ledger.whole if group in one.asked for month in range(one.first, one.end)}


def yuan(fen):
    return Decimal(fen) / 100


def is_lost(person, day):
    if not person.left or person.left > day or (person.joined and person.joined > day):
        return False
    return person.left_reason in ("died", "separated", "moved", "prison", "missing")


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
        person.left for _spell, person in account if is_lost(person, day)
    ]  # fmt: skip
    return {
        "working": len(at_work) if account else None,
        "idle_since": max(end for _who, end in ends) if account and not at_work else None,
        "worker_lost_on": max(lost, default=None),
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
