"""How much reading of families is unusual: parameters of a county, for the access log to compare with."""

from accounts.audit.unusual import reading_limits
from accounts.models import LogNoticeKind

from .parameters import parameters_on

READING_KEYS = {
    LogNoticeKind.HOUR: "read_hour",
    LogNoticeKind.ELSEWHERE: "read_elsewhere",
    LogNoticeKind.NIGHT: "read_night",
    LogNoticeKind.PAGES: "read_pages",
}


def limits_in_force(county, day) -> dict:
    """Return {kind of notice: how many are still usual}; without those that are not in force."""
    p = parameters_on(day, county)
    return {kind: p.values[key] for kind, key in READING_KEYS.items() if key in p.values}


def fill_reading_limits() -> None:
    reading_limits.limits = limits_in_force
