"""The monthly report: one month of a county, counted, checked and frozen.

Its numbers are rows, one for each household under a code, so that every figure opens the list it counts, at every level
and permanently."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Area
from accounts.permissions import Permission
from accounts.territory import TerritoryQuerySet
from core.constraints import choice_constraint
from core.step_rows import steps_of
from core.workflow import Transition
from households.models import Household


class ReportState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("report", "Draft")
    CHECKED = "checked", pgettext_lazy("report", "Checked")
    FROZEN = "frozen", pgettext_lazy("report", "Frozen")
    SUBMITTED = "submitted", pgettext_lazy("report", "Submitted")


SEALED_STATES = (ReportState.FROZEN, ReportState.SUBMITTED)
FROZEN_FIELDS = (
    "county_id",
    "month",
    "version",
    "as_of",
    "counted_at",
    "undated_at",
    "parameters",
    "parameters_digest",
    "rules_digest",
    "countings",
    "digest",
    "difference",
    "why",
    "findings",
    "cover_en",
    "cover_zh",
)
FROZEN_FIELD_CHANGED_SQL = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in FROZEN_FIELDS)


def truncate_trigger():
    """Return a trigger that forbids TRUNCATE, which row triggers do not see."""
    return pgtrigger.Trigger(
        name="never_emptied",
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        level=pgtrigger.Statement,
        func="RAISE EXCEPTION 'Frozen reports stay: this table cannot be emptied.';",
    )


class MonthlyReportQuerySet(TerritoryQuerySet):
    area_path = "county__path"
    to_look = Permission.INDICATOR_VIEW

    def visible_to(self, user):
        """Return the reports of the counties in which this person sees figures somewhere. Figures are limited to the
        person's territory where they are read."""
        codes = {area.county_code for area in user.areas_where(self.to_look)}
        return self.filter(county__code__in=codes)

    def sealed(self):
        return self.filter(state__in=SEALED_STATES)


