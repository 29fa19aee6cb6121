"""Areas by their national codes, and what changes of them or holds of them from a day on."""

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from accounts.permissions import Permission
from accounts.territory import TerritoryQuerySet
from core.constraints import order_constraint


class AreaQuerySet(TerritoryQuerySet):
    area_path = "path"
    to_look = Permission.INDICATOR_VIEW

    def counties(self):
        return self.filter(level=Area.Level.COUNTY)

    def townships(self):
        return self.filter(level=Area.Level.TOWNSHIP)

    def villages(self):
        return self.filter(level=Area.Level.VILLAGE)

    def not_ended(self):
        """Keep the areas that were not merged into another."""
        return self.filter(ended_on=None)

    def having(self, kind, day, **told):
        """Keep the areas that are of this kind on a day: lifted by themselves, all else also by what they lie in.
        `told` is what else its entry must say, such as the year."""
        return self.filter(Exists(attributes_of_outer_area(day).filter(kind=kind, **told)))


class AreaRecordQuerySet(TerritoryQuerySet):
    area_path = "area__path"
    to_look = Permission.AREA_CHANGE


class Area(models.Model):
    """A county, township, village or village group, by its national code. `path` is the codes from the county down,
    each followed by a slash."""

    class Level(models.TextChoices):
        COUNTY = "county", _("County")
        TOWNSHIP = "township", _("Township")
        VILLAGE = "village", _("Village")
        GROUP = "group", _("Village group")

    class Kind(models.TextChoices):
        COMMITTEE = "committee", _("Village committee")
        COMMUNITY = "community", _("Community")

    code = models.CharField(_("code"), max_length=16, unique=True)
    level = models.CharField(_("level"), max_length=10, choices=Level)
    name = models.CharField(pgettext_lazy("area", "name"), max_length=60)
    official_name = models.CharField(_("official name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    path = models.CharField(_("path"), max_length=60, unique=True, editable=False)
    ended_on = models.DateField(_("ended on"), null=True, blank=True, editable=False)  # merged into another village

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                name="area_level_known", condition=Q(level__in=["county", "township", "village", "group"])
            ),
            models.CheckConstraint(
                name="only_a_county_has_no_parent", condition=Q(level="county", parent=None) | Q(parent__isnull=False)
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.path = f"{self.parent.path if self.parent else ''}{self.code}/"
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("accounts:place", args=[self.pk])  # its code may change

    @property
    def county_code(self) -> str:
        return self.path.split("/")[0]


def attributes_of_outer_area(day):
    """Return what holds on a day for the area of the query around this one, by itself or by what it lies in."""
    held = AreaAttribute.objects.standing().on(day).alias(road=ExpressionWrapper(OuterRef("path"), models.CharField()))
    own, around = Q(area=OuterRef("pk")), Q(road__startswith=F("area__path"))
    return held.filter(own | around & ~Q(kind=AreaAttribute.Kind.LIFTED)).order_by("kind")


class AreaChange(models.Model):
    """A change of an area that holds from a day, by a document: another name, another code, or one village merged into
    another. `before` is what stood until it was applied, so that what was frozen before is read as it was."""

    class Kind(models.TextChoices):
        NAME = "name", _("Another name")
        CODE = "code", _("Another code")
        MERGE = "merge", _("Merged into another village")

    county = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("county"))
    area = models.ForeignKey(Area, models.PROTECT, related_name="changes", verbose_name=_("area"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = models.CharField(_("new name"), max_length=60, blank=True)
    official_name = models.CharField(_("new official name"), max_length=80, blank=True)
    code = models.CharField(_("new code"), max_length=16, blank=True)
    into = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("into"))
    on = models.DateField(_("holds from"))
    document = models.CharField(_("document"), max_length=120)
    by = models.ForeignKey("User", models.PROTECT, related_name="+", verbose_name=_("entered by"))
    entered_at = models.DateTimeField(_("entered"), default=timezone.now)
    applied_at = models.DateTimeField(_("in force since"), null=True)
    before = models.JSONField(_("what stood"), default=dict)

    objects = AreaRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of an area")
        verbose_name_plural = _("changes of areas")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(name="area_change_known", condition=Q(kind__in=["name", "code", "merge"])),
            models.CheckConstraint(
                name="an_area_change_says_what",
                condition=Q(kind="name") & ~Q(name="") & ~Q(official_name="")
                | Q(kind="code") & ~Q(code="")
                | Q(kind="merge", into__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.area} {self.get_kind_display()}"


class AreaAttributeQuerySet(AreaRecordQuerySet):
    to_look = Permission.INDICATOR_VIEW

    def standing(self):
        """Keep the entries that nobody has taken back or replaced."""
        return self.filter(withdrawn_at=None)

    def on(self, day):
        """Keep what holds on a day; an entry without a first day has always held."""
        begun = Q(valid_from=None) | Q(valid_from__lte=day)
        return self.filter(begun, Q(valid_until=None) | Q(valid_until__gte=day))


class AreaAttribute(models.Model):
    """What an area is from a day until another (both included), by a document. An entry never changes: a correction or
    an end is another entry, which replaces it, so that one can tell what was known at any moment."""

    class Kind(models.TextChoices):
        LIFTED = "lifted", pgettext_lazy("area", "Lifted out of poverty")
        MOUNTAIN = "mountain", _("Mountain area")
        RESERVOIR = "reservoir", _("Reservoir area")
        OLD_BASE = "old_base", _("Old revolutionary area")

    county = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("county"))
    area = models.ForeignKey(Area, models.PROTECT, related_name="attributes", verbose_name=_("area"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    year = models.PositiveSmallIntegerField(_("year lifted"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=120, blank=True)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_until = models.DateField(_("until"), null=True, blank=True)
    document = models.CharField(_("document or reason"), max_length=200)
    by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+", verbose_name=_("entered by"))
    recorded_at = models.DateTimeField(_("entered"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("taken back"), null=True)
    withdrawn_by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    withdrawn_why = models.CharField(_("why"), max_length=200, blank=True)

    objects = AreaAttributeQuerySet.as_manager()

    class Meta:
        verbose_name = _("attribute of an area")
        verbose_name_plural = _("attributes of areas")
        ordering = ["kind", "valid_from", "pk"]
        indexes = [
            models.Index(fields=["county", "kind"], condition=Q(withdrawn_at=None), name="area_attribute_standing")
        ]
        constraints = [
            models.CheckConstraint(
                name="area_attribute_known", condition=Q(kind__in=["lifted", "mountain", "reservoir", "old_base"])
            ),
            models.CheckConstraint(
                name="a_year_says_when_lifted",
                condition=Q(kind="lifted") & Q(year__isnull=False) | ~Q(kind="lifted") & Q(year=None),
            ),
            order_constraint("area_attribute_in_order", "valid_from", "valid_until"),
        ]

    def __str__(self):
        return f"{self.area} {self.in_words}"

    @property
    def in_words(self) -> str:
        """Return what the area is, with the year in which it was lifted."""
        what = str(self.get_kind_display())
        return pgettext("area", "%(what)s in %(year)s") % {"what": what, "year": self.year} if self.year else what
