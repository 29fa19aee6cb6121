"""Exports: files made from a monthly report for one person, encrypted on disk, and deleted after a week."""

import uuid
from contextlib import suppress
from typing import cast

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Area
from accounts.permissions import Permission
from core.constraints import choice_constraint, together_constraint
from core.jobs.models import Job
from core.text import Label


class ExportKind(models.TextChoices):
    WORKBOOK = "workbook", _("Excel workbook, a worksheet for each sheet")
    BULLETIN = "bulletin", _("Word bulletin with tables and a chart")
    CSV = "csv", _("CSV, one file for each sheet")
    NATIONAL = "national", _("National layout, one row a person, for re-entry")
    LIST_XLSX = "list_xlsx", _("A list as Excel")
    LIST_CSV = "list_csv", _("A list as CSV")
    AWAY = "away", _("Monthly table: people who work away")
    PLANNED = "planned", _("Monthly table: people who plan to go away")


LIST_KINDS = {ExportKind.LIST_XLSX: "xlsx", ExportKind.LIST_CSV: "csv"}
TABLE_KINDS = (ExportKind.AWAY, ExportKind.PLANNED)  # the national monthly tables of people who work away
MONTH_KINDS = [(kind.value, kind.label) for kind in ExportKind if kind not in (*LIST_KINDS, *TABLE_KINDS)]


class ExportState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("export", "Waits for a county leader")
    QUEUED = "queued", pgettext_lazy("export", "Waiting")
    RUNNING = "running", pgettext_lazy("export", "Being made")
    DONE = "done", pgettext_lazy("export", "Ready")
    FAILED = "failed", pgettext_lazy("export", "Failed")
    CANCELLED = "cancelled", pgettext_lazy("export", "Cancelled")
    EXPIRED = "expired", pgettext_lazy("export", "Expired and deleted")


WITHDRAWABLE_EXPORT_STATES = (ExportState.ASKED, ExportState.QUEUED, ExportState.RUNNING)
UNFINISHED_EXPORT_STATES = (ExportState.QUEUED, ExportState.RUNNING)
FILELESS_EXPORT_STATES = (
    ExportState.FAILED,
    ExportState.CANCELLED,
    ExportState.EXPIRED,
)  # there is no file, and nobody is making one
NO_LISTS, MASKED_LISTS, FULL_LISTS = "", "masked", "full"  # lists of households
EXPORT_FAILURES = {
    "rights": _("Your role or territory no longer includes what you asked for. Ask for a smaller part."),
    "recounted": _("The month was being recounted while the file was made. Ask for it again later."),
    "reason": _(
        "The month was counted again, and the file would now hold more than 50 people. "
        "Ask for it again and say what it is for."
    ),
    "unconfirmed": _(
        "The month was counted again, and the file would now hold the ID numbers of more than 50 people. Ask for it "
        "again: a county leader must allow it."
    ),
    "refused": _("A county leader did not allow it. Ask what speaks against it, or ask for masked lists."),
    "forgotten": _("It was not made within a day. Try again; if this happens again, tell your administrator."),
    "unexpected": _(
        "Something went wrong while it was made. Try again; if this happens again, tell your administrator."
    ),
}


class ExportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the user's own exports: a file belongs to the person who asked for it."""
        return self.filter(user=user)

    def of_county(self, county):
        """Keep the files of a county: of its months and of its lists."""
        return self.filter(Q(report__county=county) | Q(county=county))

    def to_confirm_by(self, user):
        """Keep what this person may allow: of the own county, and asked for by somebody else."""
        counties = [area.pk for area in user.areas_where(Permission.EXPORT_CONFIRM)]
        of_mine = Q(report__county__in=counties) | Q(county__in=counties)
        return self.filter(of_mine, state=ExportState.ASKED).exclude(user=user)


