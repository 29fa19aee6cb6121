"""What a national export states of a household, compared with its own rows: income per person and size."""

from households.choices import COSTS, EARNINGS
from households.imports.match.staging import NO_PARAMS
from households.imports.sheet import IMPORT_SHEETS

PEOPLE_SQL = "(SELECT household, count(*) AS number FROM stage_members GROUP BY household) people"
INCOME_DIFFERS_SQL = f"""
    SELECT s.n, jsonb_build_object('computed', round(net.yuan / people.number, 2)::text)
    FROM stage_households s JOIN {PEOPLE_SQL} ON people.household = s.number
    JOIN (SELECT household, sum(CASE WHEN item = ANY(%s) THEN -amount ELSE amount END) AS yuan
          FROM stage_income WHERE item = ANY(%s) GROUP BY household) net ON net.household = s.number
    WHERE abs(s.per_capita - net.yuan / people.number) > 1"""
LONE_INCOME_SQL = f"""
    SELECT s.n, {NO_PARAMS} FROM stage_households s WHERE s.per_capita IS NOT NULL
    AND NOT EXISTS (SELECT FROM stage_income i WHERE i.household = s.number AND i.item = ANY(%s))"""
SIZE_DIFFERS_SQL = f"""
    SELECT s.n, jsonb_build_object('people', people.number)
    FROM stage_households s JOIN {PEOPLE_SQL} ON people.household = s.number WHERE s.size <> people.number"""


def compare_stated(stage):
    """Warn where the income per person and the size that the export states are not those of its rows."""
    homes, earned = IMPORT_SHEETS["households"], [*EARNINGS, *COSTS]
    stage.find(homes, "per_capita", "per_capita_differs", INCOME_DIFFERS_SQL, [list(COSTS), earned], is_error=False)
    stage.find(homes, "per_capita", "per_capita_alone", LONE_INCOME_SQL, [earned], is_error=False)
    stage.find(homes, "size", "size_differs", SIZE_DIFFERS_SQL, is_error=False)
