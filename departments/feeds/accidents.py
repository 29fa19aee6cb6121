"""Accidents, and changes of the population register."""

from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from accounts.departments import Department
from households.facts import DATE, Fact

from .declare import FeedFact, column, day_of, feed, for_days, words_cell

GRAVE, INJURY = ("death", "disability"), "injury"

feed(
    "accidents",
    Department.POLICE,
    title=_("Accidents and changes of the register"),
    about=_("Each person hurt in an accident, and each who died, was born, moved in or moved away."),
    happened=day_of(_("Happened on"), "事故日期", "变动日期"),
    columns=(
        column("word", _("What happened"), "kind", "类型", "事故后果", "变动类型", needed=True, example="injury",
               cell=words_cell(
                   death="事故死亡 车祸死亡", disability="事故致残 致残", injury="事故受伤 受伤",
                   died="死亡 死亡注销", born="出生 出生登记", moved_in="迁入", moved_out="迁出",
               )),
    ),
    until=for_days(365),
    facts={
        "grave_accident_on": FeedFact(Fact(DATE, _("accident with death or disability on")), Max, "happened_on",
                                      only=lambda p: Q(word__in=GRAVE)),
        "injury_on": FeedFact(Fact(DATE, _("injured in an accident on")), Max, "happened_on",
                              only=lambda p: Q(word=INJURY)),
    },
    rules=("ACC-01",),
)  # fmt: skip
