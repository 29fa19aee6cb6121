"""Filters of the queue saved under a name."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SavedFilter(models.Model):
    """One person's filters under a name. `query` is the query string, in which a search is encrypted."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_filters", verbose_name=_("user")
    )
    name = models.CharField(pgettext_lazy("filter", "name"), max_length=40)
    query = models.CharField(_("filters"), max_length=600)

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="one_saved_filter_a_name")]

    class Privacy:
        plain = {"user", "name", "query"}
        secret = health = set()

    def __str__(self):
        return self.name
