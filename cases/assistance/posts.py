"""Public-welfare posts and workshop places: measures that are work.

When one starts, it becomes an entry in the employment account, and each full month of it an amount of income."""

import datetime as dt

from django.db import transaction
from django.db.models import Case, DateField, DecimalField, F, Func, Q, Value, When
from django.db.models.functions import Least
from django.utils.translation import gettext as _

from cases.choices import MeasureGroup
from core import sql
from core.dates import first_of_month, today, years_before
from core.workflow import ActionRefused
from households.checks import QUALITY_CHECKS
from households.checks.work import HIGHEST_WAGE, LOWEST_WAGE
from households.choices import WAGE_ITEM_BY_CHANNEL, IncomeTopic, WorkChannel, WorkPlace
from households.income.months import rebuild_income
from households.models import Member, WorkSpell

POST_CHANNEL_BY_GROUP = {
    MeasureGroup.PUBLIC_POST: WorkChannel.PUBLIC_POST,
    MeasureGroup.EMPLOYMENT: WorkChannel.WORKSHOP,
}
YOUNGEST, OLDEST = 16, 69  # years: nobody under 16 works; a public-welfare post ends on the 70th birthday


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
    """Add an entry to the employment account from `day` on, and state the wages of the full months since. Raises
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
    state_post_wages(WorkSpell.objects.filter(member=measure.member_id))


def end_post(measure, day) -> None:
    """End the work on `day`, unless the account has an earlier end; later months are not stated any more."""
    spell = measure.spell
    if spell is None:
        return
    Member.objects.select_for_update().get(pk=spell.member_id)
    if spell.ended_on is None or spell.ended_on > day:
        spell.ended_on = max(day, spell.started_on)  # never before its first day
        spell.save(update_fields=["ended_on"])
    state_post_wages(WorkSpell.objects.filter(member=spell.member_id))


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


class MonthAfterPost(Func):
    """The first month that a post which ended was not worked to its end."""

    template = "date_trunc('month', %(expressions)s + 1)::date"
    output_field = DateField()


@transaction.atomic
def state_post_wages(spells=None, day=None) -> int:
    """State each full month of these posts (default: all) at its end, as the post promises it, and nothing for the
    month after a post ended. Returns how many months were stated or withdrawn.

    What was stated before and no longer follows from the posts is withdrawn. Running it twice changes nothing."""
    spells = (WorkSpell.objects.all() if spells is None else spells).filter(measure__isnull=False)
    months, ended = map(sql.queryset_sql, post_months(spells, day or today()))
    wanted = sql.Sql(f"{months.text} UNION ALL {ended.text}", (*months.params, *ended.params))
    members = sql.queryset_sql(spells.order_by().values("member_id"))
    changed = [
        household
        for step, params in ((WITHDRAW_POSTS, (*wanted.params, *members.params)), (STATE_POSTS, wanted.params))
        for (household,) in sql.fetch_rows(step.format(wanted=wanted.text, members=members.text), params)
    ]
    rebuild_income(changed)
    return len(changed)


def post_months(spells, day):
    """Return two querysets of (county, household, member, item, month, began on, yuan): each full month of these posts,
    and nothing for the month after each."""
    paid = spells.filter(monthly_wage__isnull=False)
    over = MonthAfterPost(Least("ended_on", "member__left_on"))
    months = paid.annotate(month=MonthSeries(FIRST_FULL_MONTH, last_full_month(day)), yuan=F("monthly_wage"))
    ended = paid.annotate(month=over, yuan=Value(0, DecimalField())).filter(month__lt=first_of_month(day))
    item = Case(*(When(channel=channel, then=Value(item.value)) for channel, item in WAGE_ITEM_BY_CHANNEL.items()))
    return [
        one.annotate(item=item)
        .order_by()
        .values_list(
            "member__household__county_id", "member__household_id", "member_id", "item", "month", "started_on", "yuan"
        )
        for one in (months, ended)
    ]


# Two posts of one kind share a statement; a month in which one of them goes on is not the end.
WANTED = """WITH told (county_id, household_id, member_id, item, month, began, yuan) AS ({wanted}),
    wanted AS (SELECT county_id, household_id, member_id, item, month, min(began) AS began, sum(yuan) AS yuan FROM told
               GROUP BY 1, 2, 3, 4, 5)"""
SAME = """s.member_id = w.member_id AND s.first_month = w.month AND s.lines->0->>'item' = w.item
    AND (s.lines->0->>'amount')::numeric = w.yuan AND s.began_on = w.began"""
STANDING_POST = "s.teller = 'post' AND s.withdrawn_at IS NULL"
WITHDRAW_POSTS = f"""{WANTED}
    UPDATE households_incomestatement s SET withdrawn_at = now()
    WHERE {STANDING_POST} AND s.member_id IN ({{members}}) AND NOT EXISTS (SELECT FROM wanted w WHERE {SAME})
    RETURNING s.household_id"""
STATE_POSTS = f"""{WANTED}
    INSERT INTO households_incomestatement
        (county_id, household_id, member_id, teller, told_on, first_month, months, asked, lines, began_on)
    SELECT county_id, household_id, member_id, 'post', (month + interval '1 month' - interval '1 day')::date, month, 1,
           jsonb_build_array({int(IncomeTopic.WAGES)}),
           jsonb_build_array(
               jsonb_build_object('member', member_id, 'item', item, 'amount', round(yuan, 2)::text)), began
    FROM wanted w WHERE NOT EXISTS (SELECT FROM households_incomestatement s WHERE {STANDING_POST} AND {SAME})
    RETURNING household_id"""
