"""Public-welfare posts and workshop places: measures that are work.

When one starts, it becomes an entry in the employment account, and each full month of it an amount of income."""

import datetime as dt

from django.db.models import DateField, F, Func, Q, Sum, Value
from django.db.models.functions import Least
from django.utils.translation import gettext as _

from cases.choices import MeasureGroup
from core import sql
from core.dates import add_months, first_of_month, today, years_before
from core.workflow import ActionRefused
from households.checks import QUALITY_CHECKS
from households.checks.work import HIGHEST_WAGE, LOWEST_WAGE
from households.choices import IncomeItem, Source, WorkChannel, WorkPlace
from households.models import IncomeRecord, Member, WorkSpell

POST_CHANNEL_BY_GROUP = {
    MeasureGroup.PUBLIC_POST: WorkChannel.PUBLIC_POST,
    MeasureGroup.EMPLOYMENT: WorkChannel.WORKSHOP,
}
WAGE_ITEM_BY_CHANNEL = {
    WorkChannel.PUBLIC_POST: IncomeItem.WAGES_VILLAGE,
    WorkChannel.WORKSHOP: IncomeItem.WAGES_LABOUR,
}
YOUNGEST, OLDEST = 16, 69  # years: nobody under 16 works; a public-welfare post ends on the 70th birthday
POST_WAGE_COLUMNS = ["household_id", "member_id", "item", "month", "amount", "source"]


# ----------------------------------------------------------------------------------------------------- planning a post


def measure_post_fields(case, group, *, member=None, employer="", monthly_wage=None) -> dict:
    """Return the fields of a measure that is work; empty for other measures. Raises ActionRefused with what to
    correct."""
    employer = employer.strip()
    if group not in POST_CHANNEL_BY_GROUP or not (
        member or employer or monthly_wage is not None or group == MeasureGroup.PUBLIC_POST
    ):
        return no_post_fields(member or employer or monthly_wage is not None)
    if member is None or not employer or monthly_wage is None:
        raise ActionRefused(_("A post needs three things: who works there, the employer, and the monthly wage."))
    check_post_wage(monthly_wage)
    check_post_member(case, member, POST_CHANNEL_BY_GROUP[group])
    return {
        "member": member,
        "employer": employer,
        "monthly_wage": monthly_wage,
        "channel": POST_CHANNEL_BY_GROUP[group],
    }


def no_post_fields(given) -> dict:
    if given:
        raise ActionRefused(
            _("Member, employer and wage belong to a public-welfare post, or to a place in a workshop.")
        )
    return {}


def check_post_wage(wage) -> None:
    if not LOWEST_WAGE <= wage <= HIGHEST_WAGE:
        words = {"least": LOWEST_WAGE, "most": f"{HIGHEST_WAGE:,}"}
        raise ActionRefused(
            _("The monthly wage must lie between %(least)s and %(most)s yuan. Please check it.") % words
        )


def check_post_member(case, member, channel) -> None:
    if not eligible_post_members(case.household, channel).filter(pk=member.pk).exists():
        words = {"youngest": YOUNGEST, "oldest": OLDEST}
        raise ActionRefused(
            _("Choose somebody of this household aged %(youngest)s to %(oldest)s.") % words
            if channel == WorkChannel.PUBLIC_POST
            else _("Choose somebody of this household aged %(youngest)s or more.") % words
        )


def eligible_post_members(household, channel=""):
    """Return the members whose age allows this kind of work; members without a birth date are left out."""
    day = today()
    of_age = Member.objects.present(day).filter(household=household, birth_date__lte=years_before(day, YOUNGEST))
    young_enough = Q(birth_date__gt=years_before(day, OLDEST + 1))
    return of_age.filter(young_enough) if channel == WorkChannel.PUBLIC_POST else of_age


# ----------------------------------------------------------------------------------------------- from a post to income


