"""The cash grants of a household on its portrait."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.dates import today
from households.registry.history import trace_model_changes
from households.registry.portrait import panel

from .cash_grants.columns import HOUSEHOLD_CLAIMS_TABLE, HOUSEHOLD_MAY_HAVE_TABLE
from .cash_grants.counts import may_have_at_home
from .models import CashGrantClaim

trace_model_changes(CashGrantClaim, "household", lambda row: _("of %(year)s") % {"year": row.year})


@panel("cash_grants", label=gettext_lazy("Cash grants"), order=17)
def cash_grants_panel(request, household):
    """Show which grants this household and its people may have, and what became of those applied for."""
    claims = CashGrantClaim.objects.visible_to(request.user).filter(household=household)
    claims = list(claims.select_related("cash_grant", "member"))
    may_have = may_have_at_home(household, today()) if household.state == "active" else []
    if not claims and not may_have:
        return None
    return {
        "claims": claims,
        "claims_table": HOUSEHOLD_CLAIMS_TABLE,
        "may_have": may_have,
        "may_have_table": HOUSEHOLD_MAY_HAVE_TABLE,
    }
