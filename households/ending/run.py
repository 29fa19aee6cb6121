"""The nightly work that ends what is due: a part at a time, each in one transaction with its record, so that it can be
stopped and begun again."""

from django.db import transaction

from accounts.audit.log import record_access
from core.dates import today
from core.locks import hold_work_lock
from households.models import EndedData
from policy.parameters import parameters_on

from .kinds import endings_in_order

AT_ONCE = 2_000
MOST_A_NIGHT = 100_000  # of each kind in each county; the rest the next night


def end_due_data(county, tell=lambda *_progress: None) -> dict:
    """End what is due in a county, and return {kind: how many}. `tell(step, done, total)` is told how far it is."""
    p, done = parameters_on(today(), county), {}
    with hold_work_lock(f"end data {county.code}") as held:
        for kind in endings_in_order() if held else ():
            if (up_to := kind.up_to(p)) and (number := end_kind(kind, county, up_to, tell)):
                done[kind.code] = number
    return done


def end_kind(kind, county, up_to, tell) -> int:
    done, total = 0, min(kind.due(county, up_to).count(), MOST_A_NIGHT)
    if total:
        kind.prepare(county)
    while done < total and (number := end_part(kind, county, up_to, min(AT_ONCE, total - done))):
        done += number
        tell(kind.code, done, total)
    return done


@transaction.atomic
def end_part(kind, county, up_to, most) -> int:
    """End the oldest of one kind, with a record of how many there were and one line in the access log."""
    number = kind.end(county, up_to, most)
    if number:
        EndedData.objects.create(county=county, kind=kind.code, up_to=up_to, number=number)
        record_access(None, "data_ended", area=county, kind=kind.code, number=number, up_to=up_to.isoformat())
    return number
