"""What people paid for medical care themselves: in hospitals since January, and as outpatients this month."""

from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from accounts.departments import Department
from core.dates import add_months, first_of_month
from households.facts import YUAN, Fact
from households.imports.clean.numbers import YuanCell

from .declare import FeedFact, column, day_of, feed, in_its_year

feed(
    "medical_insurance",
    Department.MEDICAL_INSURANCE,
    title=_("Medical costs paid by the family"),
    about=_("Each person once: what was self-paid in hospitals since January, and as an outpatient in the month."),
    happened=day_of(_("Settled on"), "结算日期", needed=False),
    columns=(
        column("amount", _("Inpatient, self-paid since January (yuan)"), "self_paid", "住院自付金额", "本年住院自付",
               "本年度个人自付", "个人自付", cell=YuanCell(), example="6200"),
        column("further_amount", _("Outpatient, self-paid this month (yuan)"), "outpatient", "门诊自付金额",
               "本月门诊自付", "门诊个人自付", cell=YuanCell(), example="180.50"),
    ),
    one_of=("amount", "further_amount"),
    until=in_its_year,
    facts={
        "insured_self_paid": FeedFact(Fact(YUAN, _("self-paid by one person since January (medical insurance)")),
                                      Max, "amount"),
        "outpatient_paid": FeedFact(
            Fact(YUAN, _("self-paid by one person as an outpatient in a month")), Max, "further_amount",
            only=lambda p: Q(month__gte=add_months(first_of_month(p.day), -1)),
        ),
    },
    rules=("MED-01", "MED-02"),
)  # fmt: skip
