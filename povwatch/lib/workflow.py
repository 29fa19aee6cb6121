"""What every workflow shares: a log of transitions, each with the day it took effect. Rows are only ever added."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Transition(models.Model):
    """Who moved a subject from which state to which, when and why. `effective_on` is the day on which the new state
    holds, so that the state on any past day can be told."""

    step = models.CharField(_("step"), max_length=20)
    source = models.CharField(_("from"), max_length=12, blank=True)
    target = models.CharField(_("to"), max_length=12)
    effective_on = models.DateField(_("effective on"))
    at = models.DateTimeField(_("recorded at"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        abstract = True
        ordering = ["effective_on", "id"]
        triggers = [pgtrigger.Protect(name="insert_only", operation=pgtrigger.Update | pgtrigger.Delete)]
