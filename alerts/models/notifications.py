"""Notifications behind the bell: one for each person, alert and occasion."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.constraints import choice_constraint

from .alerts import Alert


class NotificationKind(models.TextChoices):
    DISPATCHED = "dispatched", _("An alert was sent to your village")
    MISPLACED = "misplaced", _("An alert came back: wrong area")
    ANSWERED = "answered", _("An alert was answered")
    RETURNED = "returned", _("An alert was returned to you")
    REOPENED = "reopened", _("An alert was reopened")
    CORRECTED = "corrected", _("The visit behind an answer was corrected and does not carry it any more")
    REMINDER = "reminder", _("An alert is soon due")
    OVERDUE = "overdue", _("An alert is overdue")
    DECISION = "decision", _("The decision about a clue can no longer be made in time")


class NotificationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the user's own notifications about alerts the user may still see."""
        return self.filter(user=user, alert__in=Alert.objects.visible_to(user))

    def unread(self):
        return self.filter(read_at=None)


class Notification(models.Model):
    """One thing that the bell tells a person about an alert. `occasion` is the day it is about: the deadline of a
    reminder, or the day of a step."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications", verbose_name=_("user")
    )
    alert = models.ForeignKey(Alert, models.CASCADE, related_name="notifications", verbose_name=_("alert"))
    kind = models.CharField(_("kind"), max_length=12, choices=NotificationKind)
    occasion = models.DateField(_("occasion"))
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    read_at = models.DateTimeField(_("read"), null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-id"]
        indexes = [models.Index(fields=["user", "-id"], condition=Q(read_at=None), name="unread_notices")]
        constraints = [
            models.UniqueConstraint(fields=["user", "alert", "kind", "occasion"], name="told_once_an_occasion"),
            choice_constraint("notice_kind_known", "kind", NotificationKind),
        ]

    class Privacy:
        plain = {"user", "alert", "kind", "occasion", "created_at", "read_at"}
        secret = health = set()

    def __str__(self):
        return self.get_kind_display()
