"""What the procedure keeps: who checked, what the family signed, what departments found, how the village voted, what
was posted and who objected. Rows are only added, a consent notes when it was taken back, and every later step checks
them again."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.departments import Department
from accounts.territory import TerritoryQuerySet
from cases.choices import Procedure
from core.constraints import choice_constraint, order_constraint, together_constraint
from core.crypto.fields import EncryptedField
from households.models import Member
from visits.models import Visit


class OfCaseQuerySet(TerritoryQuerySet):
    area_path = "case__village__path"


class OfNoticeQuerySet(TerritoryQuerySet):
    area_path = "notice__case__village__path"


def case_foreign_key(name):
    return models.ForeignKey("cases.Case", models.CASCADE, related_name=name, verbose_name=_("case"))


def recorder_foreign_key(label=None):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=label or _("recorded by")
    )


class Scan(models.Model):
    """A signed paper, photographed or scanned; its file is stored encrypted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = case_foreign_key("scans")
    title = models.CharField(_("title"), max_length=80)
    content_type = models.CharField(_("kind of file"), max_length=40)
    size = models.PositiveIntegerField(_("bytes"))
    sha256 = models.CharField(max_length=64)
    by = recorder_foreign_key()
    at = models.DateTimeField(_("recorded at"), default=timezone.now)
    erased_on = models.DateField(_("file erased on"), null=True)  # its time was over: cases/endings.py

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        ordering = ["-at"]

    class Privacy:
        plain = {"id", "case", "title", "content_type", "size", "by", "at", "erased_on"}
        secret = {"sha256"}
        health = set()

    def __str__(self):
        return self.title

    @property
    def stored_name(self) -> str:
        """Return the name of its encrypted file."""
        return f"scans/{self.id.hex[:2]}/{self.id.hex}.scan"


class Verification(models.Model):
    """A visit by two checkers, with the family's signature under what they found."""

    case = case_foreign_key("verifications")
    procedure = models.CharField(_("procedure"), max_length=14, choices=Procedure)
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="+", verbose_name=_("visit"))
    first_checker = recorder_foreign_key(_("first checker"))
    second_checker = recorder_foreign_key(_("second checker"))
    signed = models.BooleanField(_("the family signed"))
    by = recorder_foreign_key()
    at = models.DateTimeField(_("recorded at"), default=timezone.now)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        ordering = ["-pk"]
        constraints = [
            choice_constraint("verification_procedure_known", "procedure", Procedure),
            models.CheckConstraint(name="two_checkers", condition=~Q(first_checker=F("second_checker"))),
        ]

    class Privacy:
        plain = {"case", "procedure", "visit", "first_checker", "second_checker", "signed", "by", "at"}
        secret = health = set()

    def __str__(self):
        return f"{self.visit_id}"


class AuthorisationQuerySet(OfCaseQuerySet):
    def in_force(self):
        """Keep those that the family has not taken back."""
        return self.filter(withdrawn_on=None)


class Authorisation(models.Model):
    """The family's signed consent to compare its data with departments: who signed, what it covers, and the paper. The
    guardian signs where nobody of the household can, such as children living alone. A family may take it back."""

    case = case_foreign_key("authorisations")
    signed_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+", verbose_name=_("signed by"))
    guardian = models.CharField(_("guardian who signed"), max_length=80, blank=True, db_default="")
    signed_on = models.DateField(_("signed on"))
    scope = ArrayField(models.CharField(max_length=18, choices=Department), verbose_name=_("departments"))
    scan = models.ForeignKey(Scan, models.PROTECT, related_name="+", verbose_name=_("scan"))
    by = recorder_foreign_key()
    at = models.DateTimeField(_("recorded at"), default=timezone.now)

    withdrawn_on = models.DateField(_("taken back on"), null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("taken back, recorded by")
    )

    objects = AuthorisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("authorisation")
        verbose_name_plural = _("authorisations")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="authorised_for_known_departments",
                condition=Q(scope__contained_by=sorted(Department.values), scope__len__gte=1),
            ),
            models.CheckConstraint(
                name="a_member_or_a_guardian_signed",
                condition=Q(signed_by__isnull=False, guardian="") | (Q(signed_by=None) & ~Q(guardian="")),
            ),
            together_constraint("a_consent_taken_back_says_who", "withdrawn_on", "withdrawn_by"),
            order_constraint("a_consent_is_taken_back_later", "signed_on", "withdrawn_on"),
        ]

    class Privacy:
        plain = {"case", "signed_by", "signed_on", "scope", "scan", "by", "at", "withdrawn_on", "withdrawn_by"}
        secret = {"guardian"}
        health = set()

    def __str__(self):
        return f"{self.signed_on}"


