"""The page of one alert: who, why, until when, what was seen, what was done, and what this person may do now."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.permissions import Permission, may
from alerts.engine.explain import explain_flag
from alerts.models import VILLAGE_STATES, Alert, AlertState, HouseholdFacts, Signal
from alerts.rules import RULES
from core.dates import today
from households.choices import RiskType
from households.income.known import facts_known_words
from households.registry.history import field_value_words
from households.registry.portrait import PANELS
from policy import parameters
from visits.models import Visit, VisitPurpose

from . import outcomes
from .actions import available_alert_steps, four_eyes_conflict
from .evidence import missing_evidence
from .forms import alert_step_form
from .second_looks import look_hindrance, waiting_look
from .workflow import ALERT_WORKFLOW

VISITS_SHOWN = 3
STEP_DONE_LABELS = {  # step: the words of the timeline
    "open": gettext_lazy("Opened"),
    "dispatch": gettext_lazy("Sent to the village"),
    "misplace": gettext_lazy("Sent back: wrong area"),
    "accept": pgettext_lazy("alert", "Accepted"),
    "verify": gettext_lazy("Verification began"),
    "answer": gettext_lazy("Answered"),
    "return": gettext_lazy("Returned to the village"),
    "close": gettext_lazy("Closed"),
    "drop": gettext_lazy("Closed early"),
    "reopen": gettext_lazy("Reopened"),
    "cause_gone": gettext_lazy("Closed by itself: the cause is gone"),
}
MAIN_STEPS = ("dispatch", "accept", "answer", "close")  # shown as the usual way of an alert


@dataclass(frozen=True)
class AlertReason:
    """One reason for an alert: a signal with its rule explained, or with what somebody said."""

    signal: Signal
    title: str
    sentence: str
    clears: str = ""
    source: str = ""  # which departments told of it


def alert_context(request, alert, *, sent_from, typed=None) -> dict:
    """Return the context of templates/alerts/alert/_alert.html. `typed` is a form that came back with an error; it
    keeps its place and what was typed. `sent_from` says whether it stands `beside` the list, and on which `way`."""
    way, household = sent_from["way"], alert.household
    p = parameters.parameters_on(today(), household.county)
    facts = HouseholdFacts.objects.filter(household=household).first()
    return {
        "alert": alert,
        "household": household,
        "head": household.members.filter(left_on=None, relation="head").order_by("pk").first(),
        "reasons": alert_reasons(alert, request.user),
        "in_full": reads_alert_in_full(request.user, alert),
        "too_late": alert.decision_too_late(int(p.values.get("notice_days", 5))),
        "facts": facts,
        "income_known": facts_known_words(vars(facts)) if facts else "",
        "line": p.values.get("line"),
        "visits": latest_visits(request.user, household),
        "unverified": unverifying_visit(alert),
        "missing_evidence": missing_evidence(alert),
        "monitoring": household_case_panel(request, household),
        "events": alert_events(alert, request.user),
        "forms": alert_step_forms(alert, request.user, typed, sent_from),
        "one_touch": one_touch_answer(alert, request.user),
        **second_look_of(alert, request.user),
        "not_by_you": closing_conflict(alert, request.user),
        "may_visit": alert.state in VILLAGE_STATES and may(request.user, Permission.VISIT_LOG, household.village),
        "beside": sent_from["beside"],
        "way": way,
        "next_url": way and way.next_url(alert),
        "day": today(),
    }


def closing_conflict(alert, user) -> str:
    """Return why this person, who may close alerts, may not close this one: they answered it."""
    if alert.state != AlertState.ANSWERED or not may(user, Permission.ALERT_CLOSE, alert.village):
        return ""
    return four_eyes_conflict(alert, ALERT_WORKFLOW["close"], user)


def second_look_of(alert, user) -> dict:
    """Return the second look that waits for the alert, for those of the county who may take it."""
    look = waiting_look(alert) if may(user, Permission.ALERT_REOPEN, alert.village) else None
    return {"look": look, "look_hindrance": look and look_hindrance(alert, user)}


def one_touch_answer(alert, user) -> dict | None:
    """Return the answer that the verifying visit points to, {outcome, label, signs}, for who may give it now."""
    if not alert.visit_id or "answer" not in {step.name for step in available_alert_steps(alert, user)}:
        return None
    signs = outcomes.signs_of_risk(alert.household, alert.visit)
    visited = outcomes.can_show_no_risk(alert.visit)
    first = outcomes.outcomes_offered(alert.household, signs=signs, visited=visited)[0]
    return {"outcome": first.value, "label": first.label, "signs": signs}


def unverifying_visit(alert) -> dict | None:
    """Return the latest visit that was to verify the alert and does not, {visit, lacks}, while the alert waits."""
    if alert.state not in VILLAGE_STATES or alert.visit_id:
        return None
    tried = alert.household.visits.contacts().filter(purpose=VisitPurpose.VERIFY, visited_on__gte=alert.opened_on)
    latest = tried.exclude(lacks=[]).first()
    return latest and {"visit": latest, "lacks": outcomes.lack_words(latest)}


def household_case_panel(request, household):
    """Return the household's episodes of monitoring, drawn by the cases app."""
    panel = PANELS.get("cases")
    return panel and panel.render(request, household, {"household": household})


