"""The oracle of income: month by month, from everything told of a home, by the paragraphs of docs/income.md. It is
plain Python over one home, written from the words, and shares nothing with the program.

Months are counted from January of the year 0. Amounts are fen. A line is (who, item): a person's place, or None for
"undivided" and "the others"."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

WAGES = {"wages_labour", "wages_sector", "wages_township", "wages_village"}
BUSINESS = {"crops", "livestock", "forest_fruit", "business_other"}
PROPERTY = {"dividends", "land_transfer", "property_other"}
TRANSFERS = {
    "allowance", "destitute", "pension", "ecological", "resettlement", "subsidies", "children", "transfer_other",
}  # fmt: skip
COSTS = {"cost_crops", "cost_livestock", "cost_forest_fruit", "cost_other"}
GROUPS = {"wages": WAGES, "business": BUSINESS, "property": PROPERTY, "transfers": TRANSFERS, "costs": COSTS}
GROUP_OF = {item: group for group, items in GROUPS.items() for item in items}
REGULAR = WAGES | {
    "business_other", "allowance", "destitute", "pension", "resettlement", "children", "transfer_other",
}  # fmt: skip
STANDING = {"visit": 4, "update": 4, "department": 3, "post": 3, "family": 2, "registry": 1, "national": 1}
LONGEST = 36


def group_of(item):
    """What is asked as a whole: a group of net income, or an item beside it alone."""
    return GROUP_OF.get(item, item)


def count(month: dt.date) -> int:
    return month.year * 12 + month.month - 1


@dataclass
class Said:
    """A statement as it is worked with: the months, the groups asked, and {group: {line: fen}} of the whole period."""

    place: int
    first: int
    months: int
    on: dt.date
    standing: int
    of: int | None
    began: int | None
    asked: set
    lines: dict = field(default_factory=lambda: defaultdict(dict))

    @property
    def end(self):
        return self.first + self.months

    def covers(self, month):
        return self.first <= month < self.end

    def total(self, group):
        return sum(self.lines[group].values())


def read(place, told) -> Said:
    """Paragraphs 2 and 3: what was asked, and an undivided amount holds the persons'."""
    lines = defaultdict(int)
    for who, item, fen in told.lines:
        lines[who, item] += fen
    asked = set(told.asked) | {group_of(item) for _who, item in lines}
    began = None if told.began is None else count(told.began)
    said = Said(place, count(told.first), told.months, told.on, STANDING[told.teller], told.of, began, asked)
    for (who, item), fen in lines.items():
        named = sum(other for (one, thing), other in lines.items() if thing == item and one not in (None, "others"))
        named += lines.get(("others", item), 0)
        kept = max(fen - named, 0) if who is None else fen
        line = (None if who == "others" else who, item)
        said.lines[group_of(item)][line] = said.lines[group_of(item)].get(line, 0) + kept
    return said


def best(statements, group):
    """Paragraph 4: the narrower, then the later, then the one closer to the home, then the larger."""
    return min(statements, key=lambda s: (s.months, -s.on.toordinal(), -s.standing, -s.total(group)), default=None)


