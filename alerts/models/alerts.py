"""Alerts: what a village must verify. A household has at most one open alert, which gathers all its signals."""

import datetime as dt

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Area
from accounts.territory import TerritoryQuerySet
from alerts.levels import Level
from core.constraints import choice_constraint
from core.crypto.fields import EncryptedField
from core.dates import today
from core.history import recorded_at_field, track_history
from core.step_rows import steps_of
from core.workflow import Transition
from households.models import Household
from visits.models import Visit


class AlertState(models.TextChoices):
    NEW = "new", pgettext_lazy("alert", "New")
    DISPATCHED = "dispatched", _("Sent to the village")
    ACCEPTED = "accepted", pgettext_lazy("alert", "Accepted")
    VERIFYING = "verifying", _("Being verified")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed")


UNACCEPTED_STATES = (AlertState.NEW, AlertState.DISPATCHED)
VILLAGE_STATES = (AlertState.DISPATCHED, AlertState.ACCEPTED, AlertState.VERIFYING)


class AlertOutcome(models.TextChoices):
    NO_RISK = "no_risk", _("No risk")
    MONITORED = "monitored", _("Already monitored")
    SOLVED = "solved", _("Solved by the department")
    IDENTIFY = "identify", _("To be identified")
    REMARK = "remark", _("To be marked again")
    ROLLBACK = "rollback", _("Rollback proposed")
    DUPLICATE = "duplicate", _("Duplicate")
    WRONG_DATA = "wrong_data", _("What the department sent is wrong")
    NOT_IN_SCOPE = "not_in_scope", _("Not in scope")
    CAUSE_GONE = "cause_gone", _("Cause gone")


EARLY_OUTCOMES = (AlertOutcome.DUPLICATE, AlertOutcome.NOT_IN_SCOPE)
IDENTIFICATION_OUTCOMES = (
    AlertOutcome.IDENTIFY,
    AlertOutcome.REMARK,
    AlertOutcome.ROLLBACK,
)  # to identification, or back to it
ANSWER_OUTCOMES = tuple(one for one in AlertOutcome if one not in (*EARLY_OUTCOMES, AlertOutcome.CAUSE_GONE))


class AlertChannel(models.TextChoices):
    """Where an alert came from: above (rules, departments, hotlines) or below (visits, villages, families)."""

    RULES = "rules", _("Nightly rules")
    VISIT = "visit", _("Seen on a visit")
    REPORT = "report", _("Reported by the village")
    DECLARATION = "declaration", _("Declared by the family")
    HOTLINE = "hotline", _("Hotline")
    PETITION = "petition", _("Petition")
    DEPARTMENT = "department", _("Department")
    OTHER_VILLAGE = "other_village", _("Another village")


FROM_BELOW = (AlertChannel.VISIT, AlertChannel.REPORT, AlertChannel.DECLARATION)  # villages and families
FROM_ABOVE = tuple(one for one in AlertChannel if one not in FROM_BELOW)  # rules, departments, hotlines
ASKED_FOR_HELP = (AlertChannel.DECLARATION, AlertChannel.HOTLINE, AlertChannel.PETITION)
MANUAL_CHANNELS = (
    AlertChannel.REPORT,
    AlertChannel.DECLARATION,
    AlertChannel.HOTLINE,
    AlertChannel.PETITION,
    AlertChannel.DEPARTMENT,
    AlertChannel.OTHER_VILLAGE,
)


class AlertQuerySet(TerritoryQuerySet):
    def open(self):
        return self.exclude(state=AlertState.CLOSED)

    def overdue(self, day):
        """Return alerts past the deadline of the step they wait for."""
        return self.open().filter(due_on__lt=day)

    def to_be_reminded(self, day):
        """Return alerts for which 80 % of the time has passed, but not the deadline."""
        return self.open().filter(remind_on__lte=day, due_on__gte=day)

    def most_urgent_first(self):
        return self.order_by(F("due_on").asc(nulls_last=True), "-level", "pk")


