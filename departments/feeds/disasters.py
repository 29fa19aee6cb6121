"""Losses by natural disasters."""

from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from accounts.departments import Department
from households.facts import COUNT, DATE, Fact
from households.imports.clean.numbers import NumberCell, YuanCell

from .declare import FeedFact, column, day_of, feed, for_days, words_cell

HOUSE, CROP = "house", "crop"

feed(
    "disasters",
    Department.EMERGENCY,
    title=_("Losses by natural disasters"),
    about=_("Each family and loss once: the house, or which part of the crop."),
    happened=day_of(_("Happened on"), "受灾日期", "灾害日期"),
    columns=(
        column("word", _("What was lost"), "lost", "受灾类型", "损失类型", needed=True, example="crop",
               cell=words_cell(house="房屋 房屋倒塌 倒房", crop="农作物 庄稼", animals="牲畜 畜禽", other="其他")),
        column("further_amount", _("Part of the crop (percent)"), "percent", "受损比例", "农作物受损比例",
               cell=NumberCell(0, 100), example="40"),
        column("amount", _("Loss (yuan)"), "loss", "损失金额", "经济损失", cell=YuanCell()),
    ),
    until=for_days(180),
    facts={
        "house_lost_on": FeedFact(Fact(DATE, _("house lost in a disaster on")), Max, "happened_on",
                                  only=lambda p: Q(word=HOUSE)),
        "crop_lost_percent": FeedFact(Fact(COUNT, _("percent of the crop lost in a disaster")), Max, "further_amount",
                                      only=lambda p: Q(word=CROP)),
    },
    rules=("DSR-01",),
    of_home=True,
)  # fmt: skip
