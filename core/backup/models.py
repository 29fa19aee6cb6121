"""That a backup was made: /healthz and /metrics tell how old the newest is."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BackupMade(models.Model):
    """One backup that was made and read back. Where it lies only its operator knows."""

    stamp = models.CharField(_("backup"), max_length=20)
    made_at = models.DateTimeField(_("made"))
    files = models.PositiveIntegerField(_("files"))

    class Meta:
        verbose_name = _("backup")
        verbose_name_plural = _("backups")

    class Privacy:
        plain = {"stamp", "made_at", "files"}
        secret = health = set()

    def __str__(self):
        return self.stamp