class Ledger:
    """All that was told of a home, and what follows for a month."""

    def __init__(self, told):
        said = [read(place, one) for place, one in enumerate(told)]
        self.whole = [one for one in said if one.of is None]
        self.single = [one for one in said if one.of is not None]
        self.shares = {}

    def holder(self, group, month):
        return best([one for one in self.whole if group in one.asked and one.covers(month)], group)

    def share(self, said, group):
        """Paragraphs 5 and 6: {month: {line: fen}} of the months that a statement has for itself."""
        if (said.place, group) not in self.shares:
            earlier = [
                one for one in self.whole if group in one.asked and one.months < said.months and one.on <= said.on
            ]
            parts = {
                month: best([one for one in earlier if one.covers(month)], group)
                for month in range(said.first, said.end)
            }
            free = [month for month, part in parts.items() if part is None]
            lines, wanted = dict(said.lines[group]), defaultdict(int)
            for month, part in parts.items():
                for line, fen in (self.share(part, group)[month] if part else {}).items():
                    wanted[line] += fen
            self.shares[said.place, group] = spread(take_off(lines, wanted), free)
        return self.shares[said.place, group]

    def known(self, group, month):
        """The lines of a known month as complete statements tell them; None when the month is not known."""
        holder = self.holder(group, month)
        return None if holder is None else self.share(holder, group)[month]

    def last_known(self, group, month):
        """The last known month before a month that is not known, if it is near enough to be carried at all."""
        return next((at for at in range(month - 1, month - LONGEST - 1, -1) if self.holder(group, at)), None)

    def state(self, group, month):
        """(months since it was known: 0 for known; lines), or None when unknown. Paragraph 8."""
        if (lines := self.known(group, month)) is not None:
            return 0, self.with_single(group, month, lines, None)
        since = self.last_known(group, month) if group in GROUPS else None
        if since is None:
            return None
        carried = {line: fen for line, fen in self.known(group, since).items() if line[1] in REGULAR}
        seasonal = self.seasonal(group, month)
        if seasonal is None:
            return None
        return month - since, self.with_single(group, month, {**carried, **seasonal}, since)

    def seasonal(self, group, month):
        firsts = [one.first for one in self.whole if group in one.asked]
        for at in range(month - 12, min(firsts) - 1, -12):
            if (lines := self.known(group, at)) is not None:
                return {line: fen for line, fen in lines.items() if line[1] not in REGULAR}
        before = (self.known(group, at) for at in range(min(firsts), month))
        ever = any(fen for lines in before for line, fen in (lines or {}).items() if line[1] not in REGULAR)
        return None if ever else {}

    def with_single(self, group, month, lines, since):
        """Paragraph 7: what is told of one person, upon that. `since` is the last known month of a carried one."""
        base = self.holder(group, month if since is None else since)
        words = [one for one in self.single if group in one.asked and self.counts(one, month, since, base)]
        held = {}
        for person in {one.of for one in words}:
            theirs = [one for one in words if one.of == person]
            named = {line[1] for one in theirs for line in one.lines[group]}
            items = named | {item for who, item in lines if who == person}
            for item in items:
                if word := self.word(theirs, group, item, month):
                    held[person, item] = word, self.amount(word, group, (person, item), month)
        return together(lines, held, base)

    def counts(self, one, month, since, base):
        if one.first > month:
            return False
        if since is None:
            return one.covers(month) and (base is None or one.on > base.on)
        return one.end > since + 1 or (one.covers(since) and one.end == since + 1 and one.on > base.on)

    def word(self, theirs, group, item, month):
        """Of what is told of a person's item the latest month, then the narrower, later, closer, larger."""
        about = [
            one
            for one in theirs
            if (not one.lines[group] or any(line[1] == item for line in one.lines[group]))
            and (item in REGULAR or one.covers(month))
        ]
        return min(
            about,
            key=lambda s: (
                -min(s.end, month + 1), s.months, -s.on.toordinal(), -s.standing,
                -self.amount(s, group, (s.of, item), month),
            ),
            default=None,
        )  # fmt: skip

    def amount(self, one, group, line, month):
        fen = one.lines[group].get(line, 0)
        return fen // one.months + (month - one.first < fen % one.months)


def together(lines, held, base):
    """The lines of a month after what is told of one person: replaced, added, or part of what there is."""
    found, lone = dict(lines), []
    for line, (word, fen) in held.items():
        if is_new_work(word, base, line[1]):
            found[line, "more"] = fen
        elif lines.get(line):
            found[line] = fen
        elif fen:
            lone.append((line, fen))
    kept = {line: fen for line, fen in found.items() if line[-1] != "more"}
    replaced = {line for line, (word, _fen) in held.items() if not is_new_work(word, base, line[1])}
    left, pool = 0, sum(fen for (who, _item), fen in kept.items() if who is None)
    for person in sorted({line[0] for line, _fen in lone}):
        need = sum(fen for line, fen in lone if line[0] == person)
        own = sum(fen for line, fen in kept.items() if line[0] == person and line not in replaced)
        rest = max(need - own, 0)
        extra = max(left + rest - pool, 0) - max(left - pool, 0)
        left += rest
        if extra:
            found[(person, "extra"), "more"] = extra
    return found


def is_new_work(word, base, item) -> bool:
    """Whether the work told of began after the last month of the complete statement."""
    tells_of_it = any(thing == item for _who, thing in word.lines[group_of(item)])
    return tells_of_it and base is not None and word.began is not None and word.began >= base.end


def spread(lines, free):
    """Evenly, one fen more to each of the first months."""
    return {
        month: {line: fen // len(free) + (place < fen % len(free)) for line, fen in lines.items()}
        for place, month in enumerate(free)
    }


def take_off(lines, wanted):
    """The rest of a wider statement, line by line, less what narrower ones told of its months."""
    keys = [
        (lambda line: line, lambda line: True),
        (lambda line: line[0], lambda line: True),
        (lambda line: line[1], lambda line: line[0] is None),
        (lambda line: "", lambda line: line[0] is None),
        (lambda line: "", lambda line: True),
    ]
    lines, wanted = dict(lines), dict(wanted)
    for key, whose in keys:
        for one in {key(line) for line in wanted}:
            ask = {line: fen for line, fen in wanted.items() if key(line) == one}
            have = {line: fen for line, fen in lines.items() if whose(line) and key(line) == one}
            taken = min(sum(ask.values()), sum(have.values()))
            lines.update(less(have, taken))
            wanted.update(less(ask, taken))
    return lines


def less(lines, taken):
    """Take an amount off some lines in proportion."""
    whole, so_far, found = sum(lines.values()), 0, {}
    for line in sorted(lines, key=lambda line: (-1 if line[0] is None else line[0], line[1])):
        before, so_far = so_far, so_far + lines[line]
        found[line] = lines[line] - (so_far * taken // whole - before * taken // whole if whole else 0)
    return found
