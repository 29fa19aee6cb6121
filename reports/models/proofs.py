"""What proves a frozen month after the history it was counted from has ended."""

import pgtrigger
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .reports import MonthlyReport


class ReportProof(models.Model):
    """The digest of a frozen month's lines, without names and numbers, taken before the first history it was counted
    from ended. Since then the month cannot be counted anew; its lines are verified by this digest. `held` says whether
    they were those it was frozen with when the digest was taken."""

    report = models.OneToOneField(MonthlyReport, models.PROTECT, related_name="proof", verbose_name=_("monthly report"))
    digest = models.CharField(_("digest (SHA-256)"), max_length=64)
    held = models.BooleanField(_("the lines were those it was frozen with"))
    made_at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("proof of a month")
        verbose_name_plural = _("proofs of months")
        triggers = [pgtrigger.Protect(name="insert_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    class Privacy:
        plain = {"id", "report", "digest", "held", "made_at"}
        secret = health = set()

    def __str__(self):
        return str(self.report)
