"""How the access log answers for itself: the chain over its lines, how far it was copied, and what auditors are told.

A role of the database that can SELECT and INSERT is enough for lines and links. The chaining task also does INSERT and
UPDATE of `LogCopy` and `LogNotice`, and nothing else: see accounts/audit/chain.py."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.permissions import Permission
from accounts.territory import TerritoryQuerySet
from core.constraints import choice_constraint, together_constraint
from core.dates import today
from core.history import insert_only

from .areas import Area
from .log_cut import LINK_IS_CUT
from .people import User


class LogLink(models.Model):
    """The place of a line in the chain of its county: its digest covers the line and the digest before it. `line` is no
    foreign key, so that a removed line leaves a link that tells of it."""

    county = models.CharField(max_length=6, blank=True)
    position = models.BigIntegerField()
    line = models.BigIntegerField(unique=True)
    digest = models.CharField(max_length=64)
    chained_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("link of the access log")
        verbose_name_plural = _("links of the access log")
        ordering = ["county", "position"]
        constraints = [models.UniqueConstraint(fields=["county", "position"], name="one_link_a_position")]
        triggers = [insert_only(ended=LINK_IS_CUT)]

    class Privacy:
        plain = {"id", "county", "position", "line", "digest", "chained_at"}
        secret = health = set()

    def __str__(self):
        return f"{self.county} {self.position}"


class LogCopy(models.Model):
    """How far the chain of a county was copied to a file or a syslog elsewhere."""

    county = models.CharField(max_length=6, blank=True, unique=True)
    position = models.BigIntegerField(default=0)
    copied_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("copy of the access log")
        verbose_name_plural = _("copies of the access log")

    class Privacy:
        plain = {"id", "county", "position", "copied_at"}
        secret = health = set()

    def __str__(self):
        return f"{self.county} {self.position}"


class LogNoticeKind(models.TextChoices):
    ALTERED = "altered", pgettext_lazy("access log", "Lines of the log were altered")
    REMOVED = "removed", pgettext_lazy("access log", "Lines of the log were removed")
    INSERTED = "inserted", pgettext_lazy("access log", "Lines of the log stand outside its chain")
    LATE = "late", pgettext_lazy("access log", "Lines of the log were chained late")
    COPY_AWAY = "copy_away", pgettext_lazy("access log", "The copy of the log could not be written")
    HOUR = "hour", pgettext_lazy("access log", "Many families opened within an hour")
    ELSEWHERE = "elsewhere", pgettext_lazy("access log", "Many families opened outside the usual places")
    NIGHT = "night", pgettext_lazy("access log", "Many families opened at night")
    PAGES = "pages", pgettext_lazy("access log", "A list read page by page")


class LogNoticeQuerySet(TerritoryQuerySet):
    area_path = "county__path"
    to_look = Permission.AUDIT_VIEW

    def waiting(self):
        """Keep what no auditor has looked at yet."""
        return self.filter(seen_at=None)


class LogNotice(models.Model):
    """Something about the log, or about how somebody reads, that an auditor is told the same day."""

    county = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("county"))
    kind = models.CharField(_("kind"), max_length=10, choices=LogNoticeKind)
    day = models.DateField(_("day"), default=today)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("who"))
    number = models.PositiveIntegerField(_("how many"))
    first_line = models.BigIntegerField(null=True)  # the number of a line, where one can be named
    made_at = models.DateTimeField(default=timezone.now)
    seen_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True)

    objects = LogNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice about the log")
        verbose_name_plural = _("notices about the log")
        ordering = ["-day", "-pk"]
        constraints = [
            choice_constraint("log_notice_kind_known", "kind", LogNoticeKind),
            together_constraint("log_notice_seen_by_somebody", "seen_by", "seen_at"),
            models.UniqueConstraint(
                fields=["county", "kind", "day", "user"], nulls_distinct=False, name="one_log_notice_a_day"
            ),
        ]
        indexes = [models.Index(fields=["county"], condition=Q(seen_at=None), name="log_notices_waiting")]

    class Privacy:
        plain = {"id", "county", "kind", "day", "user", "number", "first_line", "made_at", "seen_by", "seen_at"}
        secret = health = set()

    def __str__(self):
        return f"{self.county_id} {self.day} {self.kind}"

    def get_absolute_url(self):
        return reverse("accounts:log-notice", args=[self.pk])
