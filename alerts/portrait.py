"""What alerts add to the household's portrait: its flags explained in words, and its alerts."""

from django.db.models import Prefetch
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission, may
from alerts.alert.columns import HOUSEHOLD_ALERTS_TABLE, PAST_FLAGS_TABLE
from alerts.engine.explain import explain_flag
from alerts.engine.forms import annotate_gaps
from alerts.templatetags.gaps import gaps_of
from core.dates import today
from households.registry.portrait import panel
from households.registry.portrait_links import PortraitLink, portrait_link

from .models import Alert, HouseholdFacts, RiskFlag, Signal
from .rules import RULES

PAST_ROWS_SHOWN = 20


@portrait_link("alert", order=30)
def open_alert(request, household):
    """Lead to the open alert."""
    alert = Alert.objects.visible_to(request.user).open().filter(household=household).first()
    return alert and PortraitLink(gettext("Open alert"), alert.get_absolute_url(), icon="bell")


@panel("flags", label=_("Risk flags"), order=10)
def flags_panel(request, household):
    """Show open flags with why they stand and what would clear them; what is unknown; and past flags."""
    mine = RiskFlag.objects.visible_to(request.user).filter(household=household, rule__in=RULES)
    standing = mine.open().select_related("judged_by", "raised_by")
    facts = annotate_gaps(HouseholdFacts.objects.visible_to(request.user).filter(household=household)).first()
    return {
        "facts": facts,
        "open": [(flag, explain_flag(flag), (today() - flag.raised_on).days) for flag in standing],
        "gaps": gaps_of(facts) if facts else [],
        "past_table": PAST_FLAGS_TABLE,
        "past": [
            (flag, RULES[flag.rule]) for flag in mine.exclude(cleared_on=None).order_by("-cleared_on")[:PAST_ROWS_SHOWN]
        ],
    }


@panel("alerts", label=_("Alerts"), order=12)
def alerts_panel(request, household):
    """Show the household's alerts and their results, newest first, and the link to enter one."""
    found = Alert.objects.visible_to(request.user).filter(household=household).order_by("-opened_on", "-pk")
    signals = Prefetch("signals", Signal.objects.only("alert_id", "rule", "level", "channel"), to_attr="reasons")
    return {
        "alerts_table": HOUSEHOLD_ALERTS_TABLE,
        "alerts": found.prefetch_related(signals)[:PAST_ROWS_SHOWN],
        "may_enter": household.state == "active" and may(request.user, Permission.ALERT_ENTER, household.village),
    }
