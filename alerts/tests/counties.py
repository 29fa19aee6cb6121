"""Small random counties for hypothesis: dates near month ends, leap days, birthdays and the edges of windows, amounts
near thresholds, and much that is unknown or contradictory.

Hypothesis chooses the day, the papers, how many homes, and a seed from which the lives are drawn: quick, and
reproducible."""

import datetime as dt
import random
from decimal import Decimal

from hypothesis import strategies as st

from .oracle_income import GROUPS
from .papers import Asked, Check, Home, Move, Paper, Person, Record, Spell, Told, Visit

DAYS = [dt.date.fromisoformat(day) for day in (
    "2024-02-29", "2024-03-01", "2024-12-31", "2025-01-01", "2025-02-28", "2025-03-31", "2026-02-28", "2026-03-01",
    "2026-05-31", "2026-06-15", "2028-02-29",
)]  # fmt: skip
LATER = [0, 1, 1, 28, 31, 61, 92, 366]  # days from the first night to the second
WAGES = ["wages_labour", "wages_sector", "wages_township", "wages_village"]
COSTS = ["cost_crops", "cost_livestock", "cost_forest_fruit", "cost_other"]
ITEMS = [
    *WAGES, *COSTS, "crops", "livestock", "forest_fruit", "business_other", "dividends", "land_transfer",
    "property_other", "allowance", "destitute", "pension", "ecological", "resettlement", "subsidies", "children",
    "transfer_other", "claim", "out_of_pocket", "schooling", "loss",
]  # fmt: skip
SPENDING = ["claim", "out_of_pocket", "out_of_pocket", "out_of_pocket", "schooling"]
LINE = 8800
AROUND_THE_LINE = [2640, 6160, 6161, 7999, 8799, 8800, 8801, 9679, 9680, 11_730, 13_199, 13_200, 20_000]
BILLS = [Decimal(cents) / 100 for cents in (
    0, 1, 10_000, 250_000, 499_999, 500_000, 880_000, 1_499_999, 1_500_000, 2_000_000, 6_000_000,
)]  # fmt: skip
GUARANTEES = ["education", "medical", "housing", "water", "food", "clothing"]
SHOCKS = ["01", "02", "0201", "0203", "03", "07", "11", "99"]
GRAVE_SHOCKS = ["0202", "0206", "05", "10", "12"]
VALUES = {  # the first as shipped, the others in some counties
    "line": ("8800", "7600", "9300", "8888.88"), "near_line": ("1.10", "1.333", "1"), "fall_amber": ("0.30", "0.1"),
    "fall_red": ("0.50", "0.3"), "fall_ceiling": ("1.5", "1", "3"), "rigid_share": ("0.50", "0.05"),
    "self_pay_followed": ("5000", "2500"), "self_pay_general": ("20000", "4000"), "self_pay_red": ("3", "1"),
    "students": ("2", "1"), "students_ceiling": ("1.5", "1"), "water_out_days": ("30", "0"),
    "wage_share": ("0.60", "0.01"), "idle_amber": ("30", "1"), "idle_red": ("90", "31"), "no_work_days": ("60", "1"),
    "earner_lost_days": ("90", "1"), "unstable_months": ("12", "1"), "amber_groups_red": ("3", "2"),
    "amber_switch": ("1", "0"), "income_stale_months": ("15", "1", "12", "36"),
    "income_carried_red": ("6", "0", "12"), "earner_share": ("0.30", "0.9"), "schooling_high": ("10000", "4000"),
    "outpatient_month": ("500", "200"), "illness_days": ("90", "1"), "certificate_days": ("90", "1"),
    "crop_loss": ("30", "10"), "accident_days": ("90", "1"), "business_loss_share": ("0.30", "0.05"),
    "overdue_amber": ("30", "1"), "overdue_red": ("90", "31"), "support_days": ("90", "1"), "reliefs_many": ("2", "1"),
}  # fmt: skip
FEEDS = {  # what departments send: the words of its rows
    "medical_insurance": [""], "serious_illness": ["serious", "serious", "chronic"], "dropouts": [""],
    "schooling": [""], "disability": ["1", "2", "3", "4"], "housing": ["C"], "water": [""],
    "support": ["allowance_new", "allowance_stopped", "destitute_new", "destitute_stopped", "relief", "relief"],
    "disasters": ["house", "crop", "crop", "animals"], "work_ended": ["returned"], "microcredit": [""],
    "accidents": ["death", "disability", "injury", "injury", "died", "moved_in"], "hotlines": ["12345"],
    "projects": ["failed", "animals", "animals"],
}  # fmt: skip
TWO_AMOUNTS = ("medical_insurance", "disasters")
GONE = [
    (), (), ("line",), ("income_stale_months",), ("amber_switch", "self_pay_red"), ("idle_red",),
    ("crop_loss", "reliefs_many"),
]  # fmt: skip


