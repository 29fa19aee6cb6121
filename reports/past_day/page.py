"""What both pages of a past day say of each other: which of the two views a page is, where the other is, and what
differs."""

from django.urls import reverse

from core.dates import today
from reports.sheets.table import ReportFigures

from .columns import TWICE_TABLE
from .compare import HEADLINE_CODES, headline_indicators, headlines_twice, months_frozen_on


def month_beside_dashboard(report, figures, areas) -> dict:
    """Return what the page of a month says of the dashboard of the same day and places."""
    twice = headlines_twice(figures, headline_indicators(areas, report.as_of)) if report.is_sealed else []
    where = {"area": areas[0].code} if len(areas) == 1 else {}
    dashboard = reverse("reports:dashboard", query={**where, "on": report.as_of.isoformat()})
    return {"dashboard_url": dashboard, **figures_twice_context(twice)}


def dashboard_beside_month(page) -> dict:
    """Return what the dashboard of a past day says of the months that were frozen with that day as their last: of one
    county with the figures, of several their links. Empty for today."""
    if page.day == today():
        return {}
    months = months_frozen_on(page.areas, page.day)
    counties = {area.county_code for area in page.areas}
    twice = []
    if len(counties) == 1 and months:
        twice = headlines_twice(ReportFigures(months[0], page.areas, HEADLINE_CODES), page.total)
    where = f"?area={page.place.code}" if page.place else ""
    links = [{"report": report, "url": f"{report.get_absolute_url()}{where}"} for report in months]
    return {"months": links, **figures_twice_context(twice)}


def figures_twice_context(twice) -> dict:
    return {"twice": twice, "twice_table": TWICE_TABLE, "twice_differs": any(one.differs for one in twice)}
