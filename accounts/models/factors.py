"""What somebody shows besides the password: an authenticator app, passkeys, and recovery codes for when those are
lost."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.crypto.fields import EncryptedField

from .people import User


class SecondFactor(models.Model):
    """The second factor of a person, once it was shown for the first time: an authenticator app, passkeys, or both. The
    secret is that of the app, empty without one. `last_step` is the time step of the last code that was taken, because
    each code opens once."""

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


class Passkey(models.Model):
    """A key that a device or a security key keeps and uses only for whoever unlocks it (WebAuthn). The site has its
    public half, which opens nothing.

    `site` is the host name under which it was made: browsers use it for no other. `user_handle` is the random name
    under which authenticators know the person; `sign_count` how often the key says that it was used, 0 where it does
    not count."""

    factor = models.ForeignKey(SecondFactor, models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60)
    site = models.CharField(max_length=253)
    credential_id = models.BinaryField(unique=True)
    public_key = models.BinaryField()
    user_handle = models.BinaryField()
    sign_count = models.BigIntegerField()
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    used_at = models.DateTimeField(_("last used"), null=True)

    class Meta:
        verbose_name = _("passkey")
        verbose_name_plural = _("passkeys")
        ordering = ["made_at", "pk"]

    class Privacy:
        plain = {
            "factor", "name", "site", "credential_id", "public_key", "user_handle", "sign_count", "made_at", "used_at",
        }  # fmt: skip
        secret = health = set()

    def __str__(self):
        return self.name


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