class Comparison(models.Model):
    """What one department's data said of the family: something was found, or nothing."""

    case = case_foreign_key("comparisons")
    department = models.CharField(_("department"), max_length=18, choices=Department)
    found = models.BooleanField(_("something found"))
    note = EncryptedField(_("what was found"), default="", blank=True)
    compared_on = models.DateField(_("compared on"))
    by = recorder_foreign_key()
    at = models.DateTimeField(_("recorded at"), default=timezone.now)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("comparison")
        verbose_name_plural = _("comparisons")
        ordering = ["compared_on", "pk"]
        constraints = [
            choice_constraint("comparison_department_known", "department", Department),
            models.CheckConstraint(name="what_was_found_is_said", condition=Q(found=False) | ~Q(note=b"")),
        ]

    class Privacy:
        plain = {"case", "department", "found", "compared_on", "by", "at"}
        secret = {"note"}
        health = set()

    def __str__(self):
        return self.get_department_display()


class Review(models.Model):
    """The village meeting about the case: who was there, how they voted, and the minutes."""

    case = case_foreign_key("reviews")
    procedure = models.CharField(_("procedure"), max_length=14, choices=Procedure)
    held_on = models.DateField(_("held on"))
    attendees = models.TextField(_("present"), max_length=1000)
    votes_for = models.PositiveSmallIntegerField(_("votes for"))
    votes_against = models.PositiveSmallIntegerField(_("votes against"), default=0)
    abstained = models.PositiveSmallIntegerField(_("abstained"), default=0)
    minutes = EncryptedField(_("minutes"), default="", blank=True)
    by = recorder_foreign_key()
    at = models.DateTimeField(_("recorded at"), default=timezone.now)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("village review")
        verbose_name_plural = _("village reviews")
        ordering = ["-held_on", "-pk"]
        constraints = [
            choice_constraint("review_procedure_known", "procedure", Procedure),
            models.CheckConstraint(name="the_village_agreed", condition=Q(votes_for__gt=F("votes_against"))),
        ]

    class Privacy:
        plain = {"case", "procedure", "held_on", "votes_for", "votes_against", "abstained", "by", "at"}
        secret = {"attendees", "minutes"}
        health = set()

    def __str__(self):
        return f"{self.held_on}"


class PublicNotice(models.Model):
    """What was posted in the village, word for word. `lines` holds only the fields that public_notice.py allows."""

    case = case_foreign_key("public_notices")
    procedure = models.CharField(_("procedure"), max_length=14, choices=Procedure)
    posted_on = models.DateField(_("posted on"))
    until = models.DateField(_("until"))
    place = models.CharField(_("where"), max_length=80)
    lines = models.JSONField(_("text"))
    by = recorder_foreign_key()
    at = models.DateTimeField(_("recorded at"), default=timezone.now)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("public notice")
        verbose_name_plural = _("public notices")
        ordering = ["-posted_on", "-pk"]
        constraints = [
            choice_constraint("notice_procedure_known", "procedure", Procedure),
            order_constraint("a_notice_lasts", "posted_on", "until"),
        ]

    class Privacy:
        plain = {"case", "procedure", "posted_on", "until", "place", "lines", "by", "at"}
        secret = health = set()

    def __str__(self):
        return f"{self.posted_on}"


class Objection(models.Model):
    """What somebody said against a public notice, and what became of it. It is open until `upheld` is set."""

    notice = models.ForeignKey(PublicNotice, models.CASCADE, related_name="objections", verbose_name=_("public notice"))
    received_on = models.DateField(_("received on"))
    words = EncryptedField(_("objection"))
    upheld = models.BooleanField(_("upheld"), null=True)
    answer = EncryptedField(_("answer"), default="", blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("settled by")
    )
    settled_on = models.DateField(_("settled on"), null=True)
    by = recorder_foreign_key()
    at = models.DateTimeField(_("recorded at"), default=timezone.now)

    objects = OfNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["received_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="settled_objections_are_answered",
                condition=Q(upheld=None, settled_by=None, settled_on=None)
                | (Q(upheld__isnull=False, settled_by__isnull=False, settled_on__isnull=False) & ~Q(answer=b"")),
            )
        ]

    class Privacy:
        plain = {"notice", "received_on", "upheld", "settled_by", "settled_on", "by", "at"}
        secret = {"words", "answer"}
        health = set()

    def __str__(self):
        return f"{self.received_on}"
