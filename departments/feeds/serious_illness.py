"""Serious and chronic illness: the diagnosis, the contracted doctor, and when that doctor saw the person last."""

from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.departments import Department
from households.facts import DATE, Fact
from households.imports.clean.cells import DayCell, TextCell

from .declare import FeedFact, column, day_of, feed, over_on, until_over, words_cell

SERIOUS, CHRONIC = "serious", "chronic"

feed(
    "serious_illness",
    Department.HEALTH,
    title=_("Serious and chronic illness"),
    about=_("Each diagnosis once, with the contracted doctor and the last follow-up; send it again when these change."),
    happened=day_of(_("Diagnosed on"), "确诊日期", "诊断日期"),
    columns=(
        column("word", _("Kind"), "kind", "病种类别", "类别", needed=True, example="serious",
               cell=words_cell(serious="大病 重病 大病重病", chronic="慢病 慢性病 长期慢性病")),
        column("illness", pgettext_lazy("feed", "Illness"), "illness", "病种", "疾病名称",
               cell=TextCell(60, mask="hidden")),
        column("doctor", _("Contracted doctor"), "doctor", "签约医生", "家庭医生", cell=TextCell(60)),
        column("further_on", _("Last follow-up"), "followed_up_on", "最近随访日期", "随访日期", cell=DayCell()),
    ),
    over=over_on(_("Recovered on"), "康复日期", "终止日期"),
    until=until_over,
    facts={
        "illness_told_on": FeedFact(
            Fact(DATE, _("latest serious illness told by the health department")), Max, "happened_on",
            only=lambda p: Q(word=SERIOUS),
        ),
    },
    rules=("MED-03",),
)  # fmt: skip
