"""The table of registry imports: what was sent, how far it is, and what is wrong with it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from accounts.permissions import Permission
from accounts.territory import TerritoryQuerySet
from core import masks
from core.constraints import choice_constraint
from core.crypto.fields import EncryptedField
from households.import_messages import AWAITED, TO_SETTLE, ProblemMessage


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", _("Uploaded")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked")
    SAVING = "saving", _("Being saved")
    SAVED = "saved", _("Saved")
    FAILED = "failed", _("Failed")
    DISCARDED = "discarded", _("Discarded")


ALL = "all"  # in `settled`: whatever is asked is right, as the operator of a terminal says
WORKING_STATES = (
    ImportState.UPLOADED,
    ImportState.CHECKING,
    ImportState.SAVING,
)  # a worker is, or will be, working on it
CLOSED_STATES = (ImportState.SAVED, ImportState.DISCARDED)


class ImportLayout(models.TextChoices):
    OURS = "ours", _("Sheets areas, households, members, income, cases")
    NATIONAL = "national", _("National export, one row for each person")


class ImportBatchQuerySet(TerritoryQuerySet):
    area_path = "county__path"
    to_look = Permission.IMPORT_REGISTRY


class ImportBatch(models.Model):
    """One file (or folder) sent to the registry. It is uploaded, checked without saving anything, looked at, and then
    saved or discarded. Until then its files lie encrypted under MEDIA_ROOT."""

    county = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("county"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("sent by")
    )
    created_at = models.DateTimeField(_("sent"), auto_now_add=True)
    file_name = models.CharField(_("file"), max_length=200)
    digest = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    language = models.CharField(_("language of the error file"), max_length=10)
    layout = models.CharField(_("layout"), max_length=10, choices=ImportLayout, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    good_rows = models.BooleanField(_("good rows are saved although others are bad"), default=False)
    told_on = models.DateField(_("day on which the income in it was told"), null=True, blank=True)
    holds_some = models.BooleanField(_("holds some groups of income only"), default=False)
    empty_is_nothing = models.BooleanField(_("an empty amount means nothing"), default=False)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    saved_at = models.DateTimeField(_("saved"), null=True, blank=True)
    failure = models.JSONField(_("why it failed"), default=dict, blank=True)  # {"code", "params"}
    remarks = models.JSONField(_("remarks"), default=list, blank=True)  # [{"code", "params"}] about the whole file
    settled = models.JSONField(_("settled remarks"), default=list, blank=True)  # those of `remarks` that are right
    account = models.JSONField(_("account of the cells"), default=list, blank=True)  # of each table
    counts = models.JSONField(_("counts"), default=list, blank=True)  # [{"sheet", "rows", "new", …}]
    has_error_file = models.BooleanField(_("error file"), default=False)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("registry import")
        verbose_name_plural = _("registry imports")
        ordering = ["-pk"]
        constraints = [
            choice_constraint("import_state_known", "state", ImportState),
            models.CheckConstraint(
                name="import_saved_is_dated", condition=~Q(state="saved") | Q(saved_at__isnull=False)
            ),
        ]

    class Privacy:
        plain = {
            "county",
            "by",
            "created_at",
            "file_name",
            "digest",
            "language",
            "layout",
            "state",
            "good_rows",
            "told_on",
            "holds_some",
            "empty_is_nothing",
            "checked_at",
            "saved_at",
            "failure",
            "remarks",
            "settled",
            "account",
            "counts",
            "has_error_file",
        }
        secret = health = set()

    def __str__(self):
        return f"{self.file_name} {self.created_at:%Y-%m-%d}"

    def get_absolute_url(self):
        return reverse("households:import", args=[self.pk])

    def move(self, *sources, to, **changes) -> bool:
        """Move to the state `to` when the import is in one of `sources`; returns whether it was (compare and set)."""
        moved = type(self).objects.filter(pk=self.pk, state__in=sources).update(state=to, **changes)
        self.refresh_from_db()
        return bool(moved)

    @property
    def is_at_work(self) -> bool:
        return self.state in WORKING_STATES

    @property
    def errors(self) -> int:
        return sum(sheet["errors"] for sheet in self.counts)

    @property
    def writes(self) -> int:
        """Return how many rows saving adds or changes."""
        return sum(sheet["new"] + sheet["changed"] for sheet in self.counts)

    @property
    def failed_because(self) -> ProblemMessage | None:
        return ProblemMessage(**self.failure) if self.failure else None

    @property
    def remarks_in_words(self) -> list[ProblemMessage]:
        return [ProblemMessage(**remark) for remark in self.remarks]

    @property
    def unknown_headers(self) -> list[str]:
        """Return the columns of the file that nobody knew, as far as its layout could be read."""
        told = [self.failure, *self.remarks]
        return [name for one in told for name in one.get("params", {}).get("unknown", ())]

    def unsettled(self, remarks) -> list[ProblemMessage]:
        """Return those of some remarks that may change a figure and that nobody has called right."""
        asked = [remark for remark in remarks if remark.code in TO_SETTLE]
        return [] if self.settled == ALL else [one for one in asked if one.as_json() not in self.settled]

    @property
    def to_settle(self) -> list[ProblemMessage]:
        """Return what has to be settled before this import is saved."""
        return self.unsettled(self.remarks_in_words)

    @property
    def awaited(self) -> list[ProblemMessage]:
        """Return what somebody else has to decide before this import is saved."""
        return [remark for remark in self.remarks_in_words if remark.code in AWAITED]

    @property
    def cells_aside(self) -> int:
        """Return how many cells of the file are neither read nor kept."""
        return sum(table["left"] + table["stray"] for table in self.account)

    def already_saved(self):
        """Return earlier imports of exactly the same content into this county."""
        return type(self).objects.filter(county=self.county, digest=self.digest, saved_at__lt=Now()).exclude(pk=self.pk)


class ImportProblemQuerySet(TerritoryQuerySet):
    area_path = "batch__county__path"
    to_look = Permission.IMPORT_REGISTRY


class ImportProblem(models.Model):
    """One cell that is wrong (an error: its household is not saved) or that looks wrong (a warning: it is)."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="problems")
    is_error = models.BooleanField(_("error"))
    sheet = models.CharField(_("sheet"), max_length=60)
    row = models.PositiveIntegerField(_("row"))
    column = models.CharField(_("column"), max_length=100, blank=True)
    value = EncryptedField(_("value"), default="", blank=True)
    mask = models.CharField(max_length=10, blank=True)  # how a page masks the value; empty: not at all
    code = models.CharField(_("what is wrong"), max_length=30)
    params = models.JSONField(default=dict, blank=True)

    objects = ImportProblemQuerySet.as_manager()

    class Meta:
        verbose_name = _("problem of an import")
        verbose_name_plural = _("problems of imports")
        ordering = ["pk"]

    class Privacy:
        plain = {"batch", "is_error", "sheet", "row", "column", "mask", "code", "params"}
        secret = {"value"}
        health = set()

    def __str__(self):
        return f"{self.sheet} {self.row} {self.column}: {self.code}"

    @property
    def message(self) -> ProblemMessage:
        return ProblemMessage(self.code, self.params)

    @property
    def masked_value(self) -> str:
        """Return the value as a page may show it."""
        return (
            "*" * len(self.value)
            if self.mask == "hidden"
            else getattr(masks, self.mask)(self.value)
            if self.mask
            else self.value
        )


class ImportMeaningQuerySet(TerritoryQuerySet):
    area_path = "county__path"
    to_look = Permission.IMPORT_REGISTRY


class ImportMeaning(models.Model):
    """What a county said that a word or a column means which the national layout does not know: it is read so in every
    later file of this county."""

    county = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("county"))
    field = models.CharField(_("column of the word"), max_length=60, blank=True)  # empty: a column itself
    seen = models.CharField(_("word in the file"), max_length=100)
    seen_folded = models.CharField(max_length=100, editable=False)
    meaning = models.CharField(_("known word that it means"), max_length=60)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("said by"))
    created_at = models.DateTimeField(_("said"), auto_now=True)

    objects = ImportMeaningQuerySet.as_manager()

    class Meta:
        verbose_name = _("meaning of a word in imports")
        verbose_name_plural = _("meanings of words in imports")
        ordering = ["field", "seen"]
        constraints = [models.UniqueConstraint(fields=["county", "field", "seen_folded"], name="one_meaning_a_word")]

    class Privacy:
        plain = {"county", "field", "seen", "seen_folded", "meaning", "by", "created_at"}
        secret = health = set()

    def __str__(self):
        return f"{self.seen}: {self.meaning}"