@track_history
class Alert(models.Model):
    """What a village must verify about one household.

    `opened_on` is the day of the clue. `due_on` is the last day for the step it waits for: dispatch, acceptance,
    verification or answer. `estimated` is true when the holidays of that year were not known."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="alerts", verbose_name=_("household"))
    village = models.ForeignKey(Area, models.PROTECT, related_name="alerts", verbose_name=_("village"))
    channel = models.CharField(_("channel"), max_length=14, choices=AlertChannel)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level)
    state = models.CharField(_("state"), max_length=12, choices=AlertState, default=AlertState.NEW)
    outcome = models.CharField(_("outcome"), max_length=14, choices=AlertOutcome, blank=True)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    visit = models.ForeignKey(
        Visit, models.PROTECT, null=True, blank=True, related_name="alerts", verbose_name=_("verifying visit")
    )
    is_against_signs = models.BooleanField(_("no risk was said against signs of risk"), default=False, db_default=False)
    opened_on = models.DateField(_("clue of"))
    dispatched_on = models.DateField(_("sent on"), null=True, blank=True)
    accepted_on = models.DateField(_("accepted on"), null=True, blank=True)
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    remind_on = models.DateField(_("remind from"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    decide_by = models.DateField(_("decision due on"))
    estimated = models.BooleanField(_("holidays estimated"), default=False)
    recorded_at = recorded_at_field()

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["due_on", "-level", "pk"]
        indexes = [
            models.Index(fields=["village", "due_on", "-level"], condition=~Q(state="closed"), name="queue"),
            models.Index(
                F("due_on").asc(nulls_last=True),
                F("level").desc(),
                "id",
                condition=~Q(state="closed"),
                name="by_time_left",
            ),
            models.Index(fields=["household", "-opened_on"], name="alerts_of_a_household"),
            models.Index(fields=["opened_on"], name="alerts_of_a_month"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["household"], condition=~Q(state="closed"), name="one_open_alert_a_household"
            ),
            choice_constraint("alert_state_known", "state", AlertState),
            choice_constraint("alert_channel_known", "channel", AlertChannel),
            models.CheckConstraint(name="alert_level_known", condition=Q(level__in=[1, 2])),
            models.CheckConstraint(
                name="an_answer_has_an_outcome",
                condition=Q(state__in=["answered", "closed"], outcome__in=sorted(AlertOutcome.values))
                | (~Q(state__in=["answered", "closed"]) & Q(outcome="")),
            ),
            models.CheckConstraint(
                name="closed_alerts_are_dated",
                condition=Q(state="closed", closed_on__isnull=False, due_on=None)
                | (~Q(state="closed") & Q(closed_on=None)),
            ),
            models.CheckConstraint(
                name="no_risk_was_seen_on_a_visit", condition=~Q(outcome="no_risk") | Q(visit__isnull=False)
            ),
        ]

    class Privacy:
        plain = {
            "household",
            "village",
            "channel",
            "level",
            "state",
            "outcome",
            "visit",
            "is_against_signs",
            "opened_on",
            "dispatched_on",
            "accepted_on",
            "verified_on",
            "answered_on",
            "closed_on",
            "remind_on",
            "due_on",
            "decide_by",
            "estimated",
            "recorded_at",
        }
        secret = {"answer"}
        health = set()

    def __str__(self):
        return f"{self.pk}"

    def get_absolute_url(self):
        return reverse("alerts:alert", args=[self.pk])

    @property
    def days_left(self) -> int | None:
        """Days until the deadline of the step the alert waits for; negative when it is overdue."""
        return None if self.due_on is None else (self.due_on - today()).days

    @property
    def days_to_decision(self) -> int:
        """Days left until the decision is due."""
        return (self.decide_by - today()).days

    def decision_too_late(self, notice_days: int) -> bool:
        """Return whether the public notice alone would take longer than the days left until the decision (WRK-02)."""
        return self.closed_on is None and today() + dt.timedelta(notice_days) > self.decide_by


class SignalQuerySet(TerritoryQuerySet):
    area_path = "alert__village__path"

    def standing(self):
        return self.filter(vanished_on=None)


class Signal(models.Model):
    """One sign of risk behind an alert: a flag (`rule`, `flag`), or what somebody entered (`words`). `vanished_on` is
    the day on which its cause was gone."""

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="signals", verbose_name=_("alert"))
    household = models.ForeignKey(Household, models.CASCADE, related_name="+")
    channel = models.CharField(_("channel"), max_length=14, choices=AlertChannel)
    rule = models.CharField(_("rule"), max_length=8, blank=True)
    flag = models.ForeignKey("alerts.RiskFlag", models.SET_NULL, null=True, related_name="signals")
    level = models.PositiveSmallIntegerField(_("level"), choices=Level)
    words = EncryptedField(_("what was reported"), default="", blank=True)
    raised_on = models.DateField(_("since"))
    vanished_on = models.DateField(_("cause gone since"), null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("entered by")
    )

    objects = SignalQuerySet.as_manager()

    class Meta:
        verbose_name = _("signal")
        verbose_name_plural = _("signals")
        ordering = ["-level", "raised_on", "pk"]
        indexes = [models.Index(fields=["household", "rule", "-level"], name="signals_of_a_rule")]
        constraints = [
            models.UniqueConstraint(
                fields=["alert", "rule", "level"], condition=~Q(rule=""), name="a_rule_signals_once_a_level"
            ),
            choice_constraint("signal_channel_known", "channel", AlertChannel),
            models.CheckConstraint(name="a_signal_says_something", condition=~Q(rule="") | ~Q(words=b"")),
            models.CheckConstraint(name="signal_level_known", condition=Q(level__in=[1, 2])),
        ]

    class Privacy:
        plain = {"alert", "household", "channel", "rule", "flag", "level", "raised_on", "vanished_on", "entered_by"}
        secret = {"words"}
        health = set()

    def __str__(self):
        return self.rule or self.get_channel_display()


CLOSED_BY_ANOTHER = """
    IF EXISTS (
        SELECT FROM alerts_alert AS a WHERE a.id = NEW.alert_id AND a.level = 2 AND NEW.by_id = (
            SELECT t.by_id FROM alerts_alerttransition AS t WHERE t.alert_id = a.id AND t.step = 'answer'
            ORDER BY t.id + 0 DESC LIMIT 1)
    ) THEN
        RAISE EXCEPTION 'red_is_closed_by_another: alert % was answered by who closes it', NEW.alert_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


