"""What people's work adds to a household on the phone: what it lives from beside wages."""

from collections import defaultdict

from django.utils.translation import gettext_lazy

from visits.phone.parts import phone_part

from .models import Trade
from .trades.columns import buyer_words, months_of, size_words


@phone_part("trades", label=gettext_lazy("Trades"), order=45)
def trades_going_on(households):
    """Tell each trade in a line: what it is, how much, when it comes, who buys."""
    found = defaultdict(list)
    trades = Trade.objects.going_on().filter(household__in=[home.pk for home in households]).select_related("buyer")
    for trade in trades:
        told = (str(trade), size_words(trade), months_of(trade), buyer_words(trade))
        found[trade.household_id].append(" · ".join(str(words) for words in told if words))
    return found