def reads_alert_in_full(user, alert) -> bool:
    """Return whether this person may read what was reported and answered: those who act on it, and those who may see
    secrets."""
    return any(may(user, right, alert.village) for right in (Permission.HOUSEHOLD_SECRET, Permission.ALERT_CLOSE))


def alert_reasons(alert, user) -> list[AlertReason]:
    """Return the alert's signals, the most severe first and those whose cause is gone last."""
    found = alert.signals.select_related("flag__judged_by", "entered_by")
    in_full = reads_alert_in_full(user, alert)
    sources = outcomes.sources_of_signals(alert)
    told = [rule_signal_reason(one, sources) if one.rule else manual_signal_reason(one, in_full) for one in found]
    return sorted(told, key=lambda one: one.signal.vanished_on is not None)


def rule_signal_reason(signal, sources) -> AlertReason:
    if signal.rule not in RULES:
        return AlertReason(signal, signal.rule, _("This rule is no longer in the catalogue."))
    rule = RULES[signal.rule]
    if signal.flag is None:
        return AlertReason(signal, f"{rule.code} {rule.name}", "", source=sources.get(rule.code, ""))
    why = explain_flag(signal.flag)
    return AlertReason(signal, f"{rule.code} {rule.name}", why.sentence, why.clears, sources.get(rule.code, ""))


def manual_signal_reason(signal, in_full) -> AlertReason:
    words = signal.words if in_full else _("Hidden: your role does not see notes in full.")
    return AlertReason(signal, signal.get_channel_display(), words)


def latest_visits(user, household) -> list[dict]:
    found = Visit.objects.visible_to(user).counted().filter(household=household).select_related("visited_by")
    return [{"visit": one, "shocks": field_value_words(one.shocks, RiskType.choices)} for one in found[:VISITS_SHOWN]]


def alert_events(alert, user) -> list[dict]:
    """Return what was done with the alert, newest first, for the timeline."""
    in_full = reads_alert_in_full(user, alert)
    moves = alert.transitions.select_related("by").order_by("-effective_on", "-pk")
    return [
        {
            "on": one.effective_on,
            "title": STEP_DONE_LABELS.get(one.step, one.step),
            "by": one.by,
            "text": in_full and one.reason,
        }
        for one in moves
    ]


def alert_step_forms(alert, user, typed, sent_from) -> list:
    """Return the forms of the steps this person may take now, the usual step first. A form that came back with an error
    keeps what was typed. `sent_from` says whether they stand beside the list, and on which way through it."""
    steps = sorted(available_alert_steps(alert, user), key=lambda step: step.name not in MAIN_STEPS)
    made = [alert_step_form(step, alert=alert, user=user, **sent_from) for step in steps]
    return [typed if typed and typed.step == form.step else form for form in made]


def alert_heading(alert) -> str:
    """Return level and state on one line, for a heading."""
    words = [alert.get_level_display(), alert.get_state_display()]
    if alert.outcome:
        words.append(alert.get_outcome_display())
    return " · ".join(words)


def visible_alerts(user):
    """Return the alerts this person may open, with everything that their page reads joined."""
    wanted = ("household__county", "household__village__parent", "village", "visit")
    return Alert.objects.visible_to(user).select_related(*wanted)
