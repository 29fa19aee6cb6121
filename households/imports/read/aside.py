"""Lines below a header that are no rows: totals, signatures under the table, and the examples of a template. They are
left out and counted, never called wrong. A line with an ID number is always a row."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from households.import_messages import ProblemMessage
from households.imports.clean.cells import CERTIFICATE, ID_NUMBER, plain_text

from .table import MOST_NAMED

EXAMPLE_WORDS = ("example", "示例")  # in English, in Chinese
EXAMPLE = re.compile(r"(example|示例)[-_]?\d*", re.I)
TOTAL = re.compile(
    r"(本页|全[县乡镇村]|.{1,12}[县乡镇街道村社区组户])?(总?合计|总计|小计|共计|累计)(\(.*\))?:?(\d[\d.,户人元条件名次万]*)?"
    r"|((sub|grand)[- ]?)?totals?:?",
    re.I,
)
SIGNED = re.compile(
    r"\(?(填表|填报|制表|经办|审核|复核|审批|签字|单位负责|主要负责|分管领导|负责|联系)(人|单位|日期|时间|人签字|签字|签名)?"
    r"(\(?(签字|签名|签章|盖章)\)?)?\)?(?P<said>:.*|)"
    r"|\(?(单位|公章|村委会|乡镇|部门)?\(?(盖章|公章|签章)(处)?\)?(?P<stamped>:.*|)"
    r"|(填表|填报|制表|上报)?(日期|时间)(?P<dated>:.*|)"
    r"|(filled in|prepared|checked|reviewed|approved|signed) (by|on)(?P<by>:.*|)"
    r"|(person in charge|signature|stamp|date)(?P<stated>:.*|)",
    re.I | re.S,
)
DAY = re.compile(r"\d{4}\D{1,2}\d{1,2}(\D{1,2}\d{1,2}\D?)?|年月日")
HINT = re.compile(r"[计填制审复经批签责管联位章示日期时a-z]", re.I)  # without one of these a cell is none of the above
CODES = {"total": "totals_left_out", "signature": "signatures_left_out", "example": "examples_left_out"}


@dataclass
class LinesAside:
    """What tells the lines of one table that are no rows. `key` is the position of the column that names the row,
    `person` that of the name, `needed` those of columns that no row lacks. `found` has the numbers of the lines, by why
    they were left out."""

    key: int | None
    person: int | None
    needed: list[int]
    found: dict = field(default_factory=lambda: defaultdict(list))

    def takes(self, number, cells) -> bool:
        """Whether a line is no row; it is kept in mind by its number."""
        why = self.reason(cells)
        if why:
            self.found[why].append(number)
        return bool(why)

    def reason(self, cells) -> str:
        """Return why a line is no row; empty for a row."""
        named = [text for place in self.needed if (text := cell_at(cells, place))]
        first = next((text for cell in cells if cell is not None and (text := bare_text(cell))), "")
        if named and not HINT.search(" ".join((first, *named))):
            return ""
        if EXAMPLE.fullmatch(cell_at(cells, self.key)):
            return "example"
        if SIGNED.fullmatch(first):
            return "signature" if is_signed(cells) else ""
        return "total" if self.is_total(first, named, cells) else ""

    def is_total(self, first, named, cells) -> bool:
        """Whether a line is a total: it says so in its first cell or where every row names itself, or anywhere when it
        names nothing; it has no ID number and no person."""
        told = any(map(TOTAL.fullmatch, (first, *named)))
        if not told and (named or not any(TOTAL.fullmatch(bare_text(cell)) for cell in cells if cell is not None)):
            return False
        person = cell_at(cells, self.person)
        return not has_id_number(cells) and (not person or bool(TOTAL.fullmatch(person)))

    def remarks(self, sheet) -> list[ProblemMessage]:
        """Say how many lines were left out, and which."""
        return [
            ProblemMessage(CODES[why], {"sheet": sheet, "number": len(rows), "rows": named_rows(rows)})
            for why, rows in self.found.items()
        ]


def bare_text(cell) -> str:
    """Return the text of a cell without any space."""
    return cell.strip() if type(cell) is str and cell.isascii() else "".join(plain_text(cell).split())


def cell_at(cells, place) -> str:
    return "" if place is None or place >= len(cells) or cells[place] is None else bare_text(cells[place])


def has_id_number(cells) -> bool:
    texts = [bare_text(cell).upper() for cell in cells if cell is not None]
    return any(ID_NUMBER.fullmatch(text) or CERTIFICATE.fullmatch(text) for text in texts)


def is_signed(cells) -> bool:
    """Whether a line has nothing but signatures: words such as 审核人 with who it is in the same cell or in the
    next one, and days."""
    awaited = False
    for text in (bare_text(cell) for cell in cells if cell is not None):
        label = SIGNED.fullmatch(text)
        if not (label or awaited or DAY.fullmatch(text) or not text):
            return False
        awaited = label is not None and not any(said and said.strip(":") for said in label.groupdict().values())
    return not has_id_number(cells)


def named_rows(rows) -> str:
    return ", ".join(map(str, rows[:MOST_NAMED])) + (" …" if len(rows) > MOST_NAMED else "")
