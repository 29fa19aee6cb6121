"""Short names for database constraints that many models share."""

from django.db.models import CheckConstraint, F, Q


def together_constraint(name: str, *fields: str) -> CheckConstraint:
    """Require that all of these fields are empty, or none."""
    empty = Q(**{f"{field}__isnull": True for field in fields})
    full = Q(**{f"{field}__isnull": False for field in fields})
    return CheckConstraint(name=name, condition=empty | full)


def order_constraint(name: str, first: str, second: str) -> CheckConstraint:
    """Require that `second` is not before `first`, where both are known."""
    return CheckConstraint(
        name=name,
        condition=Q(**{f"{second}__isnull": True})
        | Q(**{f"{first}__isnull": True})
        | Q(**{f"{second}__gte": F(first)}),
    )


def choice_constraint(name: str, field: str, choices, *, null: bool = False) -> CheckConstraint:
    """Require that `field` holds one of `choices` (or nothing, with `null`)."""
    known = Q(**{f"{field}__in": sorted(choices.values)})
    return CheckConstraint(name=name, condition=known | Q(**{f"{field}__isnull": True}) if null else known)


def minimum_constraint(name: str, field: str, least: int = 0) -> CheckConstraint:
    """Require that `field` is empty or not below `least`."""
    return CheckConstraint(name=name, condition=Q(**{f"{field}__gte": least}) | Q(**{f"{field}__isnull": True}))
