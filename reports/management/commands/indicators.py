import datetime as dt
import json
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.table import Table

from accounts.models import Area
from core.dates import today
from core.text import rounded_half_up, written_number
from households.counties import counties_by_code
from reports.indicators.figures import INDICATOR_BASES, Indicators, check_indicator_day

AREA_LEVELS = (Area.Level.COUNTY, Area.Level.TOWNSHIP, Area.Level.VILLAGE)
DAY_FORMAT = "YYYY-MM-DD"


class Command(BaseCommand):
    help = "Monitored households, the share cleared, this month and the trend, as of any day: the dashboard's numbers."

    def add_arguments(self, parser):
        parser.add_argument("--as-of", metavar=DAY_FORMAT, help="the day to count for; today when not given")
        parser.add_argument(
            "--level", choices=[level.value for level in AREA_LEVELS], default="county", help="of the rows"
        )
        parser.add_argument("--county", metavar="CODE", help="code of a county; all with households when not given")
        parser.add_argument("--json", action="store_true", help="print everything as JSON")

    def handle(self, *, as_of, level, county, **options):
        indicators = Indicators(counties_by_code(county), self.day(as_of))
        if options["json"]:
            self.stdout.write(
                json.dumps(indicators.as_dict(level), indent=2, ensure_ascii=False, default=rounded_shares)
            )
        else:
            self.show(indicators, level)

    def day(self, text):
        try:
            return check_indicator_day(dt.date.fromisoformat(text)) if text else today()
        except ValidationError as error:
            raise CommandError(f"--as-of: {' '.join(error.messages)}") from error
        except ValueError as error:
            raise CommandError(f"--as-of must be a date like 2026-10-31 ({DAY_FORMAT}), not “{text}”.") from error

    def show(self, indicators, level):
        console = Console(file=self.stdout, width=PRINT_WIDTH)
        note = "No target or quota may be set for clearing."
        console.print(
            indicator_table(
                indicators, level, f"As of {indicators.day}", STOCK_HEADINGS, stock_indicator_cells, caption=note
            )
        )
        console.print(month_changes_in_words(indicators.total["month"]), "")
        console.print(
            indicator_table(
                indicators, level, f"Alerts in {indicators.day:%Y-%m}", ALERT_HEADINGS, alert_indicator_cells
            ),
            "",
        )
        console.print(
            indicator_table(
                indicators, level, "Assistance and decisions", ASSISTANCE_HEADINGS, assistance_indicator_cells
            )
        )


def indicator_table(indicators, level, title, headings, cells_of, **options) -> Table:
    """Return a row for each place, and their sum."""
    table = Table(title=title, box=None, **options)
    for heading in headings:
        table.add_column(heading, justify="left" if heading == "Area" else "right")
    for area, numbers in indicators.at(level):
        table.add_row(area.name, *cells_of(numbers))
    table.add_section()
    table.add_row("Sum", *cells_of(indicators.total))
    return table


PRINT_WIDTH = 100  # also when the output goes into a file
STOCK_HEADINGS = (
    "Area",
    "Households",
    "People",
    "Uncleared",
    "Cleared",
    "Share, households",
    "Share, people",
    "Red",
    "Amber",
)
ALERT_HEADINGS = (
    "Area",
    "Received",
    "Accepted",
    "Verified",
    "Answered",
    "In time",
    "Median days",
    "Identified",
    "Open",
    "Overdue",
)
ASSISTANCE_HEADINGS = (
    "Area",
    "Uncleared",
    "Delivered",
    "Able to work",
    "To earn",
    "Risks met",
    "Approved",
    "In time",
    "Median days",
)


def alert_indicator_cells(numbers) -> list[str]:
    """Return one row of the table of alerts."""
    told = numbers["alerts"]
    counts = [number_with_commas(told[what]) for what in ("received", "accepted", "verified", "answered")]
    shares = [percent_or_dash(told["on_time_share"]), days_or_dash(told), percent_or_dash(told["identified_share"])]
    return [*counts, *shares, number_with_commas(told["open"]), number_with_commas(told["overdue"])]


def assistance_indicator_cells(numbers) -> list[str]:
    """Return one row of the table of assistance: shares of the uncleared households, and whether this month's approvals
    were in time."""
    told, decided = numbers["assistance"], numbers["decisions"]
    helped = [
        number_with_commas(told["uncleared"]),
        percent_or_dash(told["delivered_share"]),
        number_with_commas(told["able"]),
    ]
    shares = [percent_or_dash(told["developed_share"]), percent_or_dash(told["matched_share"])]
    return [
        *helped,
        *shares,
        number_with_commas(decided["approved"]),
        percent_or_dash(decided["in_time_share"]),
        days_or_dash(decided),
    ]


def days_or_dash(told) -> str:
    return "–" if told["median_days"] is None else written_number(told["median_days"], 1)


def stock_indicator_cells(numbers) -> list[str]:
    """Return one row of the table of the stock."""
    households = [numbers[what]["households"] for what in ("uncleared", "cleared")]
    shares = [percent_or_dash(numbers["share"][basis]) for basis in INDICATOR_BASES]
    counts = map(number_with_commas, (*numbers["monitored"].values(), *households))
    return [*counts, *shares, *map(number_with_commas, numbers["open"].values())]


def month_changes_in_words(month) -> str:
    """Return what happened since the first of the month, in households."""
    words = {
        "identified": "identified",
        "remarked": "marked again",
        "rolled_back": "rolled back",
        "cleared": "cleared",
        "ended_active": "ended while active",
        "ended_cleared": "ended after clearing",
    }
    told = ", ".join(f"{month[what]['households']} {word}" for what, word in words.items())
    return f"This month: {told}; uncleared {month['net_change']:+}."


def number_with_commas(number) -> str:
    return f"{number:,}"


def percent_or_dash(share) -> str:
    return "–" if share is None else f"{written_number(100 * share, 2)} %"


def rounded_shares(value):
    """Return shares rounded to four decimals, enough for a percentage with two."""
    if isinstance(value, Decimal):
        return float(rounded_half_up(value, 4))
    raise TypeError(f"{value!r} has no place in JSON")
