"""The assistance a household gets: a helper, a plan, measures, and judgement notes."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.territory import TerritoryQuerySet
from cases.choices import MeasureGroup, MeasureState
from core.constraints import choice_constraint, minimum_constraint, order_constraint
from core.crypto.fields import EncryptedField
from core.history import recorded_at_field, track_history
from core.step_rows import steps_of
from core.workflow import Transition
from households.choices import RiskType, WorkPlace
from households.models import Household, Member, WorkSpell

from .procedure import OfCaseQuerySet, Scan, case_foreign_key, recorder_foreign_key

POST_CHANNELS = {"public_post", "workshop", "organised"}
HOUSEHOLD_OF_CASE = """
    SELECT household_id INTO NEW.household_id FROM public.cases_case WHERE id = NEW.case_id FOR SHARE;
    RETURN NEW;
"""


class HouseholdAssistanceQuerySet(TerritoryQuerySet):
    area_path = "household__village__path"


class MeasureQuerySet(HouseholdAssistanceQuerySet):
    def standing(self):
        """Return measures that are not cancelled."""
        return self.exclude(state=MeasureState.CANCELLED)

    def going_on(self):
        """Return measures of which a step may still be taken."""
        return self.exclude(state__in=(MeasureState.CANCELLED, MeasureState.ENDED))

    def delivered_by(self, day):
        """Return measures delivered by the end of `day`; a delivery is never taken back."""
        return self.filter(delivered_on__lte=day)


@track_history
class HelperAssignment(models.Model):
    """Who is responsible for helping a household, and since when."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="helpers", verbose_name=_("household"))
    name = models.CharField(_("helper"), max_length=60)
    unit = models.CharField(_("works for"), max_length=80)
    phone = EncryptedField(_("phone"), default="", blank=True)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    by = recorder_foreign_key()
    recorded_at = recorded_at_field()

    objects = HouseholdAssistanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("helper")
        verbose_name_plural = _("helpers")
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["household"], condition=Q(until=None), name="one_helper_at_a_time"),
            order_constraint("helps_until_after_since", "since", "until"),
        ]

    class Privacy:
        plain = {"household", "name", "unit", "since", "until", "by", "recorded_at"}
        secret = {"phone"}
        health = set()

    def __str__(self):
        return self.name


@track_history
class Plan(models.Model):
    """The one plan of a case: what should improve, by when, and how."""

    case = models.OneToOneField("cases.Case", models.CASCADE, related_name="plan", verbose_name=_("case"))
    goal = models.TextField(_("goal"), max_length=1000)
    until = models.DateField(_("to be reached by"))
    made_on = models.DateField(_("made on"))
    by = recorder_foreign_key()

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        constraints = [order_constraint("a_plan_looks_ahead", "made_on", "until")]

    class Privacy:
        plain = {"case", "until", "made_on", "by"}
        secret = {"goal"}
        health = set()

    def __str__(self):
        return f"{self.case_id}"


