"""What the registry ends: the files of imports that nobody saved, and who households were that left long ago."""

from django.db.models import Case, DateField, F, Q, TextField, Value, When
from django.db.models.functions import Cast, Concat, ExtractYear
from django.utils.translation import gettext_lazy as _

from households.ending.anonymous import due_households, forget, make_anonymous, prepare_to_forget
from households.ending.kinds import beginning_of, ends
from households.imports.expiry import OPEN_IMPORT_STATES, forget_imports
from households.models import (
    ConfirmedValue,
    DataHold,
    DataRequest,
    GuaranteeCheck,
    Household,
    ImportBatch,
    ImportState,
    Member,
    RegistryChange,
    UnknownPerson,
    WorkSpell,
)

HOUSEHOLDS_AT_ONCE = 200


def due_imports(county, up_to):
    """Return the imports with files or listed problems that were sent before `up_to` and are not being worked on."""
    old = ImportBatch.objects.filter(county=county, created_at__lt=beginning_of(up_to)).order_by("pk")
    left = Q(has_error_file=True) | Q(state__in=OPEN_IMPORT_STATES)
    return old.filter(left).exclude(state__in=[ImportState.CHECKING, ImportState.SAVING])


@ends(
    "registry_files",
    order=10,
    key="keep_upload_days",
    label=_("Files and listed problems of registry imports"),
    due=due_imports,
)
def end_imports(county, up_to, most) -> int:
    return forget_imports(list(due_imports(county, up_to)[:most]))


@ends(
    "households",
    order=80,
    key="keep_left_months",
    label=_("Households that left: who they were"),
    due=due_households,
    prepare=prepare_to_forget,
)
def end_households(county, up_to, most) -> int:
    """Make the households anonymous that left first."""
    homes = list(due_households(county, up_to).values_list("pk", flat=True)[: min(most, HOUSEHOLDS_AT_ONCE)])
    if homes:
        make_anonymous(homes)
    return len(homes)


# Of a birth date the year stays, as where only that is known: its first of July.
YEAR_ALONE = Case(
    When(birth_date=None, then=None),
    default=Cast(Concat(Cast(ExtractYear("birth_date"), TextField()), Value("-07-01")), DateField()),
)
forget(
    Member, "household", name="—", name_initials="", id_number="", id_hash="", id_tails="", phone="", phone_tails="",
    ethnicity="", extra={}, birth_date=YEAR_ALONE, birth_year_only=Q(birth_date__isnull=False),
    has_chronic_illness=None, has_serious_illness=None, disability_type="", disability_level=None,
)  # fmt: skip
forget(GuaranteeCheck, "household", evidence="")
forget(WorkSpell, "member__household", employer="", county_of_work="")
forget(RegistryChange, "household", before={}, values={}, reason="")
forget(ConfirmedValue, "household")
forget(UnknownPerson, "member__household")
forget(DataHold, "household", reason="")
forget(DataRequest, "household", who="", words="")
forget(
    Household, "pk", number=Concat(Value("anonymous-"), Cast(F("pk"), TextField())), address="", phone="",
    phone_hash="", phone_tails="", bank_account="", longitude=None, latitude=None, group_no=None,
    resettled_project="", extra={},
)  # fmt: skip
