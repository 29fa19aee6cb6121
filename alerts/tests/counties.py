"""Small random counties for hypothesis: dates lie where mistakes hide (month ends, leap days, birthdays, the edges of
windows), amounts around thresholds, and much is unknown or contradictory."""

import datetime as dt
from decimal import Decimal

from hypothesis import strategies as st

from .papers import Check, Home, Money, Move, Paper, Person, Spell, Visit

DAYS = [dt.date.fromisoformat(day) for day in (
    "2024-02-29", "2024-03-01", "2024-12-31", "2025-01-01", "2025-02-28", "2025-03-31", "2026-02-28", "2026-03-01",
    "2026-05-31", "2026-06-15", "2028-02-29",
)]  # fmt: skip
LATER = [0, 1, 1, 28, 31, 61, 92, 366]  # days from the first night to the second
ITEMS = [
    "wages_labour", "wages_sector", "wages_township", "wages_village", "crops", "livestock", "forest_fruit",
    "business_other", "dividends", "land_transfer", "property_other", "allowance", "destitute", "pension", "ecological",
    "resettlement", "subsidies", "children", "transfer_other", "cost_crops", "cost_livestock", "cost_forest_fruit",
    "cost_other", "claim", "out_of_pocket", "schooling", "loss",
]  # fmt: skip
SPENDING = ["claim", "out_of_pocket", "out_of_pocket", "out_of_pocket", "schooling"]
LINE = 8800
TIMES_THE_LINE = [Decimal(per_mille) / 1000 for per_mille in (
    300, 500, 690, 700, 990, 1000, 1000, 1050, 1099, 1100, 1200, 1490, 1500, 2000, 3000,
)]  # fmt: skip
BILLS = [Decimal(cents) / 100 for cents in (
    0, 1, 10_000, 250_000, 499_999, 500_000, 880_000, 1_499_999, 1_500_000, 2_000_000, 6_000_000,
)]  # fmt: skip
GUARANTEES = ["education", "medical", "housing", "water", "food", "clothing"]
SHOCKS = ["01", "02", "0201", "0202", "0203", "0206", "03", "05", "07", "10", "11", "12", "99"]
YES_NO_UNKNOWN = st.sampled_from([True, False, False, None])
VALUES = {  # of which some are in force in some counties
    "line": ("8800", "7600", "9300", "8888.88"), "near_line": ("1.10", "1.333", "1"), "fall_amber": ("0.30", "0.1"),
    "fall_red": ("0.50", "0.3"), "fall_ceiling": ("1.5", "1", "3"), "rigid_share": ("0.50", "0.05"),
    "self_pay_followed": ("5000", "2500"), "self_pay_general": ("20000", "4000"), "self_pay_red": ("3", "1"),
    "students": ("2", "1"), "students_ceiling": ("1.5", "1"), "water_out_days": ("30", "0"),
    "wage_share": ("0.60", "0.01"), "idle_amber": ("30", "1"), "idle_red": ("90", "31"), "no_work_days": ("60", "1"),
    "earner_lost_days": ("90", "1"), "unstable_months": ("12", "1"), "amber_groups_red": ("3", "2"),
    "amber_switch": ("1", "0"), "income_stale_months": ("3", "1", "12"),
}  # fmt: skip


def mostly(usual, *others):
    """`usual` three times out of four."""
    return st.sampled_from([usual] * 3 * len(others) + list(others))


def near(day, *distances):
    """A date at one of these distances (in days) from the day."""
    return st.sampled_from(distances).map(lambda distance: day + dt.timedelta(distance))


def months_back(day, count):
    year, month = divmod(day.year * 12 + day.month - 1 - count, 12)
    return dt.date(year, month + 1, 1)


@st.composite
def births(draw, day):
    """Around the birthdays that matter, and on the day that most years lack."""
    if draw(st.booleans()):
        return draw(mostly(dt.date(1986, 3, 1), None, dt.date(2020, 2, 29), dt.date(2012, 2, 29)))
    years, days = draw(st.sampled_from([6, 16])), draw(st.sampled_from([-1, 0, 1]))
    return day.replace(year=day.year - years, day=min(day.day, 28)) + dt.timedelta(days)


@st.composite
def persons(draw, day, is_head):
    left = draw(mostly(None, *(day + dt.timedelta(days) for days in (-1000, -400, -91, -90, -1, 0, 1))))
    joined = draw(mostly(None, *(day + dt.timedelta(days) for days in (-1100, -365, -1, 0, 1))))
    reasons = ["died", "married", "separated", "moved", "service", "prison", "missing", "error"]
    return Person(
        is_head=is_head,
        born=draw(births(day)),
        school=draw(mostly("none", "", "primary", "senior", "college", "university", "vocational")),
        school_reason=draw(mostly("", "illness", "disability", "finished", "dropped_out")),
        labour=draw(mostly("ordinary", "skilled", "weak", "lost", "none", "")),
        insurance=draw(mostly("resident", "none", "", "employee")),
        seriously_ill=draw(YES_NO_UNKNOWN),
        disability_level=draw(mostly(None, 1, 2, 3, 4)),
        allowance=draw(YES_NO_UNKNOWN),
        destitute=draw(YES_NO_UNKNOWN),
        joined=joined if not (joined and left and left < joined) else None,
        left=left,
        left_reason=draw(st.sampled_from(reasons)) if left else "",
    )


