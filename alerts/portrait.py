"""What alerts add to the household's portrait: its flags explained in words, and its alerts."""

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission, may
from alerts.alert.columns import HOUSEHOLD_ALERTS_TABLE, PAST_FLAGS_TABLE
from alerts.engine.explain import explain_flag
from alerts.engine.forms import annotate_gaps
from alerts.templatetags.gaps import gaps_of
from core.dates import today
from households.registry.next_steps import NextStep, next_step
from households.registry.portrait import Glance, panel
from households.registry.portrait_links import PortraitLink, portrait_link

from .models import VILLAGE_STATES, Alert, AlertState, HouseholdFacts, RiskFlag, Signal
from .rules import RULES

PAST_ROWS_SHOWN = 20
WHO_ACTS = {  # on an alert in each state
    AlertState.NEW: _("The township: send the alert to the village."),
    AlertState.DISPATCHED: _("The village: accept the alert."),
    AlertState.ACCEPTED: _("The village: visit the family and answer the alert."),
    AlertState.VERIFYING: _("The village: visit the family and answer the alert."),
    AlertState.ANSWERED: _("The township: close the alert or return it."),
}


@portrait_link("alert", order=30)
def open_alert(request, household):
    """Lead to the open alert."""
    alert = find_open_alert(request.user, household)
    return alert and PortraitLink(gettext("Open alert"), alert.get_absolute_url(), icon="bell")


def find_open_alert(user, household) -> Alert | None:
    return Alert.objects.visible_to(user).open().filter(household=household).first()


@next_step("alert", order=10)
def settle_alert(request, household):
    """Say who must act on the open alert, and until when; who visits gets the form of the visit that verifies it."""
    alert = find_open_alert(request.user, household)
    if alert is None:
        return None
    is_to_visit = alert.state in VILLAGE_STATES and not alert.visit_id
    if is_to_visit and may(request.user, Permission.VISIT_LOG, household.village):
        url = reverse("visits:new", args=[household.pk], query={"purpose": "verify"})
        return NextStep(WHO_ACTS[alert.state], url, gettext("Log the visit"), alert.due_on)
    return NextStep(WHO_ACTS[alert.state], alert.get_absolute_url(), gettext("Open alert"), alert.due_on)


@panel("flags", label=_("Earlier flags"), order=28, glance=Glance(2, _("Colour and reasons")))
def flags_panel(request, household):
    """Show at a glance the open flags, each unfolding to why it stands and what would clear it, and what is unknown;
    below, the past flags."""
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