@track_history
class Measure(models.Model):
    """One measure of assistance: of a case, against one of its risks, or of a household without one.

    A post (public-welfare post, workshop place, or job from an employer) names the member, the employer, the monthly
    wage, where it is and its dates; `spell` is the entry of the employment account made from it. Another measure may
    name who it is for."""

    # Of a measure of a case the database takes it from there, whoever writes.
    household = models.ForeignKey(Household, models.CASCADE, related_name="measures", verbose_name=_("household"))
    case = models.ForeignKey(
        "cases.Case", models.CASCADE, null=True, blank=True, related_name="measures", verbose_name=_("case")
    )
    group = models.CharField(pgettext_lazy("measure", "group"), max_length=16, choices=MeasureGroup)
    title = models.CharField(_("measure"), max_length=100)
    risk = models.CharField(_("against the risk"), max_length=4, choices=RiskType, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=MeasureState, default=MeasureState.PLANNED)
    cost = models.DecimalField(_("cost (yuan)"), max_digits=10, decimal_places=2, null=True, blank=True)
    urgent_reason = models.CharField(_("why it cannot wait for the approval"), max_length=300, blank=True)
    planned_on = models.DateField(_("planned on"))
    due_on = models.DateField(_("to be delivered by"), null=True, blank=True)
    delivered_on = models.DateField(_("delivered on"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    effect = models.CharField(_("effect"), max_length=300, blank=True)
    evidence = models.ForeignKey(
        Scan, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("evidence")
    )
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who works or takes part")
    )
    employer = models.CharField(_("employer"), max_length=100, blank=True)
    channel = models.CharField(_("kind of post"), max_length=12, blank=True)
    monthly_wage = models.DecimalField(_("monthly wage (yuan)"), max_digits=9, decimal_places=2, null=True, blank=True)
    place = models.CharField(
        _("where the work is"), max_length=8, choices=WorkPlace, blank=True, default="", db_default=""
    )
    spell = models.OneToOneField(
        WorkSpell, models.SET_NULL, null=True, blank=True, related_name="measure", verbose_name=_("work spell")
    )
    by = recorder_foreign_key()
    recorded_at = recorded_at_field()

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["planned_on", "pk"]
        constraints = [
            choice_constraint("measure_group_known", "group", MeasureGroup),
            models.CheckConstraint(
                name="a_measure_of_a_case_has_its_risk",
                condition=Q(case__isnull=False, risk__in=sorted(RiskType.values)) | Q(case=None, risk=""),
            ),
            minimum_constraint("cost_not_negative", "cost"),
            minimum_constraint("post_wage_not_negative", "monthly_wage"),
            models.CheckConstraint(
                name="a_post_is_complete",
                condition=Q(channel="", employer="", monthly_wage=None, place="")
                | (
                    Q(channel__in=sorted(POST_CHANNELS), member__isnull=False, monthly_wage__isnull=False)
                    & ~Q(employer="")
                ),
            ),
            models.CheckConstraint(name="measure_place_known", condition=Q(place__in=["", *sorted(WorkPlace.values)])),
            models.CheckConstraint(
                name="delivered_measures_are_dated",  # also checks that the state exists
                condition=Q(state__in=["delivered", "checked"], delivered_on__isnull=False, ended_on=None)
                | Q(state="ended", delivered_on__isnull=False, ended_on__isnull=False)
                | Q(state__in=["planned", "approved", "started"], delivered_on=None, ended_on=None)
                | Q(state="cancelled", delivered_on=None),
            ),
        ]
        indexes = [models.Index(fields=["case", "group"], name="measures_of_a_case")]
        triggers = [
            pgtrigger.Trigger(
                name="household_of_case",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("case_id", "household_id"),
                condition=pgtrigger.Q(new__case__isnull=False),
                func=HOUSEHOLD_OF_CASE,
            )
        ]

    class Privacy:
        plain = {
            "household",
            "case",
            "group",
            "title",
            "state",
            "cost",
            "urgent_reason",
            "planned_on",
            "due_on",
            "delivered_on",
            "ended_on",
            "effect",
            "evidence",
            "member",
            "employer",
            "channel",
            "monthly_wage",
            "place",
            "spell",
            "by",
            "recorded_at",
        }
        secret = set()
        health = {"risk"}

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("cases:measure", args=[self.pk])

    @property
    def stands(self) -> bool:
        """Whether the measure is not cancelled."""
        return self.state != MeasureState.CANCELLED


@steps_of("measure")
class MeasureTransition(Transition):
    """One step of a measure."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="transitions", verbose_name=_("measure"))

    class Meta(Transition.Meta):
        verbose_name = _("step of a measure")
        verbose_name_plural = _("steps of measures")
        indexes = [models.Index(fields=["measure", "-effective_on", "-id"], name="latest_step_of_a_measure")]

    class Privacy:
        plain = {"measure", "step", "source", "target", "effective_on", "at", "by"}
        secret = {"reason"}
        health = set()


class Judgement(models.Model):
    """A dated note on how a case stands; the county wants one within a year (WRK-08)."""

    case = case_foreign_key("judgements")
    noted_on = models.DateField(_("noted on"))
    words = EncryptedField(_("judgement"))
    by = recorder_foreign_key()
    at = models.DateTimeField(_("recorded at"), default=timezone.now)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("judgement note")
        verbose_name_plural = _("judgement notes")
        ordering = ["-noted_on", "-pk"]

    class Privacy:
        plain = {"case", "noted_on", "by", "at"}
        secret = {"words"}
        health = set()

    def __str__(self):
        return f"{self.noted_on}"
