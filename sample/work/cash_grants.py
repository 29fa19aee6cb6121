"""Two cash grants of an invented county, and who applied for them, was paid or still waits."""

import datetime as dt
from collections import Counter

from work.cash_grants.fitting import without_claim
from work.models import CashGrant, CashGrantClaim, ClaimTransition

from ..chance import Chance, words
from ..distributions import work as shares
from ..rows import Row, copy_rows, recorded_at

MODELS = (CashGrantClaim, ClaimTransition)


def write_cash_grants(county, day: dt.date, rng: Chance, by: int) -> Counter:
    """Write the grants of the year of `day` and the claims to them; return how many rows of each model."""
    claims, steps = [], []
    for name, terms in zip(words("cash_grant"), shares.CASH_GRANTS, strict=True):
        grant = CashGrant.objects.create(
            county=county, name=name, paper=words("cash_grant_paper")[0], by_id=by,
            valid_from=day.replace(month=1, day=1), **terms,
        )  # fmt: skip
        may_have = without_claim(grant, day.year, day).order_by("pk").values_list("pk", "household")
        for member, household in may_have.iterator():
            if rng.draw(shares.APPLIED):
                claims.append(claim := claim_row(grant, member, household, day, rng, by))
                steps.extend(step_rows(claim, by))
    return Counter(
        {CashGrantClaim: copy_rows(CashGrantClaim, claims), ClaimTransition: copy_rows(ClaimTransition, steps)}
    )


def claim_row(grant, member, household, day, rng, by) -> Row:
    applied = max(grant.valid_from, day - rng.days(*shares.APPLIED_AGO))
    paid = min(day, applied + rng.days(*shares.PAID_AFTER)) if rng.draw(shares.PAID) else None
    return Row(
        id=0, cash_grant=grant.pk, household=household, member=member, year=day.year, applied_on=applied, by=by,
        state="paid" if paid else "applied", paid_on=paid, yuan=grant.yuan if paid else None,
    )  # fmt: skip


def step_rows(claim, by):
    """Yield the steps by which a claim came to its state."""
    same = {"claim": claim, "by": by, "reason": ""}
    applied, at = claim.applied_on, recorded_at(claim.applied_on)
    yield Row(step="apply", source="", target="applied", effective_on=applied, at=at, **same)
    if claim.paid_on:
        at = recorded_at(claim.paid_on)
        yield Row(step="pay", source="applied", target="paid", effective_on=claim.paid_on, at=at, **same)
