"""Subsistence allowance, destitute support and temporary relief: who gets it newly, who no longer."""

from django.db.models import Count, Max, Q
from django.utils.translation import gettext_lazy as _

from accounts.departments import Department
from households.facts import COUNT, DATE, Fact

from .declare import FeedFact, column, day_of, feed, for_days, words_cell

STOPPED = ("allowance_stopped", "destitute_stopped")
NEW = ("allowance_new", "destitute_new")

feed(
    "support",
    Department.CIVIL_AFFAIRS,
    title=_("Allowance, destitute support, temporary relief"),
    about=_("Each decision once: newly granted, stopped, or a temporary relief paid."),
    happened=day_of(_("Decided on"), "审批日期", "决定日期", "发放日期"),
    columns=(
        column("word", _("Decision"), "decision", "救助类型", "变动类型", "类型", needed=True,
               example="allowance_stopped", cell=words_cell(
                   allowance_new="低保新增 新增低保", allowance_stopped="低保停发 停发低保 低保退出",
                   destitute_new="特困新增 新增特困", destitute_stopped="特困停发 停发特困 特困退出",
                   relief="临时救助",
               )),
    ),
    until=for_days(365),
    facts={
        "support_stopped_on": FeedFact(
            Fact(DATE, _("allowance or destitute support stopped on")), Max, "happened_on",
            only=lambda p: Q(word__in=STOPPED)),
        "support_new_on": FeedFact(
            Fact(DATE, _("allowance or destitute support new on")), Max, "happened_on",
            only=lambda p: Q(word__in=NEW)),
        "reliefs": FeedFact(Fact(COUNT, _("temporary reliefs in twelve months")), Count, "pk",
                            only=lambda p: Q(word="relief")),
    },
    rules=("CIV-01",),
)  # fmt: skip
