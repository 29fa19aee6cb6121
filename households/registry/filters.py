"""The filters and columns of the household list. Apps above add their own in their `filters.py`:
`HouseholdFilter.add(...)` and `add_list_column(...)`."""

import django_filters
from django.db.models import OuterRef, Prefetch, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.areas.former import formerly
from accounts.models import Area, AreaAttribute
from accounts.permissions import Permission
from core.catalogue import Catalogue
from core.dates import today
from core.listing import COMPACT, NUMBER, Column, Listing
from core.listing.declare import LISTING_NAMES
from core.listing.search import SealedField
from households.choices import HouseholdKind, HouseholdState, IncomeQuestionReason
from households.models import Household, IncomeQuestion

from .columns import head_name, household_heads, prefetch_found
from .people_filters import DISABILITY, ILLNESS, SAFETY_NET, people_filter

ANY_HOUSEHOLD_STATE = ANY_QUESTION = "any"
NOBODY = "none"


class SealedFilter(django_filters.Filter):
    field_class = SealedField


class TerritoryFilterSet(django_filters.FilterSet):
    """Filters by place and by a search that stays encrypted in the address. `village` offers the places that the user
    may see. A list starts with its `current` rows; with a state or a search it finds every row."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.areas = Area.objects.within(*self.request.user.areas_where(Permission.HOUSEHOLD_VIEW))
        choices = area_filter_choices(self.areas)
        self.data = with_todays_code(self.data, choices, self.areas)
        self.form.fields["village"].choices = choices
        if "text" in self.form.fields:
            self.form.fields["text"].reader = self.request.user

    def filter_queryset(self, queryset):
        return self.narrowed(queryset, self.form.cleaned_data)

    def rows_without(self, name):
        """Return the rows that all filters but one leave."""
        others = {one: value for one, value in self.form.cleaned_data.items() if one != name}
        return self.narrowed(self.queryset.all(), others)

    def narrowed(self, rows, asked):
        rows = rows if asked.get("state") or asked.get("text") else self.current(rows)
        for name, value in asked.items():
            rows = self.filters[name].filter(rows, value)
        return rows

    def current(self, queryset):
        return queryset

    def in_village(self, queryset, _name, code):
        return queryset.within(self.areas.get(code=code))


class HouseholdFilter(TerritoryFilterSet):
    """Filters of the household list. Their names are also the words in addresses, which other pages link to."""

    village = django_filters.ChoiceFilter(label=_("Village or township"), method="in_village")
    group = django_filters.NumberFilter(label=_("Village group"), field_name="group_no")
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=HouseholdKind)
    lifted_year = django_filters.NumberFilter(label=_("Year lifted"))
    state = django_filters.ChoiceFilter(
        label=_("State"),
        empty_label=_("On file"),
        choices=[(ANY_HOUSEHOLD_STATE, _("Any state")), *HouseholdState.choices[1:]],
        method="in_state",
    )
    question = django_filters.ChoiceFilter(
        label=_("Question about income"),
        choices=[(ANY_QUESTION, _("Any")), *IncomeQuestionReason.choices],
        method="with_question",
    )
    people = django_filters.ChoiceFilter(
        label=_("People"), choices=[(NOBODY, _("Nobody lives here any more"))], method="with_people"
    )
    resettled = django_filters.ChoiceFilter(
        label=_("Resettled for a reservoir"), choices=[("yes", _("Yes")), ("no", _("No"))], method="was_resettled"
    )
    illness = people_filter(pgettext_lazy("filter", "Illness"), ILLNESS)
    disability = people_filter(pgettext_lazy("filter", "Disability"), DISABILITY)
    safety_net = people_filter(_("Safety net"), SAFETY_NET)
    place_is = django_filters.ChoiceFilter(
        label=_("Its place is"), choices=AreaAttribute.Kind.choices, method="in_place_of_kind"
    )
    place_lifted = django_filters.NumberFilter(label=_("Its village was lifted in"), method="in_place_lifted_in")
    text = SealedFilter(label=_("Search"), method="matching")

    class Meta:
        model = Household
        fields = []

    @classmethod
    def add(cls, **filters):
        """Add filters from an app above, by the name they have in addresses."""
        for name, one in filters.items():
            one.field_name = one.field_name or name
            cls.base_filters[name] = one

    def current(self, queryset):
        return queryset.active()

    def in_state(self, queryset, _name, state):
        return queryset if state == ANY_HOUSEHOLD_STATE else queryset.filter(state=state)

    def with_question(self, queryset, _name, reason):
        asked = IncomeQuestion.objects.open()
        asked = asked if reason == ANY_QUESTION else asked.filter(reason=reason)
        return queryset.filter(pk__in=asked.values("household"))

    def was_resettled(self, queryset, _name, answer):
        resettled = Household.objects.resettled()
        return queryset.exclude(pk__in=resettled) if answer == "no" else queryset.filter(pk__in=resettled)

    def in_place_of_kind(self, queryset, _name, kind):
        return queryset.filter(village__in=Area.objects.villages().having(kind, today()))

    def in_place_lifted_in(self, queryset, _name, year):
        lifted = Area.objects.villages().having(AreaAttribute.Kind.LIFTED, today(), year=year)
        return queryset.filter(village__in=lifted)

    def with_people(self, queryset, _name, _nobody):
        return queryset.without_people()

    def matching(self, queryset, _name, text):
        return queryset.matching(text).prefetch_related(prefetch_found("", text))


def rows_of_found(queryset, text):
    """Keep the rows whose household is found by a search, each with the people through whom."""
    found = queryset.filter(household__in=Household.objects.matching(text))
    return found.prefetch_related(prefetch_found("household", text))


def with_todays_code(data, choices, areas):
    """Return what was asked, with today's code of a place that had another one when the address was kept."""
    known = {code for one in choices for code, _label in (one[1] if isinstance(one[1], list) else [one])}
    asked = (data or {}).get("village", "")
    if asked in known or not asked.isalnum() or not (now := formerly(asked, areas).first()):
        return data
    data = data.copy()
    data["village"] = now.code
    return data


