"""The columns of a file of deliveries, by their headers in both languages."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from departments.feeds.declare import FeedColumn
from households.imports.clean.cells import CodeCell, TextCell
from households.imports.clean.numbers import NumberCell, YuanCell


@dataclass(frozen=True)
class DeliverySheet:
    """The columns that are read, as those of a feed are (departments/batches/reader.py)."""

    all_columns: tuple[FeedColumn, ...]


NUMBER = FeedColumn("number", _("Household number"), ("household number", "number", "户编号", "户号"), CodeCell(30))
HEAD = FeedColumn("head", _("Head"), ("head", "户主姓名", "户主", "姓名"), TextCell(60, mask="name"))
QUANTITY = FeedColumn("quantity", _("Quantity"), ("quantity", "数量", "交售数量"), NumberCell(0, 10**9))
YUAN = FeedColumn("yuan", _("Yuan"), ("yuan", "金额", "交售金额", "销售额"), YuanCell(), needed=True)
SHEET = DeliverySheet((NUMBER, HEAD, QUANTITY, YUAN))
