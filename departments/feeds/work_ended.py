"""People whose work ended: returned from elsewhere, unemployed, or a post that ended."""

from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from accounts.departments import Department
from households.facts import DATE, Fact
from households.imports.clean.cells import TextCell

from .declare import FeedFact, column, day_of, feed, over_on, until_over, words_cell

feed(
    "work_ended",
    Department.LABOUR,
    title=_("People whose work ended"),
    about=_("Each person once who came back, lost the work or whose post ended; say when they work again."),
    happened=day_of(_("Without work since"), "失业日期", "返乡日期", "岗位到期日期"),
    columns=(
        column("word", _("What happened"), "kind", "情形", "失业类型", needed=True, example="returned",
               cell=words_cell(returned="返乡 返乡人员", unemployed="失业", post_ended="岗位到期 公益岗到期")),
        column("employer", _("Employer"), "employer", "原单位", "用人单位", cell=TextCell(100)),
    ),
    over=over_on(_("Works again since"), "再就业日期", "就业日期"),
    until=until_over,
    facts={"work_ended_told_on": FeedFact(Fact(DATE, _("without work since (labour department)")), Min, "happened_on")},
    rules=("JOB-01",),
)  # fmt: skip
