"""What is still missing in a month, and what contradicts itself: each with the place to mend it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """`blocks`: the month cannot be marked as checked before it is mended; others are told and stay."""

    code: str
    words: str
    count: int
    url: str
    blocks: bool = False


def findings(report) -> list[Finding]:
    """Everything that is incomplete or contradicts itself, the blocking ones first."""
    return []


def blocking(report) -> list[Finding]:
    return [one for one in findings(report) if one.blocks]
