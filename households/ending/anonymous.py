"""Making households anonymous that left long ago. What identifies them is emptied, or its rows are deleted; what is
counted stays: village, kind, state, risks, months, yuan. Each app declares what is forgotten of its own tables:

    forget(Visit, "household", note="", people_met="")      # these columns are emptied
    forget(ConfirmedValue, "household")                     # its rows are deleted
"""

from typing import NamedTuple

from django.apps import apps
from django.db.models import Case, Model, Q, Value, When
from pghistory.models import Event

from accounts.row_policies import APPS, road_to_household
from core.catalogue import Catalogue
from core.database_roles import as_retention
from core.dates import today
from core.workflow import Transition
from households.choices import HouseholdState
from households.models import DataRequest, Household, RequestKind, RequestState

from .kinds import free_to_end

FORGOTTEN = Catalogue("table of which something is forgotten")
BEFORE = Catalogue("what is done before the first household of a night is made anonymous")  # functions of (county)
FILES = Catalogue("what is erased beside the rows of a household")  # functions of (keys of households), called first


NOTHING_SAID = "—"  # where a table wants a text


def said_before(column) -> Case:
    """Return a dash where a plain text stands, so that it still shows that there was one."""
    return Case(When(**{column: ""}, then=Value("")), default=Value(NOTHING_SAID))


class Forgotten(NamedTuple):
    model: type[Model]
    household: str  # the road to the household
    values: dict  # the new values of columns; without any the rows are deleted


def forget(model, household, **values) -> None:
    FORGOTTEN.add(model._meta.label, Forgotten(model, household, values))


def due_households(county, up_to):
    """Return the households that left before `up_to`, or whose erasure was granted, the first to leave first; none that
    is in use."""
    granted = DataRequest.objects.filter(kind=RequestKind.ERASE, state=RequestState.GRANTED).values("household")
    left = Household.objects.filter(Q(state_on__lt=up_to) | Q(pk__in=granted), county=county, anonymous_since=None)
    return free_to_end(left.exclude(state=HouseholdState.ACTIVE), "pk").order_by("state_on", "pk")


def prepare_to_forget(county) -> None:
    """Do what must be done while all history is there."""
    for prepare in BEFORE.values():
        prepare(county)


def make_anonymous(homes: list[int]) -> None:
    """Forget who these households were, in today's rows first and then in their history."""
    for erase in FILES.values():
        erase(homes)
    for one in FORGOTTEN.values():
        rows = one.model._base_manager.filter(**{f"{one.household}__in": homes})
        rows.update(**one.values) if one.values else rows.delete()
    Household.objects.filter(pk__in=homes).update(anonymous_since=today())
    with as_retention():
        for model, road in models_with_history():
            rows = model._base_manager.filter(**{f"{road}__in": homes})
            rows.exclude(reason="").update(reason="") if issubclass(model, Transition) else rows.delete()


def models_with_history() -> list:
    """Return the tables of earlier versions and of steps that belong to households, each with its road there."""
    models = (model for app in APPS for model in apps.get_app_config(app).get_models())
    kept = [model for model in models if issubclass(model, Event | Transition)]
    roads = [(model, road_to_household(model)) for model in kept]
    return [(model, "__".join(key.name for key in road)) for model, road in roads if road]
