"""What sales and projects tell of the income of families: a statement for each household, month and item, with the sum
of all that came in (docs/income.md, paragraph 12)."""

from django.db import transaction

from accounts.reach import beyond_reach
from core import sql
from households.choices import TOPIC_OF_ITEM, Teller
from households.income.months import rebuild_income
from households.models import Household
from households.signals import household_changed

from .models import ProjectPayment, SaleDelivery


@transaction.atomic
def state_sales(households) -> list[int]:
    """State what came in to these households (their keys), month by month and item by item, as of the last day of each
    month on which something did; withdraw what no longer follows. Returns the households for which anything changed.
    Running it twice changes nothing."""
    households = sorted(set(households))
    sold, paid = map(sql.queryset_sql, rows_that_came_in(households))
    came_in, params = f"{sold.text} UNION ALL {paid.text}", (*sold.params, *paid.params)
    steps = (WITHDRAW, (*params, households)), (STATE, params)
    found = [sql.fetch_rows(step.format(came_in=came_in), values) for step, values in steps]
    changed = sorted({household for rows in found for (household,) in rows})
    rebuild_income(changed)
    return changed


def state_and_judge(households) -> None:
    """State what came in to these households, and let those be judged again for which it changed anything."""
    with beyond_reach("what came in to a household follows from sales and payments, whoever recorded them"):
        changed = state_sales(households)
        for household in Household.objects.filter(pk__in=changed).select_related("county"):
            household_changed.send(Household, household=household)


def rows_that_came_in(households):
    """Return two querysets of (county, household, item, day, yuan): what households delivered to sales that stand, and
    what projects paid them."""
    sold = SaleDelivery.objects.standing().filter(household__in=households).order_by()
    paid = ProjectPayment.objects.with_item().filter(contract__household__in=households).order_by()
    home = "contract__household"
    return (
        sold.values_list("household__county_id", "household_id", "sale__item", "sale__sold_on", "yuan"),
        paid.values_list(f"{home}__county_id", f"{home}_id", "item", "paid_on", "yuan"),
    )


TOPICS = ", ".join(f"('{item.value}', {int(topic)})" for item, topic in TOPIC_OF_ITEM.items())
WANTED = f"""WITH came_in (county_id, household_id, item, day, yuan) AS ({{came_in}}),
    wanted AS (SELECT county_id, household_id, item, topic, date_trunc('month', day)::date AS month,
                      max(day) AS told_on, round(sum(yuan), 2) AS yuan
               FROM came_in JOIN (VALUES {TOPICS}) AS kind (item, topic) USING (item) GROUP BY 1, 2, 3, 4, 5)"""
STANDING = f"s.teller = '{Teller.SALE}' AND s.withdrawn_at IS NULL"
SAME = """s.household_id = w.household_id AND s.first_month = w.month AND s.told_on = w.told_on
    AND s.lines->0->>'item' = w.item AND (s.lines->0->>'amount')::numeric = w.yuan"""
WITHDRAW = f"""{WANTED}
    UPDATE households_incomestatement s SET withdrawn_at = now()
    WHERE {STANDING} AND s.household_id = ANY(%s) AND NOT EXISTS (SELECT FROM wanted w WHERE {SAME})
    RETURNING s.household_id"""
STATE = f"""{WANTED}
    INSERT INTO households_incomestatement
        (county_id, household_id, teller, told_on, first_month, months, asked, lines)
    SELECT county_id, household_id, '{Teller.SALE}', told_on, month, 1, jsonb_build_array(topic),
           jsonb_build_array(jsonb_build_object('item', item, 'amount', yuan::text))
    FROM wanted w WHERE NOT EXISTS (SELECT FROM households_incomestatement s WHERE {STANDING} AND {SAME})
    RETURNING household_id"""
