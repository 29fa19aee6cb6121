"""list_page: what a list does with a query string."""

import django_filters
import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from accounts.models import Area
from core.listing import Column, Listing, list_page, page
from core.listing.kept import kept_hooks


class AreaFilter(django_filters.FilterSet):
    name = django_filters.CharFilter(label="Name", lookup_expr="icontains")
    level = django_filters.ChoiceFilter(label="Level", choices=Area.Level)
    part_of = django_filters.ModelChoiceFilter(label="Part of", field_name="parent", queryset=Area.objects.all())
    size = django_filters.NumberFilter(label="Size", field_name="id", lookup_expr="gte")


AREAS = Listing(
    "areas",
    "Areas",
    (Column("code", "Code", value="code", sort="code"), Column("name", "Name", value="name", sort="name")),
    sorts={"kind": "parent__name"},
    sort="code",
)


@pytest.fixture
def villages(anping):
    return Area.objects.bulk_create(
        Area(
            code=f"9990011012{n:02d}",
            level="village",
            name=f"Village {n:02d}",
            official_name="Village",
            parent=anping,
            path=f"{anping.path}9990011012{n:02d}/",
        )
        for n in range(12)
    )


class Rendered(HttpResponse):
    """What would be rendered: the template and its context."""

    def __init__(self, request, template, context):
        super().__init__()
        self.template, self.context = template, context


@pytest.fixture
def listed(monkeypatch):
    """listed("sort=-name") → (template, context)."""
    monkeypatch.setattr(page, "render", Rendered)
    monkeypatch.setattr(kept_hooks, "filters", lambda user, code: [])  # accounts/tests/test_lists_kept.py

    def ask(query="", *, per_page=5, **headers):
        request = RequestFactory().get(f"/areas/?{query}", headers=headers)
        request.htmx, request.user = HtmxDetails(request), AnonymousUser()
        pages = {"template": "areas/area_list.html", "part": "areas/_area_list.html"}
        answer = list_page(request, Area.objects.all(), AreaFilter, AREAS, per_page=per_page, **pages)
        assert answer["Vary"] == "HX-Request"
        return answer.template, answer.context

    return ask


def names(context):
    return [area.name for area in context["page"]]


def test_first_sort_is_the_default_and_a_strange_one_is_ignored(listed, villages):
    for query in ["", "sort=password", "sort=--name"]:
        _, context = listed(query)
        assert context["sort"] == "code"
        assert names(context)[0] == "Qingshan County"


def test_minus_turns_the_order_round(listed, villages):
    _, context = listed("sort=-name&level=village")
    assert names(context) == ["Village 11", "Village 10", "Village 09", "Village 08", "Village 07"]


def test_unknown_values_come_last_in_both_directions(listed, villages):
    for query in ["sort=kind", "sort=-kind"]:
        _, context = listed(query, per_page=50)
        assert names(context)[-1] == "Qingshan County"


@pytest.mark.parametrize(("asked", "shown"), [("2", 2), ("99", 3), ("0", 3), ("-4", 3), ("many", 1), ("", 1)])
def test_pages_out_of_range_are_clamped(listed, villages, asked, shown):
    _, context = listed(f"page={asked}")
    assert context["page"].number == shown


def test_a_list_costs_one_count_and_one_read(listed, villages, django_assert_num_queries):
    with django_assert_num_queries(2):
        _, context = listed("level=village")
        assert context["page"].paginator.count == 12
        assert len(names(context)) == 5
        assert context["page"].paginator.num_pages == 3


def test_filters_are_told_in_words_and_can_be_taken_away(listed, villages):
    _, context = listed("name=0&level=village&sort=name&page=2")
    assert [(one["label"], str(one["words"])) for one in context["found"]] == [("Name", "0"), ("Level", "Village")]
    assert context["found"][0]["without"] == "level=village&sort=name"


def test_a_filter_by_a_row_is_told_by_its_name(listed, villages, anping):
    _, context = listed(f"part_of={anping.pk}")
    assert context["found"][0]["words"] == "Anping Township"


def test_a_filter_that_makes_no_sense_is_told_and_the_others_still_work(listed, villages):
    _, context = listed("size=many&level=village")
    assert [one["label"] for one in context["refused"]] == ["Size"]
    assert [one["label"] for one in context["found"]] == ["Level"]
    assert context["page"].paginator.count == 12


def test_htmx_gets_the_list_alone(listed, villages):
    assert listed()[0] == "areas/area_list.html"
    assert listed(**{"HX-Request": "true"})[0] == "areas/_area_list.html"
    assert listed(**{"HX-Request": "true", "HX-History-Restore-Request": "true"})[0] == "areas/area_list.html"


def test_zero_is_an_answer_and_an_empty_box_is_none(listed, villages):
    _, context = listed("size=0&name=")
    assert [(one["label"], one["words"]) for one in context["found"]] == [("Size", "0")]
