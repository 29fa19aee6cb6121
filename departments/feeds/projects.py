"""Failed projects and sick animals: what a family loses of its business."""

from django.db.models import Max, Q, Sum
from django.utils.translation import gettext_lazy as _

from accounts.departments import Department
from households.facts import DATE, YUAN, Fact
from households.imports.clean.numbers import YuanCell

from .declare import FeedFact, column, day_of, feed, for_days, words_cell

FAILED = "failed"
FAILED_DAYS = 365  # for which a failure or loss counts

feed(
    "projects",
    Department.AGRICULTURE,
    title=_("Failed projects and sick animals"),
    about=_("Each family whose project failed or whose animals or crops are sick, with the loss."),
    happened=day_of(_("Happened on"), "失败日期", "疫情日期"),
    columns=(
        column("word", _("What happened"), "kind", "类型", "损失类型", needed=True, example="failed",
               cell=words_cell(failed="项目失败 产业失败 经营失败", animals="动物疫病 畜禽疫病", crops="病虫害",
                               price="滞销")),
        column("amount", _("Loss (yuan)"), "loss", "损失金额", "经济损失", cell=YuanCell(), example="8000"),
    ),
    until=for_days(FAILED_DAYS),
    facts={
        "project_failed_on": FeedFact(Fact(DATE, _("project failed on")), Max, "happened_on",
                                      only=lambda p: Q(word=FAILED)),
        "business_loss": FeedFact(Fact(YUAN, _("loss of business told by agriculture")), Sum, "amount"),
    },
    rules=("IND-01",),
)  # fmt: skip
