"""Public-welfare posts and workshop places as income: each full month of one is told of the person who has it, whether
the employment account knows of it by a measure or by an import (docs/income.md, paragraph 7)."""

import datetime as dt

from django.db import transaction
from django.db.models import Case, DateField, DecimalField, F, Func, Value, When
from django.db.models.functions import Greatest, Least

from core import sql
from core.dates import first_of_month, today
from households.choices import WAGE_ITEM_BY_CHANNEL, IncomeTopic
from households.models import WorkSpell

from .months import rebuild_income


class MonthSeries(Func):
    """One row for each month from one first day to another."""

    template = "generate_series(%(expressions)s, interval '1 month')::date"
    output_field = DateField()
    set_returning = True


# A post that starts on the first of a month is paid for that month. Of who came from another household, the months
# before the one of coming were told there.
FIRST_MONTH_HERE = Func(
    "member__joined_on", template="date_trunc('month', %(expressions)s)::date", output_field=DateField()
)
BEGUN_HERE = Case(
    When(member__first_entry__isnull=False, then=Greatest("started_on", FIRST_MONTH_HERE)),
    default="started_on",
    output_field=DateField(),
)
FIRST_FULL_MONTH = Func(BEGUN_HERE, template="(date_trunc('month', (%(expressions)s) - 1) + interval '1 month')::date")


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
    """State each full month of the posts among these spells (default: all) at its end, as the post promises it, and
    nothing for the month after a post ended. Returns how many months were stated or withdrawn.

    `spells` holds all work of its people. What was stated of them before and no longer follows from their posts is
    withdrawn, also where the work is no post any more. Running it twice changes nothing."""
    spells = WorkSpell.objects.all() if spells is None else spells
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
    """Return two querysets of (county, household, member, item, month, began on, yuan): each full month of the posts,
    and nothing for the month after each."""
    paid = spells.filter(channel__in=WAGE_ITEM_BY_CHANNEL, monthly_wage__isnull=False)
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
