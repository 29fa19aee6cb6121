"""Levels of flags and alerts, and the colours of households."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.IntegerChoices):
    AMBER = 1, _("Amber")
    RED = 2, _("Red")


class Colour(models.TextChoices):
    """The colour of a household. Grey is not green: nothing was found, but something that must be known is not."""

    RED = "red", _("Red")
    AMBER = "amber", _("Amber")
    UNKNOWN = "unknown", _("Unknown")
    GREEN = "green", _("Green")
