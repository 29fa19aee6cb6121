"""What a month counts. Each counting is one pass over one table and yields report rows: a household under a code."""

import hashlib
import inspect
from functools import cache

from alerts.rules.declare import risk_rules_digest
from households import checks
from reports.indicators import alert_figures
from reports.indicators import stock as standing

from . import (
    account,
    alerts,
    declare,
    guarantees,
    incomes,
    lifted,
    measures,
    movements,
    places,
    quality,
    stock,
    visits,
    work,
)
from .declare import COUNTINGS, CountedMonth

THEMES = (stock, movements, incomes, alerts, measures, visits, work, account, guarantees, quality, places)
SAYING = (*THEMES, declare, lifted, standing, alert_figures, checks.declare, checks.homes, checks.people, checks.work)


@cache
def rules_digest() -> str:
    """Return a hash that changes when a risk rule, a counting or a data-quality check changes."""
    text = "\n".join([risk_rules_digest(), *map(inspect.getsource, SAYING)])
    return hashlib.sha256(text.encode()).hexdigest()


__all__ = ["COUNTINGS", "COUNTING_MODULES", "CountedMonth", "rules_digest"]