@st.composite
def incomes(draw, day, people):
    """For each of four years so many times the line, in one month of it, recorded from one month to another."""
    first = draw(mostly(48, 50, 47, 36, 35, 24, 13, 12, 11, 5, 0))
    last = draw(mostly(1, 0, 2, 3, 4, 6, 12, 13))
    rows = [Money(months_back(day, back), "pension", Decimal(0)) for back in {first, last} if last <= first]
    for year in range(4):
        back = draw(st.sampled_from([1, 6, 12])) + 12 * year
        total = LINE * draw(st.sampled_from(TIMES_THE_LINE)) * people + draw(mostly(Decimal(0), Decimal("-0.01")))
        wages = (total * draw(st.sampled_from([Decimal(share) for share in ("0", "0.59", "0.6", "1")]))).quantize(
            Decimal("0.01")
        )
        if last <= back <= first:
            rest = draw(st.sampled_from(["crops", "children", "dividends"]))
            cost = draw(mostly(Decimal(0), Decimal("1500.50")))
            rows += [
                Money(months_back(day, back), draw(st.sampled_from(ITEMS[:4])), wages),
                Money(months_back(day, back), rest, total - wages + cost),
                Money(months_back(day, back), draw(st.sampled_from(ITEMS[19:23])), cost),
            ]
    return rows


@st.composite
def odd_amounts(draw, day, people):
    """Any item in any month, of a person or of all."""
    item = draw(st.sampled_from(draw(st.sampled_from([ITEMS, SPENDING, SPENDING]))))
    month = months_back(day, draw(st.sampled_from([-1, 0, 1, 3, 5, 6, 11, 12, 13, 24, 25, 48, 49])))
    person = draw(st.sampled_from([None, *range(people)]))
    return Money(month, item, draw(st.sampled_from(BILLS)), person)


@st.composite
def spells(draw, day, people):
    start = draw(near(day, -2000, -500, -100, 0, 1))
    end = draw(st.none() | near(start, 0, 9, 10, 40, 70, 90, 99, 100, 101, 411, 500))
    return Spell(draw(st.integers(0, people - 1)), start, end)


@st.composite
def checks(draw, day, visits):
    problem = draw(st.sampled_from(["", "out", "quality", "distance"]))
    met = {name: draw(mostly(None, True, False)) for name in GUARANTEES}
    return Check(
        on=draw(near(day, -400, -30, -1, 0, 0, 1)),
        met=met,
        water_problem=problem,
        water_out_since=draw(near(day, -31, -30, -1, 0)) if problem == "out" and draw(st.booleans()) else None,
        source="visit" if visits is not None else draw(st.sampled_from(["visit", "registry"])),
        visit=visits,
    )


@st.composite
def visits(draw, day):
    return Visit(
        on=draw(near(day, -200, -30, 0, 0, 1)),
        shocks=draw(st.lists(st.sampled_from(SHOCKS), max_size=2, unique=True)),
        state=draw(mostly("submitted", "accepted", "sent_back", "voided")),
    )


STEPS = {  # state: what may come next
    "": [("propose", "candidate")],
    "candidate": [("identify", "active"), ("identify", "active"), ("remark", "active"), ("refuse", "refused")],
    "active": [("start_clearing", "clearing"), ("start_clearing", "clearing"), ("move", "active"), ("end", "ended")],
    "clearing": [("clear", "cleared"), ("clear", "cleared"), ("reject_clearing", "active")],
    "cleared": [("roll_back", "active"), ("move", "cleared"), ("end", "ended")],
}


@st.composite
def stories(draw, day):
    """Episodes one after another, whose moves may reach past the day; the last may still be open."""
    at, told = draw(near(day, -1500, -800, -500, -366, -30, -2)), []
    for _episode in range(draw(mostly(1, 0, 2, 3))):
        moves, state = [], ""
        for _move in range(draw(st.integers(1, 7))):
            if state not in STEPS:
                break
            step, target = draw(st.sampled_from(STEPS[state]))
            moves.append(Move(step, state, target, at))
            state, at = target, at + dt.timedelta(draw(st.sampled_from([0, 1, 30, 200])))
        told.append(moves)
        if state in ("candidate", "active", "clearing"):
            break  # one open episode at a time
    return told


@st.composite
def homes(draw, day):
    size = draw(mostly(2, 0, 1, 3, 4))
    heads = draw(mostly(1, 0, 2))
    seen = draw(st.lists(visits(day), max_size=3))
    asked = draw(st.lists(checks(day, None), max_size=3)) + [
        draw(checks(day, place)) for place in range(len(seen)) if draw(st.booleans())
    ]
    odd = draw(st.lists(odd_amounts(day, size), max_size=6))
    return Home(
        kind=draw(st.sampled_from(["lifted", "general"])),
        safety_net=draw(st.booleans()),
        grade=draw(mostly("A", "B", "C", "D", "")),
        safe_water=draw(YES_NO_UNKNOWN),
        people=[draw(persons(day, place < heads)) for place in range(size)],
        money=one_a_month(draw(incomes(day, max(size, 1))) + odd),
        spells=draw(st.lists(spells(day, size), max_size=4)) if size else [],
        checks=asked,
        visits=seen,
        episodes=draw(stories(day)),
    )


def one_a_month(rows):
    """The register holds one amount a month, item and person."""
    return list({(row.person, row.month, row.item): row for row in rows}.values())


@st.composite
def papers(draw, day):
    """The usual values since 2020, less a few keys, and changes around the day (the later paper counts)."""
    gone = draw(mostly((), ("line",), ("income_stale_months",), ("amber_switch", "self_pay_red"), ("idle_red",)))
    usual = [Paper(key, values[0], dt.date(2020, 1, 1)) for key, values in VALUES.items() if key not in gone]
    changes = [
        Paper(key, draw(st.sampled_from(VALUES[key])), draw(near(day, -700, -1, 0, 0, 1, 29)))
        for key in draw(st.lists(st.sampled_from(sorted(VALUES)), max_size=8))
    ]
    return usual + changes
