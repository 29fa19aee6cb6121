"""People with an account, their roles, and the areas in which they hold them; the access log."""

from functools import cached_property

import pgtrigger
from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.constraints import order_constraint
from core.dates import today
from core.history import track_history

from . import roles
from .departments import Department
from .events import ACCESS_ACTIONS
from .permissions import Permission
from .territory import TerritoryQuerySet


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

    @property
    def county_code(self) -> str:
        return self.path.split("/")[0]


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


class UserManager(BaseUserManager):
    def working_in(self, *areas):
        """Return the people who ever held a role somewhere in these areas."""
        return self.filter(pk__in=Grant.objects.filter(area__in=Area.objects.within(*areas)).values("user"))

    def create_user(self, username, password=None, **fields):
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """A person with an account. What they may do comes from their grants alone."""

    username = models.CharField(_("user name"), max_length=60, unique=True, validators=[UnicodeUsernameValidator()])
    full_name = models.CharField(_("name"), max_length=60)
    email = models.EmailField(_("e-mail"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    language = models.CharField(_("language"), max_length=10, blank=True, db_default="")  # the one last chosen
    joined_at = models.DateTimeField(_("account since"), default=timezone.now, editable=False)

    objects = UserManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["username"]

    def __str__(self):
        return self.full_name or self.username

    @cached_property
    def grants_today(self) -> list["Grant"]:
        """Return the grants in force today, read once in a request."""
        return list(self.grants.in_force(today()).select_related("area")) if self.is_active else []

    def areas_where(self, permission) -> list[Area]:
        """Return the areas in which this person holds `permission` today."""
        return [grant.area for grant in self.grants_today if permission in grant.permissions]

    def holds(self, permission) -> bool:
        """Whether this person holds `permission` anywhere today."""
        return bool(self.areas_where(permission))

    # The Django admin serves reference data only, to those who keep it.
    @property
    def is_staff(self):
        return self.holds(Permission.REFERENCE_EDIT)

    def has_perm(self, perm, obj=None):
        return self.is_active and self.is_staff

    def has_module_perms(self, app_label):
        return self.is_staff


class GrantQuerySet(models.QuerySet):
    def in_force(self, day):
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)


@track_history
class Grant(models.Model):
    """A role, for one person, over one area, from one day until another (both included). A liaison's names the
    department too."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants", verbose_name=_("user"))
    role = models.CharField(_("role"), max_length=30, choices=roles.role_choices)
    area = models.ForeignKey(Area, models.PROTECT, related_name="grants", verbose_name=_("area"))
    department = models.CharField(_("department"), max_length=18, choices=Department, blank=True, default="")
    valid_from = models.DateField(_("from"), default=today)
    valid_until = models.DateField(_("until"), null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        ordering = ["user", "valid_from"]
        constraints = [
            order_constraint("grant_dates_in_order", "valid_from", "valid_until"),
            models.CheckConstraint(name="grant_role_known", condition=Q(role__in=sorted(roles.ROLES))),
            models.CheckConstraint(
                name="a_liaison_works_for_a_department",
                condition=Q(role="department_liaison", department__in=sorted(Department.values))
                | ~Q(role="department_liaison") & Q(department=""),
                violation_error_message=_("A liaison works for one department, and nobody else does: choose it there."),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "area", "department", "valid_from"], name="one_grant_a_start"
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.role_class.label} · {self.area}"

    @property
    def role_class(self):
        return roles.ROLES[self.role]

    @property
    def permissions(self):
        return self.role_class.permissions


class AccessEventQuerySet(TerritoryQuerySet):
    area_path = "area__path"
    to_look = Permission.AUDIT_VIEW

    def visible_to(self, user):
        """Keep what happened in the auditor's territory, and what has no place (such as signing in) when somebody who
        works there did it."""
        areas = user.areas_where(self.to_look)
        return self.filter(
            Q(area__in=Area.objects.within(*areas)) | Q(area=None, user__in=User.objects.working_in(*areas))
        )


class AccessEvent(models.Model):
    """An entry in the access log: who opened, changed or exported what, when and why. Rows are only ever added."""

    at = models.DateTimeField(_("when"), default=timezone.now)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("who"))
    action = models.CharField(_("what was done"), max_length=40)
    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", verbose_name=_("area"))
    reason = models.CharField(_("why"), max_length=200, blank=True)
    details = models.JSONField(default=dict, blank=True)

    objects = AccessEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("access event")
        verbose_name_plural = _("access events")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"]),
            models.Index(fields=["user", "at"]),
            BrinIndex(fields=["at"], name="log_by_day"),
        ]
        triggers = [pgtrigger.Protect(name="insert_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.user_id} {self.action}"

    @property
    def in_words(self):
        """Return what was done, as a clerk says it."""
        return ACCESS_ACTIONS.get(self.action, self.action)

    @property
    def subject(self) -> str:
        """Return what it was done to: the kind of thing and its number."""
        return f"{self.subject_model._meta.verbose_name} {self.subject_id}" if self.subject_type else ""

    @property
    def subject_url(self) -> str:
        """Return the address of the thing, when it has a page."""
        if not self.subject_type:
            return ""
        model = self.subject_model
        return model(pk=self.subject_id).get_absolute_url() if hasattr(model, "get_absolute_url") else ""

    @property
    def subject_model(self):
        return apps.get_model(self.subject_type)
