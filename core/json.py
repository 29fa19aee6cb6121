"""JSON from elsewhere, bounded; and JSON in which decimal numbers are read as Decimal: 8800.10 stays 8800.10."""

import json
from decimal import Decimal

MAX_JSON_BYTES = 10 << 20  # of a request, unless its address says less
MAX_JSON_PARTS = 1_000_000  # values, by the commas and brackets: an empty list of two bytes costs sixty in memory
MAX_JSON_DEPTH = 20  # of lists and dictionaries in one another: the deepest of ours has seven


class ExactDecoder(json.JSONDecoder):
    def __init__(self, **options):
        super().__init__(parse_float=Decimal, **options)


def parse_outside_json(body: bytes | str, *, most: int = MAX_JSON_BYTES, depth: int = MAX_JSON_DEPTH):
    """Parse JSON that came from elsewhere. Raises ValueError when it is none, is larger than `most` bytes or is nested
    deeper than `depth`: what is parsed by this needs neither memory nor patience without end."""
    if len(body) > most:
        raise ValueError("too large")
    body = body.encode() if isinstance(body, str) else body
    if sum(body.count(mark) for mark in (b",", b"[", b"{")) > MAX_JSON_PARTS:
        raise ValueError("too many values")
    try:
        found = json.loads(body, parse_constant=refuse_constant)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    check_depth(found, depth)
    return found


def refuse_constant(name: str):
    """Refuse NaN and the infinities, which are no JSON and no amount."""
    raise ValueError(f"{name} is no number")


def check_depth(found, depth: int) -> None:
    """Raise ValueError when lists and dictionaries lie deeper than this in one another."""
    level = [found]
    for _step in range(depth):
        inner = [one.values() if isinstance(one, dict) else one for one in level if isinstance(one, dict | list)]
        level = [value for values in inner for value in values if isinstance(value, dict | list)]
        if not level:
            return
    raise ValueError("nested too deeply")