def begin_post(measure, day) -> None:
    """Add an entry to the employment account from `day` on, and the income of the full months since. Raises
    ActionRefused when the account would contradict itself, such as three posts at once."""
    Member.objects.select_for_update().get(pk=measure.member_id)  # two posts share one amount a month
    measure.spell = WorkSpell.objects.create(
        member=measure.member,
        employer=measure.employer,
        place=WorkPlace.VILLAGE,
        channel=measure.channel,
        started_on=day,
        monthly_wage=measure.monthly_wage,
    )
    measure.save(update_fields=["spell"])
    # The same checks as for imported data; raising undoes the row in the transaction of the step.
    spells = WorkSpell.objects.filter(pk=measure.spell.pk)
    for check in QUALITY_CHECKS.values():
        if check.model is WorkSpell and check.odd(spells, today()).exists():
            words = {"what": check.what}
            raise ActionRefused(_("This post cannot start: %(what)s Correct the employment account first.") % words)
    rewrite_post_wages(measure.spell, add_months(first_of_month(day - dt.timedelta(1)), 1))


def end_post(measure, day) -> None:
    """End the work on `day`, unless the account has an earlier end, and delete the wages of later months."""
    spell = measure.spell
    if spell is None:
        return
    Member.objects.select_for_update().get(pk=spell.member_id)
    if spell.ended_on is None or spell.ended_on > day:
        spell.ended_on = max(day, spell.started_on)  # never before its first day
        spell.save(update_fields=["ended_on"])
    rewrite_post_wages(spell, first_of_month(spell.ended_on + dt.timedelta(1)))


def rewrite_post_wages(spell, since) -> None:
    """Write this person's wages from posts again, from a month on: one amount a month, however many posts there are.
    Amounts from visits, the family or an import are not changed."""
    written_post_wages().filter(
        member=spell.member_id, item=WAGE_ITEM_BY_CHANNEL[spell.channel], month__gte=since
    ).delete()
    write_post_wages(WorkSpell.objects.filter(member=spell.member_id))


def written_post_wages():
    """Return the income that posts wrote."""
    return IncomeRecord.objects.filter(
        source=Source.DEPARTMENT, item__in=WAGE_ITEM_BY_CHANNEL.values(), source_visit=None
    )


class MonthSeries(Func):
    """One row for each month from one first day to another."""

    template = "generate_series(%(expressions)s, interval '1 month')::date"
    output_field = DateField()
    set_returning = True


# A post that starts on the first of a month is paid for that month.
FIRST_FULL_MONTH = Func("started_on", template="(date_trunc('month', %(expressions)s - 1) + interval '1 month')::date")


def last_full_month(day):
    """Return the last month that was worked to its end and is over before the month of `day`."""
    ends = Least(F("ended_on"), F("member__left_on"), Value(first_of_month(day) - dt.timedelta(1)))
    return Func(ends, template="(date_trunc('month', %(expressions)s + 1) - interval '1 month')::date")


def write_post_wages(spells=None, day=None) -> int:
    """Write each full month of these posts (default: all) as the person's income, and return how many amounts were
    written.

    Where the family, a visit or an import told the same wages for the same month, theirs stay. Running it twice changes
    nothing."""
    spells = (WorkSpell.objects.all() if spells is None else spells).filter(measure__isnull=False).order_by()
    families = spells.values("member__household")
    wages = IncomeRecord.objects.filter(household__in=families, member=None, item__in=WAGE_ITEM_BY_CHANNEL.values())
    told = wages.order_by().values("household_id", "month", "item")
    return sum(
        sql.insert_new_rows(
            IncomeRecord,
            POST_WAGE_COLUMNS,
            sql.queryset_sql(post_wage_months(spells, channel, item, day or today())),
            unless=sql.queryset_sql(told),
            alike=["household_id", "month", "item"],
        )
        for channel, item in WAGE_ITEM_BY_CHANNEL.items()
    )


def post_wage_months(spells, channel, item, day):
    """Return (household, member, item, month, wages, source) for every full month of the posts of one kind; the wages
    of two posts are added."""
    posts = spells.filter(channel=channel, monthly_wage__isnull=False)
    by_month = posts.values(
        "member__household_id", "member_id", paid_on=MonthSeries(FIRST_FULL_MONTH, last_full_month(day))
    )
    return by_month.annotate(wages=Sum("monthly_wage")).values_list(
        "member__household_id", "member_id", Value(item.value), "paid_on", "wages", Value(Source.DEPARTMENT.value)
    )
