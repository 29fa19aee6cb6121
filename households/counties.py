"""The counties that have a registry, and the one that a command is given."""

from django.core.management import CommandError
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Area
from core.locks import try_turn
from core.workflow import ActionRefused

from .choices import HouseholdState
from .models import Household

BEING_SAVED = gettext_lazy("A registry file is being saved at this moment. Please try again in a few minutes.")


class RegistryBusy(ActionRefused):
    """A registry file is being saved; in a few minutes the same will do."""


def counties_with_households() -> list[str]:
    """Return the codes of the counties that have households, and therefore something to recompute and to report."""
    registered = Exists(Household.objects.filter(county=OuterRef("pk")))
    return list(Area.objects.counties().filter(registered).values_list("code", flat=True))


def counties_by_code(code: str | None) -> list[Area]:
    """Return the county with this code, or all that have households when no code is given. Raises CommandError when
    there is none."""
    codes = [code] if code else counties_with_households()
    if not codes:
        raise CommandError("No county has households yet. Import a registry or make a sample county first.")
    counties = Area.objects.counties()
    if found := list(counties.filter(code__in=codes)):
        return found
    known = ", ".join(counties.values_list("code", flat=True)) or "none"
    raise CommandError(f"There is no county {code} here (loaded: {known}). Load one with: manage.py load_reference")


def registry_turn(county) -> str:
    """Return the name of the lock on a county's registry, by its key: a file is saved alone, while single changes share
    it."""
    return f"registry of county {county}"


def file_turn(county) -> str:
    """Return the name of the lock under which registry files of a county are saved one after the other."""
    return f"registry files of county {county}"


def share_registry_turn(county) -> None:
    """Keep registry files of a county from being saved until this transaction ends. Raises RegistryBusy while one is
    being saved: it has looked at the registry already, and would take back what is written now."""
    if not try_turn(registry_turn(county), shared=True):
        raise RegistryBusy(str(BEING_SAVED))


def refuse_closed(household) -> None:
    """Raise ActionRefused for a household that was merged, moved away or is no more: what is told of it is not changed
    any more."""
    if household.state != HouseholdState.ACTIVE:
        raise ActionRefused(_("This household is no longer on file. Look for the one it belongs to now."))
