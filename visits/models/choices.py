"""The choices of a visit: whether somebody was met, what was done there, how house and way are."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class VisitResult(models.TextChoices):
    """Whether somebody was met. All but the first are attempts: they count as tried, never as visited."""

    MET = "met", _("Somebody was met or reached")
    NOBODY = "nobody", _("Nobody at home, or nobody answered")
    REFUSED = "refused", _("The family refused to talk")


class VisitDeed(models.TextChoices):
    """What was done for the family. Nobody is scored or ranked by it."""

    FIELD = "field", _("Helped with the harvest or in the fields")
    DOCTOR = "doctor", _("Took somebody to the doctor or to hospital")
    FORM = "form", _("Filled in a form or an application")
    POLICY = "policy", _("Explained a policy")
    ERRAND = "errand", _("Ran an errand or fetched something")
    HOME = "home", _("Cleaned up or repaired something")
    WORK = "work", _("Found work or a course")
    SALE = "sale", _("Helped to sell what was grown")
    GOODS = "goods", _("Brought goods or money")
    OTHER = "other", pgettext_lazy("deed", "Something else")


class VisitHouse(models.TextChoices):
    FINE = "fine", pgettext_lazy("house", "In order")
    LEAKS = "leaks", _("Roof or wall leaks")
    CRACKS = "cracks", _("Cracks or damage")
    UNSAFE = "unsafe", _("Not safe to live in")
    YARD = "yard", _("Yard full of water or waste")


class VisitRoad(models.TextChoices):
    FINE = "fine", pgettext_lazy("road", "Passable in any weather")
    DRY = "dry", _("Passable in dry weather only")
    FOOT = "foot", _("On foot only")
    CUT = "cut", _("Cut off")


class VisitAnswerFate(models.TextChoices):
    """What became of an answer that came with a visit."""

    WAITING = "waiting", _("On its way to the alert")
    GIVEN = "given", _("The alert was answered")
    NOT_GIVEN = "not_given", _("The alert was not answered")
