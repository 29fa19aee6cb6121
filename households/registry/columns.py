"""Columns about a household that lists of alerts, cases and visits show too."""

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from core.listing import Column
from core.listing.columns import read_value
from households.choices import Relation
from households.models import Member

household_heads = Member.objects.filter(relation=Relation.HEAD, left_on=None).order_by("pk")


def prefetch_heads(path) -> Prefetch:
    """Prefetch the heads of the households at `path` (of the rows themselves when it is empty), as `heads`."""
    return Prefetch(
        f"{path}__members" if path else "members", household_heads.only("household_id", "name"), to_attr="heads"
    )


def prefetch_found(path, text) -> Prefetch:
    """Prefetch the people through whom the households at `path` are found by a search, as `found_people`; the head
    needs no mention, being named anyway."""
    found = Member.objects.found_by(text).exclude(relation=Relation.HEAD).order_by("pk")
    found = found.only("household_id", "name", "relation")
    return Prefetch(f"{path}__members" if path else "members", found, to_attr="found_people")


def head_name(household):
    """Return the head's name, when there is one and it was prefetched."""
    return household.heads[0].name if household.heads else None


def household_column(path="household", **more) -> Column:
    """Declare the column for the household at `path` of a row: its head, and below it the number."""
    return Column(
        "household",
        _("Household"),
        value=lambda row: head_name(read_value(row, path)),
        mask="name",
        url=f"{path}.get_absolute_url",
        under=f"{path}.number",
        prefetch=(prefetch_heads(path.replace(".", "__")),),
        **more,
    )


# Files have separate columns for the household, so that they can be sorted and joined with other files.
HOUSEHOLD_NUMBER_COLUMN = Column(
    "number", _("Household number"), value="household.number", on_page=False, identifies=True
)
HOUSEHOLD_FILE_COLUMNS = (
    HOUSEHOLD_NUMBER_COLUMN,
    Column("head", _("Head"), value=lambda row: head_name(row.household), mask="name", on_page=False, identifies=True),
)


def village_column(path, **more) -> Column:
    """Declare the column for the village at `path` of a row, with its township below."""
    return Column(
        "village", _("Village"), value=f"{path}.name", under=lambda row: read_value(row, f"{path}.parent.name"), **more
    )


def township_column(path) -> Column:
    return Column("township", _("Township"), value=f"{path}.parent.name", on_page=False)
