"""Disability certificates: new ones and changed levels."""

from django.db.models import Count, Max, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.departments import Department
from households.facts import COUNT, DATE, Fact
from households.imports.clean.cells import TextCell

from .declare import FeedFact, column, day_of, feed, over_on, until_over, words_cell

SEVERE = ("1", "2")

feed(
    "disability",
    Department.DISABLED,
    title=_("Disability certificates"),
    about=_("Each certificate that is new or whose level changed. Its number may stand instead of the ID number."),
    happened=day_of(_("Issued on"), "发证日期", "评残日期", "签发日期"),
    columns=(
        column("word", _("Level"), "level", "残疾等级", "等级", needed=True, example="2",
               cell=words_cell(**{"1": "一级", "2": "二级", "3": "三级", "4": "四级"})),
        column("disability", pgettext_lazy("feed", "Disability"), "disability", "残疾类别", "残疾类型",
               cell=TextCell(30, mask="hidden")),
    ),
    over=over_on(pgettext_lazy("disability certificate", "Ended on"), "注销日期"),
    until=until_over,
    facts={
        "certificate_told_on": FeedFact(Fact(DATE, _("latest disability certificate of")), Max, "happened_on"),
        "severe_told": FeedFact(Fact(COUNT, _("certificates of level 1 or 2 told by the federation")), Count, "pk",
                                only=lambda p: Q(word__in=SEVERE)),
    },
    rules=("DIS-01",),
)  # fmt: skip
