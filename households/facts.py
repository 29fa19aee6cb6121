"""What is known of a household on a day, as numbers, dates and codes: facts calculate, rules only compare.

Facts come in groups: one queryset that reads its table once and yields several facts for each household. Each group is
given the parameters of the day (`p.day` is the day). An empty fact means "unknown", never zero.

Visits and cases add groups in their own `facts.py`; `alerts.engine.facts` joins all of them into one row for each
household."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Case, Count, DateField, F, Func, Max, Q, Sum, Value, When, Window
from django.db.models.functions import Coalesce, Greatest, Least
from django.db.models.lookups import Exact, GreaterThan
from django.utils.translation import gettext_lazy as _

from core.catalogue import Catalogue
from core.dates import (
    MonthWindow,
    accounting_months,
    accounting_year,
    add_months,
    month_number,
    twelve_full_months,
    years_before,
)
from core.text import Label

from .choices import (
    ABLE_TO_WORK,
    BEYOND_COMPULSORY,
    LAWFUL_OUT_OF_SCHOOL,
    LOST_EARNER,
    TOPICS_OF_NET_INCOME,
    IncomeItem,
    IncomeTopic,
    Insurance,
    Relation,
    SchoolStage,
)
from .models import GuaranteeCheck, Household, IncomeRecord, Member, WorkSpell, joined_by, months_within, present_on

YUAN, YUAN_A_HEAD, COUNT, DATE = "yuan", "yuan_a_head", "count", "date"
YES_NO, WORD, WORDS = "yes_no", "word", "words"
FACTS = Catalogue("fact")
FACT_GROUPS = Catalogue("fact group")


@dataclass(frozen=True)
class Fact:
    """One column of the facts: its unit and its name. `choices` translates codes into words."""

    unit: str
    label: Label
    choices: Sequence | None = None


@dataclass(frozen=True)
class FactGroup:
    """One query over one table. `road` is the lookup from a row to its household."""

    name: str
    facts: tuple
    road: str
    query: object

    def rows(self, p, **households):
        """Return (household, fact, fact, ...) for the households that the keyword filters name."""
        reach = {f"{self.road}__{key}" if self.road != "pk" else key: value for key, value in households.items()}
        return self.query(p).filter(**reach).values_list(self.road, *self.facts)


def fact_group(road="household", **facts):
    """Declare a group: the decorated function yields the queryset, the keywords name its facts in order."""

    def declare(query):
        for code, fact in facts.items():
            FACTS.add(code, fact)
        FACT_GROUPS.add(query.__name__, FactGroup(query.__name__, tuple(facts), road, query))
        return query

    return declare


def declare_derived_facts(**facts):
    """Name facts that the database computes from others (generated columns of HouseholdFacts)."""
    for code, fact in facts.items():
        FACTS.add(code, fact)


# ------------------------------------------------------------------------------------------------ the household itself


@fact_group(
    road="pk",
    kind=Fact(WORD, _("kind of household"), choices=Household._meta.get_field("kind").choices),
    is_safety_net=Fact(YES_NO, _("safety-net household")),
    house_grade=Fact(WORD, _("house grade"), choices=Household._meta.get_field("house_grade").choices),
    has_safe_water=Fact(YES_NO, _("safe water (registry)")),
)
def household(p):
    """Return what the registry says of the household as a whole."""
    return Household.objects.active()


# --------------------------------------------------------------------------------------------------------- its members


def known_count(yes, not_asked):
    """Count the people of whom it is known to be true. Unknown when that is nobody and somebody was not asked."""
    return Case(
        When(GreaterThan(Count("pk", filter=yes), 0), then=Count("pk", filter=yes)),
        When(Exact(Count("pk", filter=not_asked), 0), then=Value(0)),
    )


@fact_group(
    people=Fact(COUNT, _("people")),
    people_before=Fact(COUNT, _("people a year earlier")),
    people_before2=Fact(COUNT, _("people two years earlier")),
    people_before3=Fact(COUNT, _("people three years earlier")),
    heads=Fact(COUNT, _("heads of household recorded")),
    births_unknown=Fact(COUNT, _("people without a birth date")),
    labour=Fact(COUNT, _("people able to work")),
    labour_unknown=Fact(COUNT, _("adults whose capacity to work is not recorded")),
    insurance_unknown=Fact(COUNT, _("people whose medical insurance is not recorded")),
    uninsured=Fact(COUNT, _("people without medical insurance")),
    out_of_school=Fact(COUNT, _("children of 6 to 15 out of school without a lawful reason")),
    students_beyond_compulsory=Fact(COUNT, _("students beyond compulsory school")),
    serious_illness=Fact(COUNT, _("people with a serious illness")),
    severe_disability=Fact(COUNT, _("people with a disability of level 1 or 2")),
    allowance=Fact(COUNT, _("people with subsistence allowance")),
    destitute=Fact(COUNT, _("people with destitute support")),
)
def members(p):
    """Count the people of the household on the day, and one, two and three years earlier: income per person of an
    earlier year is divided by the people of that year."""
    here = present_on(p.day)
    adult_or_unknown = Q(birth_date=None) | Q(birth_date__lte=years_before(p.day, 16))
    pupil = Q(birth_date__lte=years_before(p.day, 6), birth_date__gt=years_before(p.day, 16))
    unlawful = Q(school_stage=SchoolStage.NONE) & ~Q(out_of_school_reason__in=LAWFUL_OUT_OF_SCHOOL)
    # Without a birth date somebody may be of school age.
    perhaps_unlawful = (pupil & Q(school_stage="")) | (Q(birth_date=None) & (Q(school_stage="") | unlawful))
    no_capacity_recorded = here & adult_or_unknown & Q(labour="")
    return Member.objects.values("household").annotate(
        people=Count("pk", filter=here),
        people_before=Count("pk", filter=present_on(years_before(p.day, 1))),
        people_before2=Count("pk", filter=present_on(years_before(p.day, 2))),
        people_before3=Count("pk", filter=present_on(years_before(p.day, 3))),
        heads=Count("pk", filter=here & Q(relation=Relation.HEAD)),
        births_unknown=Count("pk", filter=here & Q(birth_date=None)),
        labour_unknown=Count("pk", filter=no_capacity_recorded),
        insurance_unknown=Count("pk", filter=here & Q(insurance="")),
        uninsured=known_count(here & Q(insurance=Insurance.NONE), here & Q(insurance="")),
        out_of_school=known_count(here & pupil & unlawful, here & perhaps_unlawful),
        students_beyond_compulsory=Count("pk", filter=here & Q(school_stage__in=BEYOND_COMPULSORY)),
        serious_illness=known_count(here & Q(has_serious_illness=True), here & Q(has_serious_illness=None)),
        severe_disability=Count("pk", filter=here & Q(disability_level__in=[1, 2])),
        allowance=known_count(here & Q(has_allowance=True), here & Q(has_allowance=None)),
        destitute=known_count(here & Q(is_destitute=True), here & Q(is_destitute=None)),
        # Last, because this annotation hides the column of the same name.
        labour=known_count(here & Q(labour__in=ABLE_TO_WORK), no_capacity_recorded),
    )


# -------------------------------------------------------------------------------------------------- income and spending

AMOUNT = IncomeRecord._meta.get_field("amount")


def stale_months(p) -> int:
    """Return how far a month may be carried forward; without that parameter nothing is carried."""
    return int(p.income_stale_months) if p.in_force("income_stale_months") else 0


def in_window(window):
    return Q(start__lt=month_number(window.end), end__gt=month_number(window.start))


def shares_on(day):
    """Return the condition that an amount belongs to people who share the household's income on `day`: to one who does,
    or to no person in particular, and not to a household that was merged into this one only later."""
    nobodys = Q(member=None) & (Q(shared_since=None) | Q(shared_since__lte=day))
    return nobodys | Q(member__isnull=False) & present_on(day, road="member__")


def net_sum(window, day, stale):
    """Sum earnings less production cost in a window, in yuan, of those who share them on `day`; unknown when a month of
    a group is unknown."""
    months = months_within(window, stale)
    known = Sum(months, filter=Q(item="", topic__in=TOPICS_OF_NET_INCOME))
    yuan = Sum(F("net_amount") * months, filter=Q(net_amount__isnull=False) & shares_on(day))
    return when_known(known, 12 * len(TOPICS_OF_NET_INCOME), yuan)


def topic_sum(p, topic):
    """Sum the amounts of one topic in the window, in yuan; unknown when a month of it is unknown."""
    window = twelve_full_months(p.day)
    months = months_within(window, stale_months(p))
    known = Sum(months, filter=Q(item="", topic=topic))
    return when_known(known, 12, Sum(F("amount") * months, filter=Q(topic=topic) & shares_on(p.day)))


def when_known(months, needed, yuan):
    return Case(When(Exact(months, needed), then=Coalesce(yuan, Value(0), output_field=AMOUNT)), output_field=AMOUNT)


def spending_sum(p, topic):
    """Sum what was told of one item beside net income; unknown when nobody asked about any month."""
    window = twelve_full_months(p.day)
    yuan = F("amount") * months_within(window, stale_months(p))
    return Sum(yuan, filter=Q(topic=topic) & in_window(window) & shares_on(p.day), output_field=AMOUNT)


def months_of_topic(months, topic, **which):
    return Coalesce(Sum(months, filter=Q(item="", topic=topic, **which)), Value(0))


def carried_months(window, stale):
    """Count the months of a window that are carried forward, in the group with most; a group that was always nothing
    does not count."""
    months, carried = months_within(window, stale), {"told_until__isnull": False, "is_nothing": False}
    return Greatest(*(months_of_topic(months, topic, **carried) for topic in TOPICS_OF_NET_INCOME))


def year_told(p):
    """Whether every group is known in every month of the last accounting year (October to September)."""
    months = months_within(accounting_months(accounting_year(p.day)), 0)
    known = Sum(months, filter=Q(item="", told_until=None, topic__in=TOPICS_OF_NET_INCOME))
    return Coalesce(Exact(known, 12 * len(TOPICS_OF_NET_INCOME)), Value(False))


def known_months(window, stale):
    """Count the months of a window that are known, in the group with fewest."""
    months, nothing = months_within(window, stale), {"told_until__isnull": False, "is_nothing": True}
    return Least(
        *(
            months_of_topic(months, topic, told_until__isnull=True) + months_of_topic(months, topic, **nothing)
            for topic in TOPICS_OF_NET_INCOME
        )
    )


@fact_group(
    net=Fact(YUAN, _("net income of the last 12 full months")),
    net_before=Fact(YUAN, _("net income of the 12 months before those")),
    net_before2=Fact(YUAN, _("net income two years before")),
    net_before3=Fact(YUAN, _("net income three years before")),
    income_known=Fact(COUNT, _("months of the last 12 whose income is known")),
    income_carried=Fact(COUNT, _("months of the last 12 whose income is carried forward")),
    carried=Fact(YUAN, _("part of the net income that is carried forward")),
    year_told=Fact(YES_NO, _("annual update told")),
    wages=Fact(YUAN, _("wages of the last 12 full months")),
    business=Fact(YUAN, _("business income of the last 12 full months")),
    claims=Fact(YUAN, _("insurance claims received in the last 12 full months")),
    out_of_pocket=Fact(YUAN, _("medical costs paid by the family in the last 12 full months")),
    schooling_cost=Fact(YUAN, _("schooling paid by the family in the last 12 full months")),
)
def income(p):
    """Return the income of the twelve full months before this month and of the same months in the three years before,
    in yuan, in one pass.

    net = wages + business + property + transfers - production cost (county form 2023), of those who share the income on
    the day. It is known when each group is known, or carried forward, in each of the twelve months: the group with the
    fewest known months tells how many are. Spending is never carried, and unknown until somebody asked."""
    now, earliest = twelve_full_months(p.day), twelve_full_months(p.day, years_back=3)
    months = months_within(now, stale_months(p))

    def net_of_year(years_back):
        window = twelve_full_months(p.day, years_back=years_back)
        return net_sum(window, years_before(p.day, years_back), stale_months(p))

    of_carried = Q(net_amount__isnull=False, told_until__isnull=False) & shares_on(p.day)
    covered = Sum(months, filter=Q(item="", topic__in=TOPICS_OF_NET_INCOME))
    carried = Sum(F("net_amount") * months, filter=of_carried)
    return (
        IncomeRecord.objects.between(earliest.start, now.end)
        .values("household")
        .annotate(
            net=net_of_year(0),
            net_before=net_of_year(1),
            net_before2=net_of_year(2),
            net_before3=net_of_year(3),
            income_known=known_months(now, stale_months(p)),
            income_carried=carried_months(now, stale_months(p)),
            carried=when_known(covered, 12 * len(TOPICS_OF_NET_INCOME), carried),
            year_told=year_told(p),
            wages=topic_sum(p, IncomeTopic.WAGES),
            business=topic_sum(p, IncomeTopic.BUSINESS),
            claims=spending_sum(p, IncomeTopic.CLAIM),
            out_of_pocket=spending_sum(p, IncomeTopic.OUT_OF_POCKET),
            schooling_cost=spending_sum(p, IncomeTopic.SCHOOLING),
        )
    )


@fact_group(self_paid_this_year=Fact(YUAN, _("highest medical self-payment of one person since January")))
def medical_bills(p):
    """Return the medical costs since January of the person who paid most, in yuan. Costs not assigned to a person count
    as one person's."""
    since_january = MonthWindow(p.day.replace(month=1, day=1), add_months(p.day, 1))
    paid = Window(
        Sum(F("amount") * months_within(since_january, 0), output_field=AMOUNT),
        partition_by=[F("household"), F("member")],
    )
    return (
        IncomeRecord.objects.filter(item=IncomeItem.OUT_OF_POCKET)
        .between(*since_january)
        .annotate(self_paid_this_year=paid)
        .order_by("household", "-self_paid_this_year")  # DISTINCT ON keeps the first: the highest
        .distinct("household")
    )


