"""People with an account, their roles, and the areas in which they hold them."""

from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.departments import Department
from accounts.permissions import Permission
from core.constraints import order_constraint
from core.dates import today
from core.history import track_history

from .areas import Area


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
