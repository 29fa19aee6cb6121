"""The columns of a payment list that comes as a file, in English and in Chinese."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from departments.feeds.declare import FeedColumn
from households.imports.clean.cells import DayCell, IdNumberCell
from households.imports.clean.names import NameCell
from households.imports.sheets.work import YUAN


@dataclass(frozen=True)
class PaymentSheet:
    """The columns that are read, as those of a feed are (departments/batches/reader.py)."""

    all_columns: tuple[FeedColumn, ...]


ID_NUMBER = FeedColumn(
    "id_number", _("ID number"), ("id_number", "身份证号", "证件号码", "身份证号码"), IdNumberCell()
)  # fmt: skip
NAME = FeedColumn("name", _("Name"), ("name", "姓名"), NameCell(60))
PAID = FeedColumn(
    "yuan",
    _("Paid (yuan)"),
    ("yuan", "paid", "已发放", "实发工资", "实发金额", "实发", "发放金额", "金额", "工资"),
    YUAN,
    needed=True,
)
PAID_ON = FeedColumn("paid_on", _("Paid on"), ("paid_on", "发放日期", "支付日期"), DayCell())
SHEET = PaymentSheet((ID_NUMBER, NAME, PAID, PAID_ON))
LABELS = {one.keeps: one.label for one in SHEET.all_columns}