LOST = Q(member__left_reason__in=LOST_EARNER)


def wages_by_person(p):
    """Return the wages told by person that touch the twelve full months, with `yuan` of these months."""
    records = IncomeRecord.objects.amounts().filter(topic=IncomeTopic.WAGES, member__isnull=False)
    return records.with_yuan(twelve_full_months(p.day), stale_months(p)).filter(covered__gt=0)


@fact_group(
    lost_wages=Fact(YUAN, _("wages of an earner who died or left not long ago, in twelve months")),
    wage_earner_lost_on=Fact(DATE, _("day on which somebody with wages died or left")),
)
def lost_earners(p):
    """Return the wages of the person who earned most of those lost within `earner_lost_days`; within a year, when that
    is not decided."""
    since = p.ago(p.earner_lost_days) if p.in_force("earner_lost_days") else years_before(p.day, 1)
    paid = Window(Sum("yuan", output_field=AMOUNT), partition_by=[F("household"), F("member")])
    return (
        wages_by_person(p)
        .filter(LOST, joined_by(p.day, road="member__"), member__left_on__lte=p.day, member__left_on__gte=since)
        .annotate(lost_wages=paid, wage_earner_lost_on=F("member__left_on"))
        .order_by("household", "-lost_wages", "-wage_earner_lost_on")
        .distinct("household")
    )


