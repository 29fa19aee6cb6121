"""Which key the database was written with."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class KeyFingerprint(models.Model):
    """The fingerprint of the FIELD_KEY that this database was written with: one row, from which nobody learns the
    key."""

    fingerprint = models.CharField(max_length=16)
    noted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("fingerprint of the key")
        verbose_name_plural = _("fingerprints of the key")

    class Privacy:
        plain = {"id", "fingerprint", "noted_at"}
        secret = health = set()

    def __str__(self):
        return self.fingerprint
