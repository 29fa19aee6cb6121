"""How many may have a cash grant, applied, and were paid: by grant for a territory, by person for one household."""

from django.db.models import CharField, Count, F, Q, Sum, Value

from work.choices import ClaimState
from work.models import CashGrant, CashGrantClaim

from .fitting import without_claim

NOTHING = {"applied": 0, "paid": 0, "yuan": None}


def grants_of_year(grants, year):
    """Keep the grants that can be claimed for a year."""
    return grants.filter(Q(valid_until=None) | Q(valid_until__year__gte=year), valid_from__year__lte=year)


def grant_counts(grants, user, year, day) -> list[dict]:
    """Return for each grant how many of those this person sees may have it and did not apply, applied and wait, were
    paid, and the yuan."""
    found = list(grants_of_year(grants, year).select_related("county"))
    claimed, waiting = claim_counts(found, user, year), not_applied(found, user, year, day)
    return [
        {"grant": one, "year": year, "may_have": waiting.get(one.pk, 0), **claimed.get(one.pk, NOTHING)}
        for one in found
    ]


def claim_counts(grants, user, year) -> dict[int, dict]:
    """Return {grant's number: how many applied and wait, and were paid, and the yuan}."""
    claims = CashGrantClaim.objects.visible_to(user).filter(cash_grant__in=grants, year=year).order_by()
    rows = claims.values("cash_grant").annotate(
        applied=Count("pk", filter=Q(state=ClaimState.APPLIED)),
        paid=Count("pk", filter=Q(state=ClaimState.PAID)),
        total=Sum("yuan"),
    )
    return {row["cash_grant"]: {"applied": row["applied"], "paid": row["paid"], "yuan": row["total"]} for row in rows}


def not_applied(grants, user, year, day) -> dict[int, int]:
    """Return {grant's number: how many may have it and did not apply}, in one statement for all grants."""
    waiting = [
        without_claim(one, year, day).visible_to(user).order_by().annotate(grant_id=Value(one.pk)).values("grant_id")
        for one in grants
        if one.is_open_on(day)
    ]
    return dict(all_together([rows.annotate(number=Count("pk")).values_list("grant_id", "number") for rows in waiting]))


def all_together(parts):
    """Return the rows of several querysets, read by one statement."""
    return parts[0].union(*parts[1:], all=True) if parts else []


def may_have_at_home(household, day) -> list[dict]:
    """Return which grants of this year a household and its people may have and did not apply for."""
    grants = {one.pk: one for one in CashGrant.objects.open_on(day).filter(county=household.county_id)}
    parts = [subjects_at_home(one, household, day) for one in grants.values()]
    found = sorted(all_together(parts), key=lambda row: (grants[row[0]].name, row[1]))
    return [{"grant": grants[grant], "name": name} for grant, name in found]


def subjects_at_home(grant, household, day):
    """Return (grant's number, name) of who in a household may have a grant; the household itself has no name."""
    home, name = ("pk", Value("", CharField())) if grant.is_of_households else ("household", F("name"))
    rows = without_claim(grant, day.year, day, household=household.pk).filter(**{home: household.pk}).order_by()
    return rows.annotate(grant_id=Value(grant.pk), who=name).values_list("grant_id", "who")