@fact_group(disabled_wages=Fact(YUAN, _("wages of people with a disability of level 1 or 2, in twelve months")))
def disabled_earners(p):
    """Return what severely disabled people earned, where wages were told by person."""
    theirs = wages_by_person(p).filter(present_on(p.day, road="member__"), member__disability_level__in=[1, 2])
    return theirs.order_by().values("household").annotate(disabled_wages=Sum("yuan", output_field=AMOUNT))


class MonthDay(Func):
    """The first day of a month by its number (core.dates.month_number)."""

    template = "(DATE '0001-01-01' + (%(expressions)s - 12) * INTERVAL '1 month')::date"
    output_field = DateField()


@fact_group(unpaid_since=Fact(DATE, _("first day without wages, as the family tells")))
def unpaid(p):
    """Return the first day of the months for which no wages were told any more; unknown when wages were told of the
    last known month."""
    end = Value(month_number(p.day))
    told = IncomeRecord.objects.filter(topic=IncomeTopic.WAGES, told_until=None, start__lt=month_number(p.day))
    until = Max(Least("end", end), filter=Q(amount__gt=0) & shares_on(p.day))
    known = Max(Least("end", end), filter=Q(item=""))
    paid = told.order_by().values("household").annotate(paid=until, known=known)
    return paid.filter(known__gt=F("paid")).annotate(unpaid_since=MonthDay(F("paid")))


