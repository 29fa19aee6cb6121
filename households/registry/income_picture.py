"""The income of twelve months as a small picture against the line: a bar a month, a gap where the month is not known.
Drawn as SVG by templates/households/_glance_income.html, which writes the same numbers as a table."""

from dataclasses import dataclass

from core.dates import month_number, month_of_number
from core.text import rounded_half_up

MONTH_WIDTH, HEIGHT = 26, 88  # units of the drawing


@dataclass(frozen=True)
class MonthBar:
    """One month: net income and a twelfth of the line in yuan a person, and where bar and line stand in the drawing.
    `yuan` is None where the month is not known, `line` where none was in force."""

    month: str
    yuan: int | None
    is_carried: bool
    line: int | None
    x: int
    top: int = 0
    height: int = 0
    line_y: int = 0


def income_picture(monthly, window, yearly_lines) -> dict:
    """Return {bars, width, height, zero, known, carried, unknown} of the months in `window`; `yearly_lines` is the line
    in force in each."""
    bars = [
        month_bar(monthly, month_of_number(number), yearly, place)
        for place, (number, yearly) in enumerate(zip(month_numbers(window), yearly_lines, strict=True))
    ]
    return place_bars(bars) | {
        "known": sum(bar.yuan is not None and not bar.is_carried for bar in bars),
        "carried": sum(bar.is_carried for bar in bars),
        "unknown": sum(bar.yuan is None for bar in bars),
        "width": MONTH_WIDTH * len(bars),
    }


def month_numbers(window) -> range:
    return range(month_number(window.start), month_number(window.end))


def month_bar(monthly, month, yearly_line, place) -> MonthBar:
    yuan, is_carried = monthly.net_if_known(month)
    line = None if yearly_line is None else int(rounded_half_up(yearly_line / 12))
    return MonthBar(f"{month:%Y-%m}", yuan, is_carried, line, place * MONTH_WIDTH)


def place_bars(bars) -> dict:
    """Return the bars where they stand in the drawing, which holds the highest, the lowest and zero."""
    amounts = [0, *(value for bar in bars for value in (bar.yuan, bar.line) if value is not None)]
    highest, lowest = max(amounts), min(amounts)
    scale = HEIGHT / ((highest - lowest) or 1)

    def y(yuan) -> int:
        return round((highest - (yuan or 0)) * scale)

    placed = [
        MonthBar(
            **vars(bar) | {"top": min(y(bar.yuan), y(0)), "height": abs(y(bar.yuan) - y(0)), "line_y": y(bar.line)}
        )
        for bar in bars
    ]
    return {"bars": placed, "height": HEIGHT, "zero": y(0)}
