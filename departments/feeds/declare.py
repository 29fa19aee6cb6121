"""How a feed is declared: what one department sends, how its rows are read, and since when and how long they count.

A feed is one file in this folder (docs/howto/add-a-feed.md). Its rows give facts of households
(departments/facts.py), facts give rules."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Aggregate, Q
from django.utils.translation import gettext_lazy as _

from accounts.departments import Department
from core.catalogue import Catalogue
from core.dates import last_of_month
from core.text import Label
from households.facts import Fact
from households.imports.clean.cells import BirthCell, CellKind, DayCell, MonthCell, PhoneCell, TextCell

from .cells import FeedIdCell, ReferenceCell, WordsCell

FEEDS = Catalogue("feed")
PLAIN = ("amount", "further_amount", "word", "further_on")  # columns of FeedRow that a feed gives a meaning
SAID = ("name", "id_number", "birth_date", "phone", "township", "village", "note", "more")  # encrypted, beside the row


@dataclass(frozen=True)
class FeedColumn:
    """A column of a feed. `headers` are the names it may have in a file, the first stands in the template; `keeps` says
    where its value goes: one of PLAIN, SAID, or reference, month, happened_on, over_on, withdrawn. `example` is the
    value of the template's example row."""

    keeps: str
    label: Label
    headers: tuple[str, ...]
    cell: CellKind
    example: str = ""
    needed: bool = False


def until_over(_row) -> None:
    """A row that counts until the department says that it is over."""


def for_days(days: int) -> Callable:
    """Return how long a row counts that is over by itself: so many days after it happened."""
    return lambda row: row["happened_on"] + dt.timedelta(days)


def in_its_year(row) -> dt.date:
    """A row that counts until the end of the calendar year in which it happened."""
    return dt.date(row["happened_on"].year, 12, 31)


@dataclass(frozen=True)
class FeedFact:
    """A fact that the rows of a feed give a household: its unit and name, which column it is made of, how several rows
    become one value, and which rows count for it (all; `only(p)` gets the parameters of the day)."""

    fact: Fact
    aggregate: type[Aggregate]
    of: str
    only: Callable = lambda p: Q()

    def expression(self, feed: str, p) -> Aggregate:
        return self.aggregate(self.of, filter=self.of_rows(feed, p))

    def of_rows(self, feed: str, p) -> Q:
        """Return the condition for the records that count for this fact."""
        return Q(feed=feed, **{f"{self.of}__isnull": False}) & self.only(p)


@dataclass(frozen=True)
class Feed:
    """What one department sends, one row a record.

    `happened` is the heading of the day of a record. `until(row)` says how long it counts; a day in the column
    `over_on` ends it sooner. `one_of` names columns of which a row fills at least one. `rules` are those that its facts
    speak to. `due_day` is the day of the next month by which a month is sent; `months` are the calendar months in which
    it comes (all, when empty). `of_home` says that its rows tell of the home and not of the person: they do not follow
    somebody who moves."""

    code: str
    department: str
    title: Label
    about: Label
    happened: FeedColumn
    columns: tuple[FeedColumn, ...]
    until: Callable
    facts: dict[str, FeedFact]
    rules: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    over: FeedColumn | None = None
    due_day: int = 5
    months: tuple[int, ...] = ()
    of_home: bool = False

    @property
    def department_label(self) -> Label:
        return Department(self.department).label

    @property
    def all_columns(self) -> tuple[FeedColumn, ...]:
        """Return the columns in the order of the template: what every feed has, then its own."""
        over = (self.over,) if self.over else ()
        return (*BEGINNING, self.happened, *self.columns, *over, *END)

    def gives(self, fact: str, p) -> Q:
        """Return the condition for the records of this feed that give a fact."""
        return self.facts[fact].of_rows(self.code, p)

    def is_expected(self, month: dt.date) -> bool:
        """Whether this feed comes for a month."""
        return not self.months or month.month in self.months

    def due_on(self, month: dt.date) -> dt.date:
        """Return the last day on which a month is to be sent."""
        return last_of_month(month) + dt.timedelta(self.due_day)


def feed(code, department, *, columns=(), rules=(), one_of=(), **more) -> Feed:
    """Declare a feed; the keywords are the fields of Feed."""
    made = Feed(code, department, columns=tuple(columns), rules=tuple(rules), one_of=tuple(one_of), **more)
    FEEDS.add(code, made)
    return made


def day_of(label, *headers, needed=True) -> FeedColumn:
    """Return the column of the day on which it happened; where that is left out, the last day of the month."""
    return FeedColumn("happened_on", label, ("happened_on", *headers, *ANY_DAY), DayCell(), "2026-03-12", needed)


def over_on(label, *headers) -> FeedColumn:
    """Return the column of the day since which it is over."""
    return FeedColumn("over_on", label, ("over_on", *headers), DayCell())


def column(keeps, label, *headers, cell, example="", needed=False) -> FeedColumn:
    """Return a column of a feed of its own."""
    return FeedColumn(keeps, label, headers, cell, example, needed)


def words_cell(**words) -> WordsCell:
    """Return a cell of known words: each code, also as words, with the Chinese words that mean it, parted by
    spaces."""
    known = {code: (code.replace("_", " "), code, *said.split()) for code, said in words.items()}
    return WordsCell({word: code for code, said in known.items() for word in said})


ANY_DAY = ("日期", "发生日期", "发生时间")
YES_NO = WordsCell({"yes": True, "是": True, "撤销": True, "1": True, "no": False, "否": False, "0": False}, "boolean")
BEGINNING = (
    FeedColumn(
        "reference", _("Number of the record"), ("reference", "编号", "业务编号", "记录编号", "流水号", "业务流水号"),
        ReferenceCell(60), "2026-000123", needed=True,
    ),
    FeedColumn("name", _("Name"), ("name", "姓名", "人员姓名"), TextCell(60), "Sample Xiaoming"),
    FeedColumn(
        "id_number", _("ID number"), ("id_number", "身份证号", "身份证号码", "公民身份号码", "证件号码", "残疾证号"),
        FeedIdCell(), "",
    ),
    FeedColumn("birth_date", _("Birth date"), ("birth_date", "出生日期", "出生年月日"), BirthCell("hidden")),
    FeedColumn("phone", _("Phone"), ("phone", "联系电话", "电话", "手机号", "手机号码"), PhoneCell("phone")),
    FeedColumn("township", _("Township"), ("township", "乡镇", "所在乡镇"), TextCell(60)),
    FeedColumn("village", _("Village"), ("village", "村", "行政村", "所在村", "村(社区)"), TextCell(60)),
)  # fmt: skip
END = (
    FeedColumn("note", _("Note"), ("note", "备注", "说明"), TextCell(500)),
    FeedColumn("month", _("Month of the data"), ("month", "月份", "数据月份", "所属月份"), MonthCell()),
    FeedColumn("withdrawn", _("Withdrawn"), ("withdrawn", "撤销", "是否撤销"), YES_NO),
)
