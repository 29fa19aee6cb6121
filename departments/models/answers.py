"""What departments are answered: which of their records came to what. Nothing personal. The table grows, so it carries
its county and nothing points at it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.departments import Department
from accounts.models import Area
from alerts.models import Alert, AlertOutcome
from core.constraints import choice_constraint, together_constraint
from core.crypto.fields import EncryptedField

from .reach import DepartmentQuerySet


class AnswerReply(models.TextChoices):
    DONE = "done", pgettext_lazy("department", "Done: it is solved, or was corrected")
    NOT_DONE = "not_done", pgettext_lazy("department", "Not so: the village must look again")


class FeedAnswerQuerySet(DepartmentQuerySet):
    def tasks(self):
        """Keep the answers that ask the department to do something and have no reply."""
        return self.filter(due_on__isnull=False, reply="")


class FeedAnswer(models.Model):
    """What came of one record of a department: its own number, the outcome and the day. Where the village says that the
    department solves it, or that what it sent is wrong, it is a task until `due_on`; the reply ends or reopens the
    alert."""

    county = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("county"))
    feed = models.CharField(_("feed"), max_length=30)
    department = models.CharField(_("department"), max_length=18, choices=Department)
    reference = models.CharField(_("number at the department"), max_length=60)
    version = models.PositiveIntegerField(_("version"))
    alert = models.ForeignKey(Alert, models.CASCADE, related_name="+", verbose_name=_("alert"))
    rule = models.CharField(_("rule"), max_length=8)
    outcome = models.CharField(_("outcome"), max_length=14, choices=AlertOutcome)
    received_on = models.DateField(_("record of"))
    answered_on = models.DateField(_("answered on"))
    due_on = models.DateField(_("reply due on"), null=True)
    reply = models.CharField(_("reply"), max_length=8, choices=AnswerReply, blank=True)
    words = EncryptedField(_("what the department says"), default="", blank=True)
    replied_on = models.DateField(_("replied on"), null=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("replied by")
    )

    objects = FeedAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer to a department")
        verbose_name_plural = _("answers to departments")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["county", "department", "-id"], name="answers_of_a_department"),
            models.Index(fields=["county", "department"], condition=Q(reply="", due_on__isnull=False), name="to_reply"),
        ]
        constraints = [
            # An answer that has a reply stays; when the alert is closed again there is another.
            models.UniqueConstraint(
                fields=["county", "feed", "reference", "alert"], condition=Q(reply=""), name="one_answer_an_alert"
            ),
            choice_constraint("answer_outcome_known", "outcome", AlertOutcome),
            together_constraint("a_reply_says_who", "replied_on", "replied_by"),
        ]

    class Privacy:
        plain = {
            "county", "feed", "department", "reference", "version", "alert", "rule", "outcome", "received_on",
            "answered_on", "due_on", "reply", "replied_on", "replied_by",
        }  # fmt: skip
        secret = {"words"}
        health = set()

    def __str__(self):
        return f"{self.feed} {self.reference}"
