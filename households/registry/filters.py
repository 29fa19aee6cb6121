"""The household list: what it can be narrowed down by and which columns it shows. Apps above add their own of both in
their `filters.py`: `HouseholdFilter.add(...)` and `add_column(...)`."""

from dataclasses import dataclass, field

import django_filters
from django.db.models import OuterRef, Prefetch, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from accounts.permissions import Permission
from core.catalogue import Catalogue
from core.text import Label
from households.choices import HouseholdKind, HouseholdState, Relation
from households.models import Household, Member

from .search import SealedField

ANY_HOUSEHOLD_STATE = "any"


class SealedFilter(django_filters.Filter):
    field_class = SealedField


class HouseholdFilter(django_filters.FilterSet):
    """Filters of the household list. Their names are also the words in addresses, which other pages link to."""

    village = django_filters.ChoiceFilter(label=_("Village or township"), method="in_village")
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=HouseholdKind)
    state = django_filters.ChoiceFilter(
        label=_("State"),
        empty_label=_("On file"),
        choices=[(ANY_HOUSEHOLD_STATE, _("Any state")), *HouseholdState.choices[1:]],
        method="in_state",
    )
    text = SealedFilter(label=_("Search"), method="matching")

    class Meta:
        model = Household
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.areas = Area.objects.within(*self.request.user.areas_where(Permission.HOUSEHOLD_VIEW))
        self.form.fields["village"].choices = area_filter_choices(self.areas)
        self.form.fields["text"].reader = self.request.user

    @classmethod
    def add(cls, **filters):
        """Add filters from an app above, by the name they have in addresses."""
        for name, one in filters.items():
            one.field_name = one.field_name or name
            cls.base_filters[name] = one

    def filter_queryset(self, queryset):
        """Households on file, unless another state was chosen; who searches finds a family whatever became of it."""
        asked = self.form.cleaned_data
        if not asked.get("state") and not asked.get("text"):
            queryset = queryset.active()
        return super().filter_queryset(queryset)

    def in_village(self, queryset, _name, code):
        return queryset.within(self.areas.get(code=code))

    def in_state(self, queryset, _name, state):
        return queryset if state == ANY_HOUSEHOLD_STATE else queryset.filter(state=state)

    def matching(self, queryset, _name, text):
        return queryset.matching(text)


def area_filter_choices(areas) -> list:
    """The choices of the area filter: each township or county as a whole, then its villages under it."""
    choices: list[tuple] = [("", _("All"))]
    for area in areas.exclude(level=Area.Level.GROUP):
        if area.level == Area.Level.VILLAGE and isinstance(choices[-1][1], list):
            choices[-1][1].append((area.code, area.name))
        elif area.level == Area.Level.TOWNSHIP:
            choices.append((area.name, [(area.code, _("%(area)s: all") % {"area": area.name})]))
        else:
            choices.append((area.code, area.name))
    return choices


@dataclass(frozen=True)
class ListColumn:
    """A column of the list, its cell drawn by `template`. `sort` names the field it sorts by, `alias` what must be
    worked out for that sorting only, `prefetch` what its cells read (for the rows of one page, never for all)."""

    code: str
    label: Label
    template: str
    order: int
    sort: str = ""
    numeric: bool = False
    alias: dict = field(default_factory=dict)
    prefetch: tuple = ()


HOUSEHOLD_LIST_COLUMNS = Catalogue("column")


def add_list_column(code, label, *, template, order, **more):
    """Add a column to the list; those with a lower `order` stand further left."""
    HOUSEHOLD_LIST_COLUMNS.add(code, ListColumn(code, label, template, order, **more))


def list_columns() -> list[ListColumn]:
    return sorted(HOUSEHOLD_LIST_COLUMNS.values(), key=lambda column: column.order)


def list_sorts() -> dict[str, str]:
    """The words allowed in ?sort= and the fields they mean; by number first."""
    return {"number": "number"} | {column.code: column.sort for column in list_columns() if column.sort}


def with_list_columns(households):
    """`households` with everything the cells of a page read; the number of queries does not grow with the rows."""
    for column in list_columns():
        households = households.alias(**column.alias).prefetch_related(*column.prefetch)
    return households


household_heads = Member.objects.filter(relation=Relation.HEAD, left_on=None).order_by("pk")

add_list_column(
    "head",
    _("Head"),
    template="households/registry/_cell_head.html",
    order=10,
    sort="head_name",
    alias={"head_name": Subquery(household_heads.filter(household=OuterRef("pk")).values("name")[:1])},
    prefetch=(Prefetch("members", household_heads.only("household_id", "name"), to_attr="heads"),),
)
add_list_column("number", _("Number"), template="households/registry/_cell_number.html", order=20, sort="number")
add_list_column(
    "village", _("Village"), template="households/registry/_cell_village.html", order=30, sort="village__path"
)