OUTCOME_OF_ALERT = """
    SELECT outcome INTO NEW.outcome FROM alerts_alert WHERE id = NEW.alert_id;
    RETURN NEW;
"""


@steps_of("alert")
class AlertTransition(Transition):
    """One step of an alert: who, when, from which state to which. Only ever added. Whoever answered a red alert does
    not close it. An answer keeps its outcome here, because a return removes it from the alert."""

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="transitions", verbose_name=_("alert"))
    outcome = models.CharField(_("outcome"), max_length=14, choices=AlertOutcome, blank=True, db_default="")

    class Meta(Transition.Meta):
        verbose_name = _("step of an alert")
        verbose_name_plural = _("steps of alerts")
        indexes = [models.Index(fields=["effective_on"], name="steps_of_a_day")]
        triggers = [
            *Transition.Meta.triggers,
            pgtrigger.Trigger(
                name="closed_by_another",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__step="close"),
                func=CLOSED_BY_ANOTHER,
            ),
            pgtrigger.Trigger(
                name="outcome_of_alert",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__target__in=["answered", "closed"], new__outcome=""),
                func=OUTCOME_OF_ALERT,
            ),
        ]

    class Privacy:
        plain = {"alert", "step", "source", "target", "effective_on", "at", "by", "outcome"}
        secret = {"reason"}
        health = set()
