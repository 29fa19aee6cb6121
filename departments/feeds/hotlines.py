"""What families say on the hotlines 12317 and 12345, and in petitions."""

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.departments import Department
from households.facts import DATE, Fact
from households.imports.clean.cells import TextCell

from .declare import FeedFact, column, day_of, feed, over_on, until_over, words_cell

feed(
    "hotlines",
    Department.HOTLINES,
    title=_("Hotlines and petitions"),
    about=_("Each call or petition of a family once, with what was asked for; say when it was answered."),
    happened=day_of(_("Received on"), "来电日期", "受理日期", "信访日期"),
    columns=(
        column("word", _("Channel"), "channel", "渠道", "来源", needed=True, example="12317",
               cell=words_cell(**{"12317": "12317热线", "12345": "12345热线", "petition": "信访 来信来访"})),
        column("asked", _("What was asked for"), "asked", "诉求", "诉求内容", "反映内容", needed=True,
               cell=TextCell(500, mask="hidden"), example="Sample: the roof leaks since the storm"),
    ),
    over=over_on(_("Answered on"), "办结日期", "答复日期"),
    until=until_over,
    facts={"asked_for_help_on": FeedFact(Fact(DATE, _("hotline call or petition of")), Max, "happened_on")},
    rules=("APP-01",),
)  # fmt: skip
