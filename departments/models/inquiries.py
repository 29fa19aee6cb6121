"""Inquiries: what the county asks one department about the people of one case. The table grows, so it carries its
county and nothing points at it; the case is known by its key alone, because cases stand above."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.departments import Department
from accounts.models import Area
from accounts.permissions import Permission
from core.constraints import choice_constraint, order_constraint
from core.crypto.fields import EncryptedField, EncryptedJSONField
from core.dates import today

from .reach import DepartmentQuerySet, liaisons_on


class InquiryState(models.TextChoices):
    OPEN = "open", pgettext_lazy("inquiry", "Open")
    ANSWERED = "answered", pgettext_lazy("inquiry", "Answered")
    BY_HAND = "by_hand", pgettext_lazy("inquiry", "Recorded by the county")
    WITHDRAWN = "withdrawn", pgettext_lazy("inquiry", "Withdrawn by the county")


class InquiryQuerySet(DepartmentQuerySet):
    to_look = Permission.INQUIRY_ANSWER  # the department alone: names and ID numbers stand in full

    def open(self):
        return self.filter(state=InquiryState.OPEN)

    def reached(self, day):
        """Keep the open ones that a liaison of the department sees on a day; of the others the county answers itself,
        until there is one."""
        here = liaisons_on(day).filter(area=models.OuterRef("county"), department=models.OuterRef("department"))
        return self.open().filter(models.Exists(here))

    def late(self, day):
        """Keep those whose last day has passed although a liaison sees them."""
        return self.reached(day).filter(due_on__lt=day)


class Inquiry(models.Model):
    """One question to one department: what do its records say of these people? `who` names those whom the family's
    signed paper (`authorisation`) covers. The answer is that something was found, said in one line, or nothing."""

    county = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("county"))
    department = models.CharField(_("department"), max_length=18, choices=Department)
    case = models.BigIntegerField(_("case"))
    of_household = models.BigIntegerField(_("household"), null=True)  # for the access log
    authorisation = models.BigIntegerField(_("authorisation"))
    who = EncryptedJSONField(_("who is asked about"), default=dict)  # {"people": [{"name", "id_number"}]}
    asked_on = models.DateField(_("asked on"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    due_on = models.DateField(_("answer due on"))
    state = models.CharField(_("state"), max_length=9, choices=InquiryState, default=InquiryState.OPEN)
    found = models.BooleanField(_("something found"), null=True)
    note = EncryptedField(_("what was found"), default="", blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("closed by")
    )

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("inquiry")
        verbose_name_plural = _("inquiries")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["county", "department", "due_on"], condition=Q(state="open"), name="open_inquiries"),
            models.Index(fields=["case"], name="inquiries_of_a_case"),
        ]
        constraints = [
            choice_constraint("inquiry_department_known", "department", Department),
            choice_constraint("inquiry_state_known", "state", InquiryState),
            order_constraint("inquiry_days_in_order", "asked_on", "due_on"),
            models.UniqueConstraint(
                fields=["case", "department"], condition=Q(state="open"), name="one_open_inquiry_a_department"
            ),
            models.CheckConstraint(
                name="a_closed_inquiry_says_when",
                condition=Q(state="open", closed_at=None) | (~Q(state="open") & Q(closed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="an_answered_inquiry_says_what",
                condition=Q(state="answered", found=False, closed_by__isnull=False)
                | (Q(state="answered", found=True, closed_by__isnull=False) & ~Q(note=b""))
                | (~Q(state="answered") & Q(found=None)),
            ),
        ]

    class Privacy:
        plain = {
            "county", "department", "case", "authorisation", "asked_on", "asked_by", "due_on", "state", "found",
            "closed_at", "closed_by",
        }  # fmt: skip
        secret = {"who", "note"}
        health = set()

    def __str__(self):
        return f"{self.pk}"

    def get_absolute_url(self):
        return reverse("departments:inquiry", args=[self.pk])

    @property
    def people(self) -> list[dict]:
        """Return name and ID number of each person who is asked about."""
        return self.who.get("people", [])

    @property
    def is_open(self) -> bool:
        return self.state == InquiryState.OPEN

    @property
    def days_left(self) -> int | None:
        """Return the days until the answer is due, below zero when they have passed; None for a closed one."""
        return (self.due_on - today()).days if self.is_open else None

    def close(self, *, by, state=InquiryState.ANSWERED, **answer) -> bool:
        """Close the inquiry if it is still open; returns whether it was (compare and set)."""
        said = {"state": state, "closed_at": timezone.now(), "closed_by": by, **answer}
        return bool(type(self).objects.open().filter(pk=self.pk).update(**said))
