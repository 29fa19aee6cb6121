"""What becomes of what is known of somebody's work when the person goes on as another entry of the registry."""

from django.db.models import Exists, OuterRef

from households.moves.belongings import BELONGINGS, Belonging

from .models import (
    AccountEntry,
    CashGrantClaim,
    Heard,
    Placement,
    ProjectContract,
    SaleDelivery,
    Trade,
    Training,
    WorkNeed,
)
from .stating import state_sales


def let_work_follow(before, after, is_move) -> None:
    """Let needs, courses, words and places follow to the entry that stands for the person now."""
    for model in (WorkNeed, Heard, Training, Placement):
        model.objects.filter(member=before).update(member=after)
    AccountEntry.objects.filter(member=before).delete()


def let_claims_follow(gone, kept, by) -> None:
    """Let the claims of a merged household follow, but for grants that the other has claimed as well."""
    move_claims(CashGrantClaim.objects.filter(household=gone, member=None), kept, None)


def let_claims_follow_person(before, after, is_move) -> None:
    """Let what somebody claimed go along."""
    move_claims(CashGrantClaim.objects.filter(member=before), after.household, after)


def move_claims(claims, household, member) -> None:
    """Give claims to another household, or person, that has none of the same grant and year; the others stay where they
    were made."""
    theirs = CashGrantClaim.objects.standing().filter(household=household, member=member)
    same = theirs.filter(cash_grant=OuterRef("cash_grant"), year=OuterRef("year"))
    claims.filter(~Exists(same)).update(household=household, member=member)


def let_trades_follow(gone, kept, by) -> None:
    """Let what a merged household lives from go on with the other. A trade belongs to the household, so that it stays
    where it is when one person moves out, and goes along when the whole household moves."""
    Trade.objects.going_on().filter(household=gone).update(household=kept)


def let_sales_follow(gone, kept, by) -> None:
    """Let what a merged household delivered, and its contracts, follow; what both delivered to one sale is one sum."""
    for one in SaleDelivery.objects.filter(household=gone, sale__deliveries__household=kept):
        theirs = SaleDelivery.objects.get(sale=one.sale_id, household=kept)
        theirs.yuan += one.yuan
        theirs.quantity = theirs.quantity and one.quantity and theirs.quantity + one.quantity
        theirs.save(update_fields=["yuan", "quantity"])
        one.delete()
    SaleDelivery.objects.filter(household=gone).update(household=kept)
    same = {"project": OuterRef("project"), "puts_in": OuterRef("puts_in"), "since": OuterRef("since")}
    standing = ProjectContract.objects.filter(household=kept, **same)
    ProjectContract.objects.filter(~Exists(standing), household=gone).update(household=kept)
    state_sales([gone.pk, kept.pk])


BELONGINGS.add("work", Belonging(continued=let_work_follow))
BELONGINGS.add("sales", Belonging(follow=let_sales_follow))
BELONGINGS.add("claims", Belonging(follow=let_claims_follow, continued=let_claims_follow_person))
BELONGINGS.add("trades", Belonging(follow=let_trades_follow))
