"""Overdue microcredit."""

from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from accounts.departments import Department
from households.facts import DATE, Fact
from households.imports.clean.cells import TextCell

from .declare import FeedFact, column, day_of, feed, over_on, until_over

feed(
    "microcredit",
    Department.BANKS,
    title=_("Overdue microcredit"),
    about=_("Each loan that is overdue; say when it was repaid. The balance is not needed and not asked for."),
    happened=day_of(_("Overdue since"), "逾期日期", "逾期起始日"),
    columns=(column("bank", _("Bank"), "bank", "银行", "贷款银行", cell=TextCell(60)),),
    over=over_on(_("Repaid on"), "还清日期", "结清日期"),
    until=until_over,
    facts={"credit_overdue_since": FeedFact(Fact(DATE, _("credit overdue since")), Min, "happened_on")},
    rules=("LOAN-01",),
)