def area_filter_choices(areas) -> list:
    """Return the choices of the area filter: each township or county as a whole, then its villages."""
    choices: list[tuple] = [("", _("All"))]
    for area in areas.exclude(level=Area.Level.GROUP):
        if area.level == Area.Level.VILLAGE and isinstance(choices[-1][1], list):
            choices[-1][1].append((area.code, area.name))
        elif area.level == Area.Level.TOWNSHIP:
            choices.append((area.name, [(area.code, _("%(area)s: all") % {"area": area.name})]))
        else:
            choices.append((area.code, area.name))
    return choices


HOUSEHOLD_LIST_COLUMNS = Catalogue("column")
LISTING_NAMES["households"] = _("Households")  # known before the list is put together for the first time


def add_list_column(code, label, *, order, **more):
    """Add a column to the list; those with a lower `order` stand further left."""
    HOUSEHOLD_LIST_COLUMNS.add(code, Column(code, label, order=order, **more))


def household_listing() -> Listing:
    """Declare the list of households with the columns of all apps, sorted by number."""
    return Listing(
        "households",
        _("Households"),
        tuple(sorted(HOUSEHOLD_LIST_COLUMNS.values(), key=lambda column: column.order)),
        title=_("Households"),
        noun=_("households"),
        row="household",
        sort="number",
        empty=_("There is no household on file in your territory yet. The county imports them from the registry."),
        no_match=_("No household matches these filters."),
        show_all=_("Show all households"),
        exported=True,
        cards=COMPACT,
    )


add_list_column(
    "head",
    _("Head"),
    order=10,
    value=head_name,
    mask="name",
    template="households/registry/_cell_head.html",
    sort="head_name",
    alias={"head_name": Subquery(household_heads.filter(household=OuterRef("pk")).values("name")[:1])},
    prefetch=(Prefetch("members", household_heads.only("household_id", "name"), to_attr="heads"),),
)
add_list_column(
    "number",
    _("Number"),
    order=20,
    value="number",
    template="households/registry/_cell_number.html",
    sort="number",
    identifies=True,
)
add_list_column("kind", _("Kind"), order=21, value="get_kind_display", on_page=False)
add_list_column(
    "village",
    _("Village"),
    order=30,
    value="village.name",
    template="households/registry/_cell_village.html",
    sort="village__path",
)
add_list_column("township", _("Township"), order=31, value="village.parent.name", on_page=False)
add_list_column(
    "resettled_project", _("Resettled for the reservoir"), order=90, value="resettled_project", on_page=False
)
add_list_column("resettled_year", _("Year resettled"), order=91, value="resettled_year", kind=NUMBER, on_page=False)
