"""What people keep of lists: filters under names, and the columns they show."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .people import User

LONGEST_CODE = 40  # of a list or a column


class ListColumns(models.Model):
    """The columns that one person chose for one list, on its page and in its files."""

    user = models.ForeignKey(User, models.CASCADE, related_name="list_columns", verbose_name=_("user"))
    list = models.CharField(_("list"), max_length=LONGEST_CODE)
    columns = ArrayField(models.CharField(max_length=LONGEST_CODE), verbose_name=_("columns"))

    class Meta:
        verbose_name = _("columns of a list")
        verbose_name_plural = _("columns of lists")
        ordering = ["list"]
        constraints = [models.UniqueConstraint(fields=["user", "list"], name="one_choice_of_columns_a_list")]

    class Privacy:
        plain = {"user", "list", "columns"}
        secret = health = set()

    def __str__(self):
        return self.list


class SavedFilter(models.Model):
    """One person's filters of one list under a name. `query` is the query string, in which a search is encrypted."""

    user = models.ForeignKey(User, models.CASCADE, related_name="saved_filters", verbose_name=_("user"))
    list = models.CharField(_("list"), max_length=LONGEST_CODE, db_default="alerts")  # the queue alone had them first
    name = models.CharField(pgettext_lazy("filter", "name"), max_length=40)
    query = models.CharField(_("filters"), max_length=600)

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        db_table = "alerts_savedfilter"  # where the queue kept them: a table of another name would be another table
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "list", "name"], name="one_saved_filter_a_list_name")]

    class Privacy:
        plain = {"user", "list", "name", "query"}
        secret = health = set()

    def __str__(self):
        return self.name
