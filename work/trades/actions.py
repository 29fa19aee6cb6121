"""What people do with the trades of a household: note one, change it, end it. Each is recorded in the access log. What
is expected of a trade is no income: nothing here writes a statement."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.log import record_access
from accounts.permissions import Permission, must
from cases.assistance.actions import check_day_reached
from core.dates import today
from core.workflow import ActionRefused, StaleState
from households.choices import HouseholdState
from work.choices import BuyerKind
from work.models import Trade

NOBODY_BUYS = ("", BuyerKind.OWN_USE)


@transaction.atomic
def note_trade(household, *, by, kind, **said) -> Trade:
    """Note what a household lives from; without a sum of its own, yield times price is expected a year."""
    must(by, Permission.WORK_KEEP, household.village)
    if household.state != HouseholdState.ACTIVE:
        raise ActionRefused(_("This household is not on file any more: nothing can be noted of it."))
    made = Trade(household=household, kind=kind, by=by, **said)
    expect_yuan(made)
    check_trade(made)
    made.save()
    record_access(by, "trade_noted", made, area=household.village)
    return made


@transaction.atomic
def change_trade(trade, *, by, seen=None, **said) -> Trade:
    """Change what is noted of a trade; its history keeps what stood before. `seen` is the version shown in the form."""
    trade = held_trade(trade, by, seen)
    for field, value in said.items():
        setattr(trade, field, value)
    expect_yuan(trade)
    check_trade(trade)
    trade.by = by
    trade.save()
    record_access(by, "trade_changed", trade, area=trade.household.village)
    return trade


@transaction.atomic
def end_trade(trade, *, by, until, end_reason, seen=None) -> Trade:
    """Note that a household does not live from it any more, and why."""
    trade = held_trade(trade, by, seen)
    check_day_reached(until)
    if trade.since and until < trade.since:
        raise ActionRefused(_("A trade ends after it began: correct the day, or change since when it is."))
    trade.until, trade.end_reason = until, end_reason.strip()
    trade.save(update_fields=["until", "end_reason"])
    record_access(by, "trade_ended", trade, area=trade.household.village)
    return trade


def held_trade(trade, by, seen) -> Trade:
    """Return a trade that goes on as it is now, held against other changes. Raises StaleState when it is not the one
    that was seen."""
    must(by, Permission.WORK_KEEP, trade.household.village)
    held = Trade.objects.select_for_update(no_key=True, of=("self",)).select_related("household__village")
    now = held.get(pk=trade.pk)
    if seen is not None and seen != trade_version(now):
        raise StaleState()
    if now.until is not None:
        raise ActionRefused(_("This trade ended already: note a new one where it began again."))
    return now


def trade_version(trade) -> str:
    """Return the version of a trade: how often it was changed."""
    return str(trade.events.count())


def expect_yuan(trade) -> None:
    if trade.yuan_a_year is None and trade.yield_amount is not None and trade.price is not None:
        trade.yuan_a_year = trade.yield_amount * trade.price


def check_trade(trade) -> None:
    """Refuse what contradicts itself, and say what to do."""
    if (trade.size is None) != (not trade.size_unit):
        raise ActionRefused(_("Give the area or number together with its unit, or neither."))
    if (trade.yield_amount is None) != (not trade.yield_unit):
        raise ActionRefused(_("Give the yield together with its unit, or neither."))
    if trade.buyer and trade.buyer_kind in NOBODY_BUYS:
        raise ActionRefused(_("Say which kind of buyer this enterprise is, or choose none."))
    if trade.since and trade.since > today():
        raise ActionRefused(_("A trade is noted when it has begun: choose a day up to today."))
