"""What the nightly run knows and finds: facts of every household, runs, and risk flags."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce, Greatest, NullIf
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Area
from accounts.permissions import Permission
from accounts.territory import TerritoryQuerySet
from alerts.levels import Colour, Level
from core.constraints import choice_constraint, together_constraint
from core.json import ExactDecoder
from households.choices import RiskType
from households.models import Household


class HouseholdRiskQuerySet(TerritoryQuerySet):
    area_path = "household__village__path"


class RiskRunQuerySet(TerritoryQuerySet):
    def visible_to(self, user):
        """Return the runs of each county in any part of which the user may see runs."""
        return self.filter(county__code__in={area.county_code for area in user.areas_where(Permission.RUN_VIEW)})

    def nights(self):
        """Return runs over a whole county."""
        return self.filter(is_partial=False)

    def completed(self):
        return self.filter(state=RunState.COMPLETED)


class RunState(models.TextChoices):
    RUNNING = "running", _("Running")
    COMPLETED = "completed", _("Completed")
    FAILED = "failed", _("Failed")
    INTERRUPTED = "interrupted", _("Interrupted")


RUN_STEPS = {
    "facts": _("Facts"),
    "rules": _("Rules"),
    "flags": _("Flags"),
    "colours": _("Colours"),
    "alerts": _("Alerts"),
    "counts": _("Counts"),
}


class RiskRun(models.Model):
    """One recomputation of a county, or of some households after visits: parameters, rules, counts, and seconds of each
    step."""

    county = models.ForeignKey(Area, models.PROTECT, related_name="runs", verbose_name=_("county"))
    is_partial = models.BooleanField(_("of some households"), default=False)
    as_of = models.DateField(_("as of"))
    state = models.CharField(_("state"), max_length=12, choices=RunState, default=RunState.RUNNING)
    parameters = models.JSONField(_("parameters"), default=dict)
    parameters_digest = models.CharField(max_length=64, blank=True)
    rules_digest = models.CharField(max_length=64, blank=True)
    counts = models.JSONField(_("counts"), default=dict)
    seconds = models.JSONField(_("seconds by step"), default=dict)
    error = models.CharField(_("what went wrong"), max_length=500, blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True)

    objects = RiskRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ["-id"]
        indexes = [models.Index(fields=["county", "-id"], condition=Q(is_partial=False), name="latest_night")]
        constraints = [
            choice_constraint("run_state_known", "state", RunState),
            models.CheckConstraint(
                name="a_finished_run_says_when",
                condition=Q(state="running", finished_at=None) | (~Q(state="running") & Q(finished_at__isnull=False)),
            ),
        ]

    def __str__(self):
        return f"{self.county_id} {self.as_of} {self.state}"

    @property
    def lock(self) -> str:
        return f"risk run {self.pk}"

    @property
    def total_seconds(self):
        return sum(self.seconds.values()) if self.seconds else None

    @property
    def steps(self):
        """(step, seconds), in the order in which the steps ran."""
        return [(label, self.seconds[step]) for step, label in RUN_STEPS.items() if step in self.seconds]


def yuan_column(**options):
    return models.DecimalField(max_digits=14, decimal_places=2, null=True, **options)


def per_person_column(amount, people):
    """Return a generated column: `amount` divided by `people`, rounded to the cent."""
    return models.GeneratedField(expression=amount / NullIf(F(people), 0), output_field=yuan_column(), db_persist=True)


def condition_column(condition):
    """Return a generated yes-or-no column that equals `condition`; unknown counts as no."""
    return models.GeneratedField(
        expression=Case(When(condition, then=Value(True)), default=Value(False)),
        output_field=models.BooleanField(),
        db_persist=True,
    )


class HouseholdFacts(models.Model):
    """One row for each household, one column for each fact; null means unknown.

    Only refresh_facts writes it. What a fact means stands where it is declared (`facts.py` of each app). `as_of` is the
    day on which these numbers last changed."""

    household = models.OneToOneField(Household, models.CASCADE, primary_key=True, related_name="facts")
    county = models.ForeignKey(Area, models.PROTECT, related_name="+")
    as_of = models.DateField()
    colour = models.CharField(_("colour"), max_length=8, choices=Colour, db_default=Colour.UNKNOWN)
    # the household itself
    kind = models.CharField(max_length=10, null=True)
    is_safety_net = models.BooleanField(null=True)
    house_grade = models.CharField(max_length=1, null=True)
    has_safe_water = models.BooleanField(null=True)
    # its members
    people = models.IntegerField(null=True)
    people_before = models.IntegerField(null=True)
    people_before2 = models.IntegerField(null=True)
    people_before3 = models.IntegerField(null=True)
    heads = models.IntegerField(null=True)
    births_unknown = models.IntegerField(null=True)
    labour = models.IntegerField(null=True)
    labour_unknown = models.IntegerField(null=True)
    insurance_unknown = models.IntegerField(null=True)
    uninsured = models.IntegerField(null=True)
    out_of_school = models.IntegerField(null=True)
    students_beyond_compulsory = models.IntegerField(null=True)
    serious_illness = models.IntegerField(null=True)
    severe_disability = models.IntegerField(null=True)
    allowance = models.IntegerField(null=True)
    destitute = models.IntegerField(null=True)
    worker_lost_on = models.DateField(null=True)
    wage_earner_lost_on = models.DateField(null=True)
    earner_lost_on = models.GeneratedField(
        expression=Greatest(F("worker_lost_on"), F("wage_earner_lost_on")),
        output_field=models.DateField(null=True),
        db_persist=True,
    )
    # its income and spending
    net = yuan_column()
    net_before = yuan_column()
    net_before2 = yuan_column()
    net_before3 = yuan_column()
    income_known = models.IntegerField(null=True)
    income_carried = models.IntegerField(null=True)
    carried = yuan_column()
    year_told = models.BooleanField(null=True)
    wages = yuan_column()
    business = yuan_column()
    claims = yuan_column()
    out_of_pocket = yuan_column()
    schooling_cost = yuan_column()
    self_paid_this_year = yuan_column()
    per_capita = per_person_column(F("net"), "people")
    per_capita_before = per_person_column(F("net_before"), "people_before")
    per_capita_before2 = per_person_column(F("net_before2"), "people_before2")
    per_capita_before3 = per_person_column(F("net_before3"), "people_before3")
    reference = per_person_column(F("net") + Coalesce(F("claims"), 0) - F("out_of_pocket"), "people")
    rigid_spending = models.GeneratedField(
        expression=NullIf(Coalesce(F("out_of_pocket"), 0) + Coalesce(F("schooling_cost"), 0), 0),
        output_field=yuan_column(),
        db_persist=True,
    )
    # its earners
    lost_wages = yuan_column()
    disabled_wages = yuan_column()
    unpaid_since = models.DateField(null=True)
    # its work
    working = models.IntegerField(null=True)
    idle_since = models.DateField(null=True)
    # what was checked
    housing_met = models.BooleanField(null=True)
    water_met = models.BooleanField(null=True)
    education_met = models.BooleanField(null=True)
    medical_met = models.BooleanField(null=True)
    water_problem = models.CharField(max_length=10, null=True)
    water_out_since = models.DateField(null=True)
    # what visits saw
    last_visit_on = models.DateField(null=True)
    shocks_seen = ArrayField(models.CharField(max_length=4, choices=RiskType), null=True)
    guarantees_failed = models.IntegerField(null=True)
    # what departments know
    insured_self_paid = yuan_column()
    outpatient_paid = yuan_column()
    illness_told_on = models.DateField(null=True)
    dropouts_told = models.IntegerField(null=True)
    schooling_told = yuan_column()
    support_stopped_on = models.DateField(null=True)
    support_new_on = models.DateField(null=True)
    reliefs = models.IntegerField(null=True)
    certificate_told_on = models.DateField(null=True)
    severe_told = models.IntegerField(null=True)
    unsafe_houses_told = models.IntegerField(null=True)
    water_out_told_since = models.DateField(null=True)
    house_lost_on = models.DateField(null=True)
    crop_lost_percent = yuan_column()
    work_ended_told_on = models.DateField(null=True)
    grave_accident_on = models.DateField(null=True)
    injury_on = models.DateField(null=True)
    project_failed_on = models.DateField(null=True)
    joined_project_failed_on = models.DateField(null=True)
    business_loss = yuan_column()
    credit_overdue_since = models.DateField(null=True)
    asked_for_help_on = models.DateField(null=True)
    declared_on = models.DateField(null=True)
    # its case
    case_state = models.CharField(max_length=10, null=True)
    cleared_on = models.DateField(null=True)
    is_followed = condition_column(Q(case_state__in=["active", "clearing"]))
    is_lifted_or_followed = condition_column(Q(case_state__in=["active", "clearing"]) | Q(kind="lifted"))

    objects = HouseholdRiskQuerySet.as_manager()

    class Meta:
        verbose_name = _("household facts")
        verbose_name_plural = _("household facts")
        indexes = [models.Index(fields=["county", "colour"])]
        constraints = [choice_constraint("colour_known", "colour", Colour)]

    def __str__(self):
        return f"{self.household_id} {self.as_of}"


class RiskFlagQuerySet(HouseholdRiskQuerySet):
    def open(self):
        return self.filter(cleared_on=None)

    def open_on(self, day):
        """Return flags that were open at the end of `day`."""
        return self.filter(Q(cleared_on=None) | Q(cleared_on__gt=day), raised_on__lte=day)

    def red(self):
        return self.filter(level=Level.RED)

    def amber(self):
        return self.filter(level=Level.AMBER)


class RiskFlag(models.Model):
    """One rule that holds for one household.

    A flag is raised once and cleared once: a rise from amber to red clears one flag and raises another. `evidence`
    holds the facts and parameter values it was judged by."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="flags", verbose_name=_("household"))
    rule = models.CharField(_("rule"), max_length=8)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level)
    evidence = models.JSONField(_("evidence"), decoder=ExactDecoder)
    judged_by = models.ForeignKey(RiskRun, models.PROTECT, related_name="+")
    raised_on = models.DateField(_("raised on"))
    raised_by = models.ForeignKey(RiskRun, models.PROTECT, related_name="raised")
    cleared_on = models.DateField(pgettext_lazy("flag", "cleared on"), null=True)
    cleared_by = models.ForeignKey(RiskRun, models.PROTECT, null=True, related_name="cleared")

    objects = RiskFlagQuerySet.as_manager()

    class Meta:
        verbose_name = _("risk flag")
        verbose_name_plural = _("risk flags")
        ordering = ["-level", "rule"]
        indexes = [models.Index(fields=["rule", "level"], condition=Q(cleared_on=None), name="open_by_rule")]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "rule"], condition=Q(cleared_on=None), name="one_open_flag_a_rule"
            ),
            together_constraint("clearing_is_complete", "cleared_on", "cleared_by"),
            models.CheckConstraint(name="level_known", condition=Q(level__in=[1, 2])),
            models.CheckConstraint(
                name="cleared_after_raised", condition=Q(cleared_on=None) | Q(cleared_on__gte=F("raised_on"))
            ),
        ]

    def __str__(self):
        return f"{self.household_id} {self.rule} {self.get_level_display()}"
