"""What somebody shows besides the password: an authenticator on the phone, and recovery codes for when it is lost."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.crypto.fields import EncryptedField

from .people import User


class SecondFactor(models.Model):
    """The authenticator of a person, once a first code of it was right. `last_step` is the time step of the last code
    that was taken, because each code opens once."""

    user = models.OneToOneField(User, models.CASCADE, related_name="second_factor", verbose_name=_("user"))
    secret = EncryptedField()
    since = models.DateTimeField(_("since"), default=timezone.now)
    last_step = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("second factor")
        verbose_name_plural = _("second factors")

    class Privacy:
        plain = {"user", "since", "last_step"}
        secret = {"secret"}
        health = set()

    def __str__(self):
        return str(self.user)


class RecoveryCode(models.Model):
    """A code on paper that opens once in place of the phone. Only a keyed hash of it is kept."""

    factor = models.ForeignKey(SecondFactor, models.CASCADE, related_name="codes")
    code_hash = models.CharField(max_length=64)
    used_at = models.DateTimeField(_("used"), null=True)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")
        constraints = [models.UniqueConstraint(fields=["factor", "code_hash"], name="one_recovery_code")]

    class Privacy:
        plain = {"factor", "used_at"}
        secret = {"code_hash"}
        health = set()

    def __str__(self):
        return str(self.factor)
