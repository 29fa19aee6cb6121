"""Unsafe houses: graded C or D, or damaged."""

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from accounts.departments import Department
from households.facts import COUNT, Fact

from .declare import FeedFact, column, day_of, feed, over_on, until_over, words_cell

feed(
    "housing",
    Department.HOUSING,
    title=_("Unsafe houses"),
    about=_("Each house in which a family lives that was graded C or D or was damaged; say when it was made safe."),
    happened=day_of(_("Found on"), "鉴定日期", "排查日期"),
    columns=(
        column("word", _("What was found"), "found", "鉴定等级", "房屋等级", "危房等级", needed=True, example="D",
               cell=words_cell(C="C级", D="D级", damaged="受损 损毁")),
    ),
    over=over_on(_("Made safe on"), "改造完成日期", "竣工日期", "消除日期"),
    until=until_over,
    facts={"unsafe_houses_told": FeedFact(Fact(COUNT, _("unsafe houses told by housing")), Count, "pk")},
    rules=("HOU-01",),
    of_home=True,
)  # fmt: skip