declare_derived_facts(
    earner_lost_on=Fact(DATE, _("day on which an earner died or left")),
    per_capita=Fact(YUAN_A_HEAD, _("net income per person")),
    per_capita_before=Fact(YUAN_A_HEAD, _("net income per person a year earlier")),
    per_capita_before2=Fact(YUAN_A_HEAD, _("net income per person two years earlier")),
    per_capita_before3=Fact(YUAN_A_HEAD, _("net income per person three years earlier")),
    reference=Fact(YUAN_A_HEAD, _("reference income per person (net income + claims - medical costs paid)")),
    rigid_spending=Fact(YUAN, _("medical costs and schooling paid by the family")),
)


# ------------------------------------------------------------------------------------------------------------ its work


@fact_group(
    road="member__household",
    working=Fact(COUNT, _("people with work now")),
    idle_since=Fact(DATE, _("last day on which anybody worked")),
    worker_lost_on=Fact(DATE, _("day on which somebody who worked died or left")),
)
def work(p):
    """Return who works on the day, since when nobody does, and whether an earner was lost, by the employment account.
    The work of somebody who left counts until the day of leaving: a family whose only earner died has nobody at
    work."""
    here = present_on(p.day, road="member__")
    ongoing = here & (Q(ended_on=None) | Q(ended_on__gt=p.day))
    lost = Q(member__left_on__lte=p.day, member__left_reason__in=LOST_EARNER)
    until = Least("ended_on", "member__left_on")  # the earlier of the two, or the one that is known
    return (
        WorkSpell.objects.filter(joined_by(p.day, road="member__"), started_on__lte=p.day)
        .values("member__household")
        .annotate(
            working=Count("member", filter=ongoing, distinct=True),
            idle_since=Case(When(Exact(Count("pk", filter=ongoing), 0), then=Max(until))),
            worker_lost_on=Max("member__left_on", filter=lost),
        )
    )


