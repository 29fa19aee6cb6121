"""Homes without water."""

from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from accounts.departments import Department
from households.facts import DATE, Fact
from households.imports.clean.cells import TextCell

from .declare import FeedFact, column, day_of, feed, over_on, until_over

feed(
    "water",
    Department.WATER,
    title=_("Water outages"),
    about=_("Each home whose water is out; say when it is back."),
    happened=day_of(_("Out since"), "停水日期", "断水日期"),
    columns=(column("cause", _("Cause"), "cause", "原因", "停水原因", cell=TextCell(100)),),
    over=over_on(_("Back on"), "恢复日期", "恢复供水日期"),
    until=until_over,
    facts={"water_out_told_since": FeedFact(Fact(DATE, _("water out since (water works)")), Min, "happened_on")},
    rules=("WAT-01",),
    of_home=True,
)