def months_back(day, count):
    year, month = divmod(day.year * 12 + day.month - 1 - count, 12)
    return dt.date(year, month + 1, 1)


class Dice(random.Random):
    """Draws the life of one home around `day`; the stranger the home, the odder its data."""

    def __init__(self, number, day):
        super().__init__(number)
        self.day, self.strange = day, self.choice([0.01, 0.06, 0.3])
        self.is_studious, self.is_idle, self.is_well_off = (self.random() < share for share in (0.2, 0.4, 0.3))

    def odd(self, usual, *others):
        return self.choice(others) if self.random() < self.strange else usual

    def near(self, *distances):
        """Return a date at one of these distances (in days) from the day."""
        return self.day + dt.timedelta(self.choice(distances))

    def some(self, most, throw):
        return [throw() for _time in range(self.randint(0, most))]

    # ---------------------------------------------------------------------------------------------------- the people

    def birth(self):
        """Return a birth date near birthdays that matter, or on 29 February."""
        if self.random() < 0.5:
            return self.odd(dt.date(1986, 3, 1), None, dt.date(2020, 2, 29), dt.date(2012, 2, 29))
        birthday = self.day.replace(year=self.day.year - self.choice([6, 16]), day=min(self.day.day, 28))
        return birthday + dt.timedelta(self.choice([-1, 0, 1]))

    def person(self, is_head):
        left = self.odd(None, *(self.day + dt.timedelta(days) for days in (-1000, -400, -91, -90, -1, 0, 1)))
        joined = self.odd(None, *(self.day + dt.timedelta(days) for days in (-1100, -365, -1, 0, 1)))
        reasons = ["died", "died", "married", "separated", "moved", "service", "prison", "missing", "error"]
        born = self.birth()
        return Person(
            is_head=is_head,
            born=born,
            school=self.school(born),
            school_reason=self.odd("", "illness", "disability", "finished", "dropped_out"),
            labour=self.choice(["ordinary", "skilled", "weak", "lost", "none", self.odd("none", "")]),
            insurance=self.odd("resident", "none", "", "employee"),
            seriously_ill=self.odd(False, True, None),
            disability_level=self.odd(None, 1, 2, 3, 4),
            allowance=self.odd(False, True, None),
            destitute=self.odd(False, True, None),
            joined=joined if not (joined and left and left < joined) else None,
            left=left,
            left_reason=self.choice(reasons) if left else "",
        )  # fmt: skip

    def school(self, born):
        usual = "none" if born and born.year < 2000 else self.choice(["none", "junior", "junior", "junior"])
        beyond = ["senior", "college", "university", "vocational"]
        return self.choice(beyond) if self.is_studious else self.odd(usual, "none", "none", "", *beyond)

    def spell(self, people):
        ended = self.near(0, -1, -29, -30, -31, -59, -60, -61, -89, -90, -91, -92, -400)
        end = ended if self.is_idle else self.choice([ended, None, None, self.near(1)])
        start = (end or self.day) - dt.timedelta(self.choice([0, 1, 40, 800]))
        return Spell(self.randrange(people), start, end)

    # --------------------------------------------------------------------------------------------------- its income

    def years(self):
        """Net income per person of this year and the three before."""
        around = [20_000] if self.is_well_off else AROUND_THE_LINE
        years = [self.choice(around) for _year in range(4)]
        return sorted(years) if self.random() < 0.2 else years

    def income(self, people):
        """Return what was told: of each year at once or in parts, and much besides that contradicts it."""
        told = [one for place, yuan in enumerate(self.years()) for one in self.year(place, yuan, people)]
        told += self.some(2, lambda: self.part(people)) if self.random() < 0.5 else []
        told += self.some(3, lambda: self.of_one(people)) if people and self.random() < 0.4 else []
        told += self.some(3, lambda: self.bill(people))
        self.shuffle(told)
        return told

    def year(self, place, per_person, people):
        """A year of twelve months that ends with the window, or some months before it."""
        if self.odd(place < 2 or self.random() < 0.5, False):
            end = self.odd(12 * place, *(12 * place + back for back in (1, 2, 5, 6, 7, 9, 15, 16, 17)))
            total = per_person * (people or 1) * 100 - self.odd(0, 1)
            yield self.told("update", end + 12, 12, self.shares(total, people), on=self.odd(end - 1, end, end - 3))

    def shares(self, total, people):
        """Lines that come to `total` fen together."""
        wages, cost = total * self.choice([0, 59, 60, 100]) // 100, self.odd(0, 150_050)
        who = self.odd(None, None, *range(people), "others")
        rest = self.choice(["crops", "children", "pension", "dividends"])
        lines = [(who, self.choice(WAGES), wages), (None, rest, total - wages + cost), (None, self.choice(COSTS), cost)]
        return self.odd(lines, [*lines, (self.choice([None, *range(people)]), self.choice(WAGES), wages // 2)])

    def part(self, people):
        """Some months of some groups, told of the whole household."""
        back, months = self.choice([1, 1, 2, 3, 6, 11, 12, 13, 14, 18, 25]), self.choice([1, 1, 1, 2, 3, 5])
        whose, fen = [None, "others", *range(people)], [0, 7, 33_333, 100_000, 700_001]
        lines = [(self.choice(whose), self.choice(ITEMS), self.choice(fen)) for _line in range(self.randint(1, 4))]
        teller = self.choice(["visit", "visit", "registry", "family", "national", "update"])
        asked = self.choice([[], ["wages"], ["business", "costs"], list(GROUPS)])
        on = self.choice([back - 13, back - 2, back - 1, -1, 0, 1])
        return self.told(teller, back, months, lines, asked=asked, on=on)

    def of_one(self, people):
        """Wages of one person, by a post, a department or the family; or none."""
        who, back = self.randrange(people), self.choice([1, 1, 2, 3, 6, 12, 13])
        items = self.sample(WAGES, self.choice([0, 1, 1, 2]))
        lines = [(who, item, self.choice([0, 60_000, 100_001, 900_000])) for item in items]
        teller, began = self.choice(["post", "department", "family"]), self.choice([None, None, back, back + 6])
        return self.told(
            teller, back, self.choice([1, 1, 2, 7]), lines, asked=["wages"], of=who,
            on=self.choice([back - 1, back, 0, 3]), began=None if began is None else months_back(self.day, began),
        )  # fmt: skip

    def bill(self, people):
        """Something beside the net income, told of one person alone or of the household."""
        back, who = self.choice([-1, 0, 0, 1, 1, 3, 5, 6, 11, 12, 13]), self.choice([None, *range(people)])
        lines = [(who, self.choice(SPENDING), int(100 * self.choice(BILLS)))]
        of = None if who is None else self.choice([None, who])
        return self.told("visit" if of is None else "department", back, 1, lines, of=of, on=back - 1)

    def told(self, teller, back, months, lines, *, on, asked=tuple(GROUPS), of=None, began=None):
        """A statement of `months` from so many months back on, told in a month before or after the day."""
        said_on = months_back(self.day, on) + dt.timedelta(self.choice([0, 0, 4, 14]))
        asked = asked if of is None else ["wages"] if asked == ["wages"] else []
        return Told(teller, said_on, months_back(self.day, back), months, lines, list(asked), of, began)

    # ------------------------------------------------------------------------------------------- what others found

    def visit(self):
        shocks = self.sample(self.odd(SHOCKS, GRAVE_SHOCKS), self.choice([0, 0, 0, 1, 2]))
        return Visit(self.near(-200, -30, 0, 0, 1), shocks, self.odd("submitted", "accepted", "sent_back", "voided"))

    def check(self, visit=None):
        met = {name: self.choice([None, self.odd(True, False)]) for name in GUARANTEES}
        is_dry = self.random() < 0.1
        met["water"] = False if is_dry else met["water"]
        problem = "out" if is_dry else self.odd("", "out", "quality", "distance")
        since = self.choice([None, self.near(-32, -31, -30, -1, 0)]) if problem == "out" else None
        source = "visit" if visit is not None else self.choice(["visit", "registry"])
        return Check(self.near(-400, -30, -1, 0, 0, 1), met, problem, since, source, visit)

    # ------------------------------------------------------------------------------ what departments and families said

    def record(self, people):
        feed, on = self.choice(sorted(FEEDS)), self.near(-400, -91, -90, -89, -31, -30, -29, -1, 0, 1)
        until = self.odd(None, *(self.day + dt.timedelta(days) for days in (-30, -1, 0, 1)))
        return Record(
            feed, self.odd(self.randrange(people), None), on, until if not until or until >= on else None,
            month=months_back(self.day, self.choice([0, 1, 1, 2])), word=self.choice(FEEDS[feed]),
            amount=self.choice([None, 0, 264_000, 500_000, 1_000_000, 1_000_001, 1_500_000, 2_000_000]),
            further=self.choice([None, 2999, 3000, 3001, 49_999, 50_000, 50_001]) if feed in TWO_AMOUNTS else None,
            is_withdrawn=self.random() < 0.05, is_replaced=self.random() < 0.05,
        )  # fmt: skip

    def asking(self):
        channel = self.choice(["declaration", "hotline", "petition", "report", "department"])
        return Asked(self.near(-40, -1, 0, 1), channel, self.random() < 0.3, self.random() < 0.2)

    def episodes(self):
        """Return some episodes, one after another, whose last moves are near the day or after it; only the last may
        still be open."""
        steps = [self.choice(CLOSED) for _episode in range(self.choice([0, 0, 0, 0, 1, 1, 2]))]
        steps += [self.choice(OPEN)] * self.choice([0, 1])
        at, told = self.near(-1000, -366, -365, -364, -120, -30, -1, 0, 1, 40), []
        for moves in reversed(steps):
            for source, (step, target) in reversed(list(zip([("", ""), *moves], moves, strict=False))):
                told.append(Move(step, source[1], target, at))
                at -= dt.timedelta(self.choice([0, 1, 30, 200]))
        told.reverse()
        return [[told.pop(0) for _move in moves] for moves in steps]


PROPOSED, IDENTIFIED, REFUSED = ("propose", "candidate"), ("identify", "active"), ("refuse", "refused")
CLEARING, CLEARED, BACK = ("start_clearing", "clearing"), ("clear", "cleared"), ("roll_back", "active")
UP_TO_CLEARED = [PROPOSED, IDENTIFIED, CLEARING, CLEARED]
CLOSED = [
    [PROPOSED, REFUSED], UP_TO_CLEARED, UP_TO_CLEARED, UP_TO_CLEARED, [*UP_TO_CLEARED, ("move", "cleared")],
    [*UP_TO_CLEARED, BACK, CLEARING, CLEARED], [*UP_TO_CLEARED, ("end", "ended")],
    [PROPOSED, IDENTIFIED, ("end", "ended")],
]  # fmt: skip
OPEN = [
    [PROPOSED], [PROPOSED, IDENTIFIED], [PROPOSED, ("remark", "active")], [PROPOSED, IDENTIFIED, ("move", "active")],
    [PROPOSED, IDENTIFIED, CLEARING], [PROPOSED, IDENTIFIED, CLEARING, ("reject_clearing", "active")],
    [*UP_TO_CLEARED, BACK],
]  # fmt: skip


def home(number, day) -> Home:
    dice = Dice(number, day)
    size, heads = dice.odd(dice.choice([1, 2, 3]), 0, 4), dice.odd(1, 0, 2)
    visits = dice.some(3, dice.visit)
    asked = [dice.check(place) for place in range(len(visits)) if dice.random() < 0.5]
    return Home(
        kind=dice.choice(["lifted", "general"]),
        safety_net=dice.odd(False, True),
        grade=dice.odd("A", "B", "C", "D", ""),
        safe_water=dice.odd(True, False, None),
        people=[dice.person(place < heads) for place in range(size)],
        told=dice.income(size),
        spells=dice.some(3, lambda: dice.spell(size)) if size else [],
        checks=dice.some(3, dice.check) + asked,
        visits=visits,
        episodes=dice.episodes(),
        records=dice.some(4, lambda: dice.record(size)) if size and dice.random() < 0.5 else [],
        asked=dice.some(2, dice.asking) if dice.random() < 0.15 else [],
    )


def homes(day, *size):
    """Return so many homes from one seed, because hypothesis likes to repeat a number and would repeat a home."""
    return st.builds(
        lambda number, count: [home(f"{number} {place}", day) for place in range(count)],
        st.integers(0, 2**60), st.integers(*size),
    )  # fmt: skip


@st.composite
def papers(draw, day):
    """The usual values since 2020, less a few keys, and changes around the day (of one start the later counts)."""
    gone = draw(st.sampled_from(GONE))
    usual = [Paper(key, values[0], dt.date(2020, 1, 1)) for key, values in VALUES.items() if key not in gone]
    changes = [
        Paper(
            key, draw(st.sampled_from(VALUES[key])), day + dt.timedelta(draw(st.sampled_from([-700, -1, 0, 0, 1, 29])))
        )
        for key in draw(st.lists(st.sampled_from(sorted(VALUES)), max_size=5))
    ]
    return usual + changes
