"""Rules about income and spending."""

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .declare import INCOME, SPENDING, Levels, by_known_income, rule


@rule(
    "INC-01",
    _("Income below the line"),
    group=INCOME,
    facts=["per_capita", "is_followed", "income_carried"],
    uses=["line", "income_carried_red"],
    about=_(
        "Income per person is below the monitoring line. Amber for a family that is under monitoring already, and "
        "where too many of the twelve months are carried forward."
    ),
    says=_("Income per person is %(per_capita)s, below the line of %(line)s."),
    clears=_("Income per person reaches the line."),
    basis=_("Provincial identification rules: monitoring range"),
)
def income_below_line(p):
    below = Q(per_capita__lt=p.line)
    return Levels(red=below & Q(is_followed=False) & by_known_income(p), amber=below)


@rule(
    "INC-02",
    _("Income near the line"),
    group=INCOME,
    facts=["per_capita"],
    uses=["line", "near_line"],
    about=_("Income per person is on the line or little above it."),
    says=_("Income per person is %(per_capita)s: at least the line of %(line)s, but below %(near_line)s the line."),
    clears=_("Income per person rises to the multiple of the line that counts as near."),
    basis=_("County working rule"),
)
def income_near_line(p):
    return Levels(amber=Q(per_capita__gte=p.line, per_capita__lt=p.line * p.near_line))


@rule(
    "INC-03",
    _("Income dropped"),
    group=INCOME,
    facts=["per_capita", "per_capita_before", "income_carried"],
    uses=["line", "fall_amber", "fall_red", "fall_ceiling", "income_carried_red"],
    about=_(
        "Income per person is much lower than in the same twelve months a year earlier, and not far above the line."
    ),
    says=_("Income per person fell from %(per_capita_before)s a year earlier to %(per_capita)s."),
    clears=_("Income per person recovers, or stands well above the line."),
    basis=_("County working rule"),
)
def income_dropped(p):
    low = Q(per_capita__lt=p.line * p.fall_ceiling, per_capita_before__gt=0)
    return Levels(
        red=low & Q(per_capita__lte=F("per_capita_before") * (1 - p.fall_red)) & by_known_income(p),
        amber=low & Q(per_capita__lte=F("per_capita_before") * (1 - min(p.fall_amber, p.fall_red))),
    )


@rule(
    "INC-04",
    _("Income falls three years running"),
    group=INCOME,
    facts=["per_capita", "per_capita_before", "per_capita_before2", "per_capita_before3"],
    about=_("Income per person was lower in each of the last three years than in the year before it."),
    says=_(
        "Income per person went from %(per_capita_before3)s to %(per_capita_before2)s, %(per_capita_before)s "
        "and now %(per_capita)s."
    ),
    clears=_("A year in which income per person does not fall."),
    basis=_("County working rule"),
)
def income_falls_on(p):
    return Levels(
        amber=Q(
            per_capita__lt=F("per_capita_before"),
            per_capita_before__lt=F("per_capita_before2"),
            per_capita_before2__lt=F("per_capita_before3"),
        )
    )


@rule(
    "EXP-01",
    _("Hardship by spending"),
    group=SPENDING,
    facts=["per_capita", "reference", "income_carried"],
    uses=["line", "income_carried_red"],
    about=_("Income per person reaches the line, but not after medical costs paid by the family."),
    says=_(
        "Income per person is %(per_capita)s; after medical costs (less claims) it is %(reference)s, "
        "below the line of %(line)s."
    ),
    clears=_("What remains per person after medical costs reaches the line."),
    basis=_("Provincial identification rules: sudden hardship"),
)
def hardship_by_spending(p):
    hardship = Q(per_capita__gte=p.line, reference__lt=p.line)
    return Levels(red=hardship & by_known_income(p), amber=hardship)


@rule(
    "EXP-02",
    _("Rigid spending heavy"),
    group=SPENDING,
    facts=["rigid_spending", "net"],
    uses=["rigid_share"],
    about=_("Medical costs and schooling take a large share of the net income."),
    says=_("Medical costs and schooling took %(rigid_spending)s of a net income of %(net)s."),
    clears=_("Medical costs and schooling fall below the share of net income that counts as heavy."),
    basis=_("County working rule"),
)
def rigid_spending_heavy(p):
    return Levels(amber=Q(rigid_spending__gt=0, rigid_spending__gte=F("net") * p.rigid_share))
