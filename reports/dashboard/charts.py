"""The dashboard's charts, as data for components/chart.html, which draws them and shows their tables."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.text import rounded_half_up
from reports.indicators.figures import INDICATOR_BASES

COLOURS = {"uncleared": "accent", "cleared": "soft", "monitored": "ink", "households": "accent", "people": "ink"}


def dashboard_charts(indicators) -> list[dict]:
    """Return the charts of the dashboard, in their order."""
    stock = [stock_trend_chart(indicators, *told) for told in STOCK_CHARTS]
    return [*stock, cleared_share_chart(indicators), main_risk_chart(indicators)]


STOCK_CHARTS = (("uncleared", gettext_lazy("Uncleared households")), ("cleared", gettext_lazy("Cleared households")))


def stock_trend_chart(indicators, state, title) -> dict:
    """Return the households in one state at the end of each month; the last point is the day itself. Each state has a
    chart of its own: beside many cleared ones nobody sees the uncleared change."""
    return {
        "id": f"trend-{state}",
        "type": "line",
        "title": str(title),
        "unit": _("households"),
        "zoomed": True,
        "x_label": _("End of month"),
        "x": chart_axis_labels(indicators),
        "series": [
            {
                "name": str(title),
                "values": [numbers[state]["households"] for _on, numbers in indicators.trend],
                "colour": COLOURS[state],
            }
        ],
    }


def cleared_share_chart(indicators) -> dict:
    """Return the share cleared on both bases over the same months, in percent."""
    names = {"households": _("of the households"), "people": _("of the people")}
    return {
        "id": "shares",
        "type": "line",
        "title": _("Share whose risk has been cleared"),
        "unit": "%",
        "decimals": 1,
        "zoomed": True,
        "x_label": _("End of month"),
        "x": chart_axis_labels(indicators),
        "series": [
            {
                "name": names[basis],
                "values": [chart_percent(numbers["share"][basis]) for _on, numbers in indicators.trend],
                "colour": COLOURS[basis],
            }
            for basis in INDICATOR_BASES
        ],
    }


def main_risk_chart(indicators) -> dict:
    """Return monitored households by main risk, in the order of the risks' codes, without risks that nobody has."""
    found = [(risk.label, numbers) for risk, numbers in indicators.risks if numbers["monitored"]["households"]]
    series = {"monitored": _("All monitored"), "uncleared": _("Uncleared")}
    return {
        "id": "risks",
        "type": "bar",
        "horizontal": True,
        "title": _("Monitored households by main risk"),
        "unit": _("households"),
        "x_label": _("Main risk"),
        "x": [str(label) for label, _numbers in found],
        "series": [
            {
                "name": name,
                "values": [numbers[what]["households"] for _label, numbers in found],
                "colour": COLOURS[what],
            }
            for what, name in series.items()
        ],
    }


def chart_axis_labels(indicators) -> list[str]:
    """Return the points in time, short enough for an axis: months, and the day itself at the end."""
    *months, day = [on for on, _numbers in indicators.trend]
    return [*(f"{month:%Y-%m}" for month in months), day.isoformat()]


def chart_percent(share) -> float | None:
    return None if share is None else float(rounded_half_up(100 * share, 1))
