"""The gallery: every component with invented values on one page, while DEBUG is on."""

import datetime as dt
from decimal import Decimal

import django_filters
from django.core.paginator import Paginator
from django.shortcuts import render

from accounts.models import Area
from accounts.permissions import public_view
from core.listing import DAY, YUAN, Column, Listing, active_filters, invalid_filters

GALLERY_DAY = dt.date(2026, 6, 15)
GALLERY_LISTING = Listing(
    "gallery",
    "Households",
    (
        Column("name", "Head", value="0", mask="name", url=lambda row: "#list", sort="0"),
        Column("id_number", "ID number", value="1", mask="id_number"),
        Column("phone", "Phone", value="2", mask="phone"),
        Column("income", "Income per person", value="3", kind=YUAN, sort="3"),
        Column("visit", "Last visit", value=lambda row: GALLERY_DAY, kind=DAY),
        Column("level", "Level", value="4", under=lambda row: "as of today"),
    ),
    noun="households",
    exported=True,
)


class AreaFilter(django_filters.FilterSet):
    name = django_filters.CharFilter(label="Name", lookup_expr="icontains")
    level = django_filters.ChoiceFilter(label="Level", choices=Area.Level)
    size = django_filters.NumberFilter(label="Size", method="keep")

    def keep(self, queryset, _name, _value):
        return queryset


@public_view("shows invented values only, and only while DEBUG is on")
def gallery_page(request):
    """Show every component of templates/components/."""
    filtered = AreaFilter({"level": "village", "size": "-"}, queryset=Area.objects.none(), request=request)
    filtered.is_valid()
    context = {
        "filter": filtered,
        "found": active_filters(filtered.form, request.GET),
        "refused": invalid_filters(filtered.form),
        "page": Paginator(range(1792), 50).get_page(request.GET.get("page", 4)),
        "sort": request.GET.get("sort", "-income"),
        "part": "gallery.html",
        "listing": GALLERY_LISTING,
        "files": [("CSV", "#"), ("XLSX", "#")],
        "saved": [{"pk": 1, "name": "Red here", "query": "level=red"}],
        "kept_query": "level=red",
        **gallery_values(),
    }
    return render(request, "gallery.html", context)


def gallery_values() -> dict:
    """Return the invented values the components are shown with."""
    return {
        "day": GALLERY_DAY,
        "crumbs": [
            {"label": "Qingshan County", "url": "#"},
            {"label": "Anping Township", "url": "#"},
            {"label": "Heyi Village"},
        ],
        "facets_of": {"facets": [{"label": "Level", "links": [{"label": "Red", "count": 37, "query": "level=red"}]}]},
        "levels": ["red", "amber", "green", "unknown"],
        "states": [
            ("candidate", "Candidate"),
            ("active", "Active"),
            ("clearing", "In clearing"),
            ("cleared", "Cleared"),
            ("refused", "Refused"),
            ("ended", "Ended"),
        ],
        "people": [
            ("Sample Chen", "110101199001011237", "13800005678", Decimal("12345.5"), "red"),
            ("Sample Li", "110101198505052349", "13900001234", None, "unknown"),
        ],
        "notes": ["info", "warning", "error"],
        "terms": [("Village", "Heyi"), ("Members", 4), ("House grade", None)],
        "events": [
            {"on": GALLERY_DAY, "title": "Visit", "text": "Medicine costs more.", "by": "Lan", "level": "amber"},
            {"on": GALLERY_DAY.replace(month=3), "title": "Case approved", "url": "#"},
        ],
        "charts": [line_chart(), bar_chart(), stacked_chart()],
        "map": gallery_map(),
    }


def gallery_months() -> list[str]:
    return [f"2025-{month:02d}" for month in range(1, 13)]


def line_chart() -> dict:
    return {
        "id": "sample-trend",
        "type": "line",
        "title": "Monitored households",
        "x_label": "Month",
        "x": gallery_months(),
        "unit": "households",
        "series": [
            {"name": "Uncleared", "values": [210, 214, 220, 217, 205, 200, 198, 199, 193, None, 190, 188]},
            {"name": "Cleared", "values": [150, 152, 155, 160, 166, 170, 171, 175, 180, 182, 185, 190]},
        ],
    }


def bar_chart() -> dict:
    return {
        "id": "sample-income",
        "type": "bar",
        "title": "Income",
        "x_label": "Month",
        "x": gallery_months(),
        "unit": "yuan",
        "series": [
            {"name": "Net income", "values": [900, 850, 1200, 700, 650, 640, 800, 900, 2100, 2300, 900, 700]},
            {"name": "Monitoring line", "values": [733] * 12, "dashed": True, "colour": "ink"},
        ],
    }


def stacked_chart() -> dict:
    return {
        "id": "sample-levels",
        "type": "stacked",
        "title": "Open flags",
        "x_label": "Month",
        "x": gallery_months(),
        "series": [
            {"name": "Red", "colour": "red", "values": list(range(12, 24))},
            {"name": "Amber", "colour": "amber", "values": list(range(40, 28, -1))},
        ],
    }


def gallery_map() -> dict:
    names = ["Heyi", "Shuikou", "Longtan", "Baishi", "Meishan", "Gaoping"]
    villages = [
        {"name": name, "url": "#", "value": value, "shade": shade, "households": 160}
        for name, value, shade in zip(names, [0, 1, 3, 5, 8, None], [0, 1, 2, 3, 4, None], strict=True)
    ]
    return {
        "measure": {"label": "Open red"},
        "choices": [{"label": "Open red", "url": "#", "chosen": True}, {"label": "Unknown", "url": "#"}],
        "ways": [],
        "decimals": 0,
        "legend": [(0, "0"), (1, "1–2"), (2, "3–4"), (3, "5–6"), (4, "7–8")],
        "townships": [
            {"name": "Anping Township", "url": "#", "villages": villages},
            {"name": "Linxi Township", "url": "#", "villages": villages[:3]},
        ],
    }
