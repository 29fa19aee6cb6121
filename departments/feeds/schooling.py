"""What families pay for schooling beyond compulsory school."""

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.departments import Department
from households.facts import YUAN, Fact
from households.imports.clean.cells import TextCell
from households.imports.clean.numbers import YuanCell

from .declare import FeedFact, column, day_of, feed, for_days

feed(
    "schooling",
    Department.EDUCATION,
    title=_("Schooling paid by the family"),
    about=_("Each student once a school year: fees, board and books that the family pays after all grants."),
    happened=day_of(_("School year began on"), "学年开始日期", "入学日期"),
    columns=(
        column("amount", _("Self-paid in the school year (yuan)"), "self_paid", "学年自付金额", "学年自付费用",
               "自付教育支出", cell=YuanCell(), needed=True, example="11800"),
        column("school", pgettext_lazy("feed", "School"), "school", "学校", "就读学校", cell=TextCell(60)),
    ),
    until=for_days(365),
    facts={"schooling_told": FeedFact(Fact(YUAN, _("schooling of a school year told by education")), Sum, "amount")},
    rules=("EDU-02",),
    months=(3, 9, 10),
)  # fmt: skip