class MonthlyReport(models.Model):
    """One version of a county's month.

    Until it is frozen, its numbers are those of `counted_at`. After that neither they nor the parameters and rules ever
    change, and a correction is the next version with its `difference`."""

    county = models.ForeignKey(Area, models.PROTECT, related_name="reports", verbose_name=_("county"))
    month = models.DateField(_("month"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    state = models.CharField(_("state"), max_length=10, choices=ReportState, default=ReportState.DRAFT)
    as_of = models.DateField(_("as of"))
    counted_at = models.DateTimeField(_("counted"), null=True)
    # What carries no day, such as the kind of a household, counts as it was known at this moment: when the first
    # version was counted. Null for months counted before there was this distinction.
    undated_at = models.DateTimeField(_("undated values as of"), null=True, editable=False)
    parameters = models.JSONField(_("parameters"), default=dict)
    parameters_digest = models.CharField(max_length=64, blank=True)
    rules_digest = models.CharField(max_length=64, blank=True)
    # Which countings made it, by name: one that was added later has nothing to say of it. Null for months of before.
    countings = ArrayField(models.CharField(max_length=20), null=True, editable=False)
    digest = models.CharField(_("digest (SHA-256)"), max_length=64, blank=True)
    difference = models.JSONField(_("difference to the version before"), null=True)
    findings = models.JSONField(_("what was known to be missing when it was frozen"), default=list)
    why = models.CharField(_("why it was corrected"), max_length=300, blank=True)
    cover_en = models.TextField(_("cover in English"), max_length=8000, blank=True)
    cover_zh = models.TextField(_("cover in Chinese"), max_length=8000, blank=True)

    objects = MonthlyReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("monthly report")
        verbose_name_plural = _("monthly reports")
        ordering = ["-month", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["county", "month", "version"], name="one_report_a_version"),
            models.UniqueConstraint(
                fields=["county", "month"], condition=Q(state__in=["draft", "checked"]), name="one_open_report_a_month"
            ),
            choice_constraint("report_state_known", "state", ReportState),
            models.CheckConstraint(name="a_month_is_its_first_day", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="frozen_reports_have_a_digest",
                condition=(~Q(state__in=SEALED_STATES) & Q(digest="")) | (Q(state__in=SEALED_STATES) & ~Q(digest="")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="frozen_numbers_stay",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(f"OLD.state IN ('frozen', 'submitted') AND ({FROZEN_FIELD_CHANGED_SQL})"),
            ),
            pgtrigger.Protect(
                name="frozen_reports_stay",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__state__in=list(SEALED_STATES)),
            ),
            truncate_trigger(),
            pgtrigger.FSM(
                name="reports_go_forward",
                field="state",
                transitions=[
                    ("draft", "checked"),
                    ("checked", "draft"),
                    ("draft", "frozen"),
                    ("checked", "frozen"),
                    ("frozen", "submitted"),
                ],
            ),
        ]

    class Privacy:
        plain = {
            "county",
            "month",
            "version",
            "state",
            "as_of",
            "counted_at",
            "undated_at",
            "parameters",
            "parameters_digest",
            "rules_digest",
            "countings",
            "digest",
            "difference",
            "findings",
            "why",
            "cover_en",
            "cover_zh",
        }
        secret = health = set()

    def __str__(self):
        return f"{self.county.code} {self.month:%Y-%m} v{self.version}"

    def get_absolute_url(self):
        """Return its page by number, which is all that the access log knows."""
        if not self.county_id:
            return reverse("reports:month-by-number", args=[self.pk])
        return reverse("reports:month", args=[self.county.code, f"{self.month:%Y-%m}", self.version])

    @property
    def is_sealed(self) -> bool:
        return self.state in SEALED_STATES


@steps_of("report")
class ReportTransition(Transition):
    """Who checked, froze and submitted a report, and when."""

    report = models.ForeignKey(MonthlyReport, models.DO_NOTHING, related_name="transitions", verbose_name=_("report"))

    class Meta(Transition.Meta):
        verbose_name = _("step of a report")
        verbose_name_plural = _("steps of reports")

    class Privacy:
        plain = {"report", "step", "source", "target", "effective_on", "at", "by", "reason"}
        secret = health = set()


ROW_GUARD_SQL = """
IF EXISTS (SELECT FROM reports_monthlyreport r
           WHERE r.id IN (NEW.report_id, OLD.report_id) AND r.state IN ('frozen', 'submitted')) THEN
    RAISE EXCEPTION 'The lines of a frozen report stay as they are.';
END IF;
RETURN COALESCE(NEW, OLD);
"""


class ReportRow(models.Model):
    """One household (or one thing without a household) counted under a code such as stock.unstable.cleared. `people` is
    how many members it had then, `times` how often it counts, `yuan` what it cost."""

    report = models.ForeignKey(MonthlyReport, models.CASCADE, related_name="rows", verbose_name=_("report"))
    code = models.CharField(_("counted as"), max_length=60)
    village = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("village"))
    household = models.ForeignKey(Household, models.PROTECT, null=True, related_name="+", verbose_name=_("household"))
    people = models.PositiveIntegerField(_("people"), default=0)
    times = models.PositiveIntegerField(_("times"), default=1)
    yuan = models.DecimalField(_("yuan"), max_digits=14, decimal_places=2, null=True)
    on = models.DateField(_("on"), null=True)
    details = models.JSONField(_("details"), default=dict)  # shown in detail sheets, as it was then

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("report row")
        verbose_name_plural = _("report rows")
        ordering = ["code", "village", "household", "pk"]
        indexes = [models.Index(fields=["report", "code", "village"], name="lines_of_a_figure")]
        triggers = [
            pgtrigger.Trigger(
                name="frozen_lines_stay",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=ROW_GUARD_SQL,
            ),
            truncate_trigger(),
        ]

    class Privacy:
        plain = {"report", "code", "village", "household", "people", "times", "yuan", "on"}
        secret = set()
        health = {"details"}

    def __str__(self):
        return self.code


class ReportSum(models.Model):
    """The sum of the rows under one code in one village, so that no page adds up a county. A household with several
    rows under the code counts as one household, with its people once."""

    report = models.ForeignKey(MonthlyReport, models.CASCADE, related_name="sums", verbose_name=_("report"))
    code = models.CharField(_("counted as"), max_length=60)
    village = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("village"))
    households = models.PositiveIntegerField(_("households"))
    people = models.PositiveBigIntegerField(_("people"))
    times = models.PositiveBigIntegerField(_("times"))
    yuan = models.DecimalField(_("yuan"), max_digits=16, decimal_places=2, null=True)

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("sum of a report")
        verbose_name_plural = _("sums of reports")
        ordering = ["code", "village"]
        constraints = [models.UniqueConstraint(fields=["report", "code", "village"], name="one_sum_a_word_and_village")]
        triggers = [
            pgtrigger.Trigger(
                name="frozen_sums_stay",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=ROW_GUARD_SQL,
            ),
            truncate_trigger(),
        ]

    class Privacy:
        plain = {"report", "code", "village", "households", "people", "times", "yuan"}
        secret = health = set()

    def __str__(self):
        return self.code
