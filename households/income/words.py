"""Amounts of income in a sentence: 1,200 yuan. Where more was spent than earned, it says so, and by how much."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from core.text import written_amount

FEN = Decimal("0.01")


def yuan_words(value, *, a_head=False) -> str:
    """Return an amount in yuan in words, fen only where there are some; `a_head` for an amount per person. The words
    for a negative one stand in any sentence where 1,200 yuan stands."""
    amount = Decimal(str(value)).quantize(FEN, ROUND_HALF_UP)
    said = {"amount": written_amount(abs(amount))}
    if amount >= 0:
        return _("%(amount)s yuan") % said
    if a_head:
        return _("less than nothing (costs exceed income by %(amount)s yuan a head)") % said
    return _("less than nothing (costs exceed income by %(amount)s yuan)") % said


def income_words(value) -> str:
    """Return an income per person in words."""
    return yuan_words(value, a_head=True)