class Export(models.Model):
    """One file that somebody asked for, of a month or of a list: its contents, places and reason; its progress; and
    until when it can be fetched. A list is written as its page shows it to the person when the worker comes to it.

    What it may hold is checked again when it is made and each time it is fetched."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(
        "reports.MonthlyReport", models.CASCADE, null=True, related_name="exports", verbose_name=_("report")
    )
    county = models.ForeignKey(  # of a list or a monthly table
        Area, models.PROTECT, null=True, db_index=False, related_name="+", verbose_name=_("county")
    )
    page = models.CharField(_("page of the list"), max_length=4000, blank=True, db_default="")  # a search is encrypted
    listing = models.CharField(_("list"), max_length=40, blank=True, db_default="")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    kind = models.CharField(_("kind"), max_length=10, choices=ExportKind)
    sheet = models.CharField(_("sheet"), max_length=10, blank=True)  # for a CSV file; empty means all sheets
    scope = ArrayField(models.CharField(max_length=16), verbose_name=_("places"))  # codes of areas
    with_details = models.BooleanField(_("with lists of households"), default=False)
    in_full = models.BooleanField(_("names and ID numbers in full"), default=False)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=10)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")  # the job that makes it or made it
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("allowed by")
    )
    state = models.CharField(_("state"), max_length=10, choices=ExportState, default=ExportState.QUEUED)
    failure = models.CharField(_("why it failed"), max_length=20, blank=True)  # a key of FAILURES
    rows_total = models.PositiveIntegerField(_("rows to write"), default=0)
    rows = models.PositiveIntegerField(_("rows"), null=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("bytes"), null=True)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True)
    expires_at = models.DateTimeField(_("can be fetched until"), null=True)
    taken_at = models.DateTimeField(_("fetched last"), null=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["user", "-asked_at"], name="exports_of_a_person")]
        constraints = [
            choice_constraint("export_kind_known", "kind", ExportKind),
            choice_constraint("export_state_known", "state", ExportState),
            together_constraint("exports_finished_expire", "finished_at", "expires_at", "size", "rows"),
            models.CheckConstraint(
                name="ready_exports_are_whole", condition=~Q(state="done") | (Q(size__gt=0) & ~Q(sha256=""))
            ),
            models.CheckConstraint(name="nobody_allows_their_own_export", condition=~Q(confirmed_by=F("user"))),
            models.CheckConstraint(name="in_full_means_lists", condition=Q(in_full=False) | Q(with_details=True)),
            models.CheckConstraint(
                name="exports_are_of_a_month_or_a_list",
                condition=Q(report__isnull=False, county=None, page="")
                | (Q(report=None, county__isnull=False, kind__in=["list_csv", "list_xlsx"]) & ~Q(page=""))
                | Q(report=None, county__isnull=False, kind__in=["away", "planned"], page="", in_full=True),
            ),
            models.CheckConstraint(name="exports_have_a_place", condition=~Q(scope=[])),
            models.CheckConstraint(
                name="taken_after_finished", condition=Q(taken_at=None) | Q(taken_at__gte=F("finished_at"))
            ),
        ]

    class Privacy:
        plain = {
            "id",
            "report",
            "county",
            "page",
            "listing",
            "user",
            "kind",
            "sheet",
            "scope",
            "with_details",
            "in_full",
            "reason",
            "language",
            "confirmed_by",
            "state",
            "failure",
            "job",
            "rows_total",
            "rows",
            "sha256",
            "size",
            "asked_at",
            "finished_at",
            "expires_at",
            "taken_at",
        }
        secret = health = set()

    def __str__(self):
        return f"{self.get_kind_display()} {self.report or self.listing}"

    def get_absolute_url(self):
        return reverse("reports:export", args=[self.pk])

    def move(self, *sources, to, **changes) -> bool:
        """Compare and set: return True when the export was in one of `sources` and now is in `to`. It must still belong
        to the job it was read for; a new request belongs to another."""
        mine = type(self).objects.filter(pk=self.pk, job=self.job_id, state__in=sources)
        moved = mine.update(state=to, **changes)
        with suppress(type(self).DoesNotExist):  # its draft may have been discarded meanwhile
            self.refresh_from_db()
        return bool(moved)

    @property
    def is_list(self) -> bool:
        return self.kind in LIST_KINDS

    @property
    def is_table(self) -> bool:
        """Whether it is a national monthly table of people who work away."""
        return self.kind in TABLE_KINDS

    @property
    def home(self) -> Area:
        """The county that it tells of."""
        return cast(Area, self.county) if self.report is None else self.report.county

    @property
    def waits_for_leader(self) -> bool:
        return self.state == ExportState.ASKED

    @property
    def is_at_work(self) -> bool:
        return self.state in UNFINISHED_EXPORT_STATES

    @property
    def is_stalled(self) -> bool:
        """Whether no worker is making it although there was time to begin."""
        return self.is_at_work and (self.job is None or not self.job.is_open or self.job.is_stalled)

    @property
    def lacks_reason(self) -> bool:
        """Whether it failed because no reason was given; the same again would fail too."""
        return self.state == ExportState.FAILED and self.failure == "reason"

    @property
    def can_begin_again(self) -> bool:
        """Whether the same file can be made again."""
        return (self.state in FILELESS_EXPORT_STATES and not self.lacks_reason) or self.is_stalled

    @property
    def lists(self) -> str:
        """Whether names in its lists are masked or in full; empty when it has no lists."""
        return (FULL_LISTS if self.in_full else MASKED_LISTS) if self.with_details else NO_LISTS

    @property
    def failed_because(self) -> Label:
        return EXPORT_FAILURES.get(self.failure, "")

    @property
    def stored_name(self) -> str:
        """Return the name of its encrypted file."""
        return f"exports/{self.pk}.sealed"

    @property
    def file_name(self) -> str:
        """Month, version, part of the county, kind and lists, so that the files of a month can be told apart; only
        codes of places, no personal data. A list has its code and the day."""
        if self.report is None:
            return f"{self.listing or self.kind}-{timezone.localtime(self.asked_at):%Y-%m-%d}.{self.ending}"
        report = self.report
        parts = ["report", report.county.code, f"{report.month:%Y-%m}", f"v{report.version}", self.part]
        return "-".join(part for part in (*parts, self.sheet or self.kind, self.lists) if part) + f".{self.ending}"

    @property
    def part(self) -> str:
        """The code of its place; empty for the whole county."""
        if self.scope == [self.home.code]:
            return ""
        return self.scope[0] if len(self.scope) == 1 else f"{self.scope[0]}-and-{len(self.scope) - 1}"

    @property
    def ending(self) -> str:
        if self.is_list:
            return LIST_KINDS[ExportKind(self.kind)]
        if self.kind == ExportKind.CSV:
            return "csv" if self.sheet else "zip"
        return "docx" if self.kind == ExportKind.BULLETIN else "xlsx"

    @property
    def areas(self) -> list[Area]:
        """The places it covers."""
        return list(Area.objects.filter(code__in=self.scope).order_by("path"))
