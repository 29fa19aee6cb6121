"""How personal data looks on a page: enough to recognise, not enough to misuse."""


def name(value: str) -> str:
    """First and last character stay: three characters keep the outer two, two keep the first."""
    if len(value) < 2:
        return "*" * len(value)
    return value[0] + "*" if len(value) == 2 else value[0] + "*" * (len(value) - 2) + value[-1]


def id_number(value: str) -> str:
    """First 6 and last 4 digits stay (only inside the system, never in a notice)."""
    return value[:6] + "*" * (len(value) - 10) + value[-4:] if len(value) >= 15 else "*" * len(value)


def phone(value: str) -> str:
    """First 3 and last 4 digits stay: 138****5678."""
    return value[:3] + "****" + value[-4:] if len(value) == 11 else "*" * len(value)


def last4(value: str) -> str:
    """The last 4 digits stay (bank accounts)."""
    return "*" * max(len(value) - 4, 0) + value[-4:]
