"""Rows of departments, in versions. The table grows, so it carries its county and nothing points at it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.departments import Department
from accounts.models import Area
from core.crypto.fields import EncryptedJSONField, keyed_hash
from households.choices import LeftReason
from households.models import Member

from .batches import FeedBatch
from .reach import DepartmentQuerySet


class FeedRowQuerySet(DepartmentQuerySet):
    def current(self):
        """Keep the version of each row that holds, unless the department withdrew it."""
        return self.filter(is_current=True, is_withdrawn=False)

    def within(self, *areas):
        """Keep the rows of people who live in one of these areas; without areas no row."""
        reach = Q(pk__in=[])
        for area in areas:
            reach |= Q(member__household__village__path__startswith=area.path)
        return self.filter(reach)

    def counting_on(self, day):
        """Keep the rows that count on a day, of people whose household is known and who were not entered by mistake."""
        over = Q(counts_until=None) | Q(counts_until__gte=day)
        return self.current().of_people().filter(over, happened_on__lte=day)

    def stood_between(self, first, last):
        """Keep the rows that counted at some time between two days (both included), also those that the department has
        ended or withdrawn since the first of them."""
        told_since = Q(batch__published_at__date__gte=first)
        ended = Q(counts_until=None) | Q(counts_until__gte=first) | Q(version__gt=1) & told_since
        stood = self.of_people().filter(Q(is_withdrawn=False) | told_since, ended)
        return stood.filter(is_current=True, happened_on__lte=last)

    def of_people(self):
        """Keep the rows of people whose household is known and who were not entered by mistake."""
        return self.exclude(member__left_reason=LeftReason.ERROR).filter(member__gt=0)


class FeedRow(models.Model):
    """One record of a department, keyed by the department's own number for it (`reference`). A row that changed is the
    next version of itself; the one with the latest month is current. `person_key` is the same for the same person in
    every feed, so that a decision about who it is holds for later rows; the household is that of the `member`. What
    `amount`, `further_amount`, `word` and `further_on` mean is said by the columns of the feed."""

    county = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("county"))
    feed = models.CharField(_("feed"), max_length=30)
    department = models.CharField(_("department"), max_length=18, choices=Department)
    reference = models.CharField(_("number at the department"), max_length=60)
    version = models.PositiveIntegerField(_("version"))
    batch = models.ForeignKey(FeedBatch, models.PROTECT, related_name="rows", verbose_name=_("batch"))
    month = models.DateField(_("month"))
    is_current = models.BooleanField(_("current"))
    is_withdrawn = models.BooleanField(_("withdrawn"), default=False)
    content_hash = models.CharField(max_length=64)
    happened_on = models.DateField(_("happened on"))
    counts_until = models.DateField(_("counts until"), null=True)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2, null=True)
    further_amount = models.DecimalField(_("further amount"), max_digits=14, decimal_places=2, null=True)
    word = models.CharField(_("kind"), max_length=20, blank=True)
    further_on = models.DateField(_("further day"), null=True)
    person_key = models.CharField(max_length=64)
    id_hash = models.CharField(max_length=64, blank=True)
    member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+", verbose_name=_("person"))
    said = EncryptedJSONField(_("what was said"), default=dict)  # name, id_number, birth, phone, place, note

    objects = FeedRowQuerySet.as_manager()
    # Hashes that `renew_field_key` makes anew: column, the secret it is made of, and how.
    OWN_HASHES = {"id_hash": ("said", lambda said: keyed_hash(said.get("id_number", "")))}

    class Meta:
        verbose_name = _("row of a department")
        verbose_name_plural = _("rows of departments")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["member", "feed"], condition=Q(is_current=True), name="rows_of_a_member"),
            models.Index(fields=["county", "person_key"], condition=Q(is_current=True), name="rows_of_a_person"),
            models.Index(fields=["county", "feed", "month"], name="rows_of_a_month"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["county", "feed", "reference", "version"], name="one_row_a_version"),
            models.UniqueConstraint(
                fields=["county", "feed", "reference"], condition=Q(is_current=True), name="one_current_version"
            ),
        ]

    class Privacy:
        plain = {
            "county", "feed", "department", "reference", "version", "batch", "month", "is_current", "is_withdrawn",
            "content_hash", "happened_on", "counts_until", "member",
        }  # fmt: skip
        secret = {"person_key", "id_hash", "amount", "further_amount", "further_on"}
        health = {"word", "said"}

    def __str__(self):
        return f"{self.feed} {self.version}"