# --------------------------------------------------------------------------------------------------- what was checked


NEWEST_FIRST = ["-checked_on", "-found_at", "-pk"]


def latest_known(field):
    """Return the value of the latest check that asked about `field`."""
    return ArrayAgg(field, filter=Q(**{f"{field}__isnull": False}), order_by=NEWEST_FIRST)


@fact_group(
    housing_met=Fact(YES_NO, _("safe housing at the latest check")),
    water_met=Fact(YES_NO, _("safe water at the latest check")),
    education_met=Fact(YES_NO, _("compulsory education at the latest check")),
    medical_met=Fact(YES_NO, _("medical insurance at the latest check")),
    water_problem=Fact(
        WORD, _("water problem at the latest check"), choices=GuaranteeCheck._meta.get_field("water_problem").choices
    ),
    water_out_since=Fact(DATE, _("water out since")),
)
def guarantees(p):
    """Return each guarantee by the latest check that asked about it."""
    # The first element of a sorted array, because that is one pass; a subquery for each field would be six.
    asked_about_water = Q(water__isnull=False)
    return (
        GuaranteeCheck.objects.filter(checked_on__lte=p.day)
        .values("household")
        .annotate(
            housing_checks=latest_known("housing"),
            water_checks=latest_known("water"),
            education_checks=latest_known("education"),
            medical_checks=latest_known("medical"),
            problems=ArrayAgg("water_problem", filter=asked_about_water, order_by=NEWEST_FIRST),
            outages=ArrayAgg("water_out_since", filter=asked_about_water, order_by=NEWEST_FIRST),
        )
        .annotate(
            housing_met=F("housing_checks__0"),
            water_met=F("water_checks__0"),
            education_met=F("education_checks__0"),
            medical_met=F("medical_checks__0"),
            water_problem=F("problems__0"),
            water_out_since=F("outages__0"),
        )
    )
