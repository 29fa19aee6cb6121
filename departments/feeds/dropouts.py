"""Children who are perhaps not at school any more."""

from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.departments import Department
from households.facts import COUNT, Fact
from households.imports.clean.cells import TextCell

from .declare import FeedFact, column, day_of, feed, over_on, until_over

feed(
    "dropouts",
    Department.EDUCATION,
    title=_("Suspected drop-outs"),
    about=_("Each child once who should be at school and was not seen there; say when it came back."),
    happened=day_of(_("Not at school since"), "离校日期", "疑似辍学日期"),
    columns=(column("school", pgettext_lazy("feed", "School"), "school", "学校", "就读学校", cell=TextCell(60)),),
    over=over_on(_("Back at school on"), "复学日期", "返校日期"),
    until=until_over,
    facts={"dropouts_told": FeedFact(Fact(COUNT, _("suspected drop-outs told by education")), Count, "pk")},
    rules=("EDU-01",),
)
