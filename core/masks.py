"""Masks for personal data on a page: enough to recognise, not enough to misuse."""


def name(value: str) -> str:
    """Keep the first and the last character of a name; of a name with two characters only the first."""
    if len(value) < 2:
        return "*" * len(value)
    return value[0] + "*" if len(value) == 2 else value[0] + "*" * (len(value) - 2) + value[-1]


def id_number(value: str) -> str:
    """Keep the first 6 and the last 4 digits (inside the system only, never in a public notice)."""
    return value[:6] + "*" * (len(value) - 10) + value[-4:] if len(value) >= 15 else "*" * len(value)


def phone(value: str) -> str:
    """Keep the first 3 and the last 4 digits: 138****5678."""
    return value[:3] + "****" + value[-4:] if len(value) == 11 else "*" * len(value)


def last4(value: str) -> str:
    """Keep the last 4 digits (bank accounts)."""
    return "*" * max(len(value) - 4, 0) + value[-4:]
