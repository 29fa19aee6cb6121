"""Where people are signed in, the phones that are bound to them, and the hashes of their last passwords."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.constraints import choice_constraint

from .people import User


class Road(models.TextChoices):
    """By which door somebody signed in."""

    PASSWORD = "password", pgettext_lazy("sign-in", "password")
    SECOND_FACTOR = "factor", pgettext_lazy("sign-in", "password and second factor")
    PASSKEY = "passkey", pgettext_lazy("sign-in", "password and passkey")
    RECOVERY_CODE = "recovery", pgettext_lazy("sign-in", "password and recovery code")
    SINGLE_SIGN_ON = "sso", pgettext_lazy("sign-in", "single sign-on")


class BoundPhone(models.Model):
    """A phone whose app was used by a person. One that was revoked hands in the visits it holds, and gets nothing."""

    user = models.ForeignKey(User, models.CASCADE, related_name="phones", verbose_name=_("user"))
    browser = models.CharField(_("browser"), max_length=60, blank=True)
    bound_at = models.DateTimeField(_("bound"), default=timezone.now)
    seen_at = models.DateTimeField(_("last seen"), default=timezone.now)
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("revoked by"))

    class Meta:
        verbose_name = _("phone of a person")
        verbose_name_plural = _("phones of people")
        ordering = ["-seen_at", "-pk"]

    class Privacy:
        plain = {"user", "browser", "bound_at", "seen_at", "revoked_at", "revoked_by"}
        secret = health = set()

    def __str__(self):
        return self.browser or str(_("unknown browser"))


class OpenSession(models.Model):
    """Where somebody is signed in: since when, from which address, in which browser, by which door."""

    user = models.ForeignKey(User, models.CASCADE, related_name="sessions", verbose_name=_("user"))
    session_key = models.CharField(max_length=40, unique=True)
    began_at = models.DateTimeField(_("since"), default=timezone.now)
    address = models.GenericIPAddressField(_("address"), null=True)
    browser = models.CharField(_("browser"), max_length=60, blank=True)
    road = models.CharField(_("signed in by"), max_length=10, choices=Road)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["-began_at", "-pk"]
        constraints = [choice_constraint("session_road_known", "road", Road)]

    class Privacy:
        plain = {"user", "began_at", "browser", "road"}
        secret = {"session_key", "address"}
        health = set()

    def __str__(self):
        return self.browser or str(_("unknown browser"))


class KeptPassword(models.Model):
    """The hash of a password somebody has or had, so that the last five do not come again."""

    user = models.ForeignKey(User, models.CASCADE, related_name="passwords")
    hash = models.CharField(max_length=128)
    since = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("password that was set")
        verbose_name_plural = _("passwords that were set")
        ordering = ["-since", "-pk"]

    class Privacy:
        plain = {"user", "since"}
        secret = {"hash"}
        health = set()

    def __str__(self):
        return str(self.user)
