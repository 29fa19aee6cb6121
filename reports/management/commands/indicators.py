import datetime as dt
import json
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.table import Table

from accounts.models import Area
from core.dates import today
from households.counties import counties_told
from reports.indicators.figures import BASES, Indicators, check_day

LEVELS = (Area.Level.COUNTY, Area.Level.TOWNSHIP, Area.Level.VILLAGE)
DAY = "YYYY-MM-DD"


class Command(BaseCommand):
    help = "Monitored households, the share cleared, this month and the trend, as of any day: the dashboard's numbers."

    def add_arguments(self, parser):
        parser.add_argument("--as-of", metavar=DAY, help="the day to count for; today when not given")
        parser.add_argument("--level", choices=[level.value for level in LEVELS], default="county", help="of the rows")
        parser.add_argument("--county", metavar="CODE", help="code of a county; all with households when not given")
        parser.add_argument("--json", action="store_true", help="print everything as JSON")

    def handle(self, *, as_of, level, county, **options):
        indicators = Indicators(counties_told(county), self.day(as_of))
        if options["json"]:
            self.stdout.write(json.dumps(indicators.as_dict(level), indent=2, ensure_ascii=False, default=rounded))
        else:
            self.show(indicators, level)

    def day(self, text):
        try:
            return check_day(dt.date.fromisoformat(text)) if text else today()
        except ValidationError as error:
            raise CommandError(f"--as-of: {' '.join(error.messages)}") from error
        except ValueError as error:
            raise CommandError(f"--as-of must be a date like 2026-10-31 ({DAY}), not “{text}”.") from error

    def show(self, indicators, level):
        console = Console(file=self.stdout, width=WIDTH)
        note = "No target or quota may be set for clearing."
        console.print(table_of(indicators, level, f"As of {indicators.day}", HEADINGS, cells, caption=note))
        console.print(month_in_words(indicators.total["month"]), "")
        console.print(table_of(indicators, level, f"Alerts in {indicators.day:%Y-%m}", ALERT_HEADINGS, alert_cells), "")
        console.print(table_of(indicators, level, "Assistance and decisions", HELP_HEADINGS, help_cells))


def table_of(indicators, level, title, headings, cells_of, **options) -> Table:
    """A row for each place, and their sum."""
    table = Table(title=title, box=None, **options)
    for heading in headings:
        table.add_column(heading, justify="left" if heading == "Area" else "right")
    for area, numbers in indicators.at(level):
        table.add_row(area.name, *cells_of(numbers))
    table.add_section()
    table.add_row("Sum", *cells_of(indicators.total))
    return table


WIDTH = 100  # also where the output goes into a file
HEADINGS = (
    "Area", "Households", "People", "Uncleared", "Cleared", "Share, households", "Share, people", "Red", "Amber",
)  # fmt: skip
ALERT_HEADINGS = (
    "Area", "Received", "Accepted", "Verified", "Answered", "In time", "Median days", "Identified", "Open", "Overdue",
)  # fmt: skip
HELP_HEADINGS = (
    "Area", "Uncleared", "Delivered", "Able to work", "To earn", "Risks met", "Approved", "In time", "Median days",
)  # fmt: skip


def alert_cells(numbers) -> list[str]:
    """One row of the second table."""
    told = numbers["alerts"]
    counts = [thousands(told[what]) for what in ("received", "accepted", "verified", "answered")]
    shares = [percent(told["on_time_share"]), days(told), percent(told["identified_share"])]
    return [*counts, *shares, thousands(told["open"]), thousands(told["overdue"])]


def help_cells(numbers) -> list[str]:
    """One row of the third table: shares of the uncleared households, and how this month's approvals were in time."""
    told, decided = numbers["assistance"], numbers["decisions"]
    helped = [thousands(told["uncleared"]), percent(told["delivered_share"]), thousands(told["able"])]
    shares = [percent(told["developed_share"]), percent(told["matched_share"])]
    return [*helped, *shares, thousands(decided["approved"]), percent(decided["in_time_share"]), days(decided)]


def days(told) -> str:
    return "–" if told["median_days"] is None else f"{told['median_days']:.1f}"


def cells(numbers) -> list[str]:
    """One row of the table."""
    households = [numbers[what]["households"] for what in ("uncleared", "cleared")]
    shares = [percent(numbers["share"][basis]) for basis in BASES]
    counts = map(thousands, (*numbers["monitored"].values(), *households))
    return [*counts, *shares, *map(thousands, numbers["open"].values())]


def month_in_words(month) -> str:
    """What happened since the first of the month, in households."""
    words = {
        "identified": "identified", "remarked": "marked again", "rolled_back": "rolled back", "cleared": "cleared",
        "ended_active": "ended while active", "ended_cleared": "ended after clearing",
    }  # fmt: skip
    told = ", ".join(f"{month[what]['households']} {word}" for what, word in words.items())
    return f"This month: {told}; uncleared {month['net_change']:+}."


def thousands(number) -> str:
    return f"{number:,}"


def percent(share) -> str:
    return "–" if share is None else f"{100 * share:.2f} %"


def rounded(value):
    """Shares to four decimals, as far as a percentage with two shows them."""
    if isinstance(value, Decimal):
        return float(round(value, 4))
    raise TypeError(f"{value!r} has no place in JSON")
