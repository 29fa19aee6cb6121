"""What the registry import must know of visits: when they spoke of somebody's work."""

from households.imports.match.told_later import WORK_TOLD

from .models import Observation, ObservationStanding, Visit, VisitState

WORK_TOLD.add(
    "visits",
    f"""SELECT substring(o.thing FROM '^m([0-9]+)-work$')::bigint AS member_id, v.visited_on AS said_on
        FROM {Observation._meta.db_table} o JOIN home ON home.id = o.household_id
        JOIN {Visit._meta.db_table} v ON v.id = o.visit_id
        WHERE o.thing ~ '^m[0-9]+-work$' AND o.standing = '{ObservationStanding.HOLDS}'
        AND v.state <> '{VisitState.VOIDED}'""",
)
