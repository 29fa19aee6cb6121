"""How decisions about cases were made known."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.choices import AnnouncementWay, Procedure
from core.constraints import choice_constraint

from .procedure import OfCaseQuerySet, case_foreign_key, recorder_foreign_key


class Announcement(models.Model):
    """How a decision was made known: the announcement posted in the village, or the letter handed to the family."""

    case = case_foreign_key("announcements")
    procedure = models.CharField(_("procedure"), max_length=14, choices=Procedure)
    way = models.CharField(_("how"), max_length=8, choices=AnnouncementWay)
    told_on = models.DateField(_("made known on"))
    place = models.CharField(_("where, or to whom"), max_length=80)
    by = recorder_foreign_key()
    at = models.DateTimeField(_("recorded at"), default=timezone.now)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = ["told_on", "pk"]
        constraints = [
            choice_constraint("announcement_procedure_known", "procedure", Procedure),
            choice_constraint("announcement_way_known", "way", AnnouncementWay),
        ]

    class Privacy:
        plain = {"case", "procedure", "way", "told_on", "by", "at"}
        secret = {"place"}
        health = set()

    def __str__(self):
        return f"{self.told_on}"
