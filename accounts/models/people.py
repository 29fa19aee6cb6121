"""People with an account, their roles, and the areas in which they hold them."""

import datetime as dt
from functools import cached_property

import pgtrigger
from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.departments import Department
from accounts.permissions import Permission
from core.constraints import choice_constraint
from core.dates import today
from core.history import track_history

from .areas import Area

PHONE_WRITTEN = RegexValidator(
    r"\A\+?\d[\d -]{4,18}\Z", _("A telephone number has digits alone, such as 13800000000 or 0717-2880000.")
)


class UserQuerySet(models.QuerySet):
    def working_in(self, *areas):
        """Keep the people who ever held a role somewhere in these areas."""
        return self.filter(pk__in=Grant.objects.filter(area__in=Area.objects.within(*areas)).values("user"))

    def visible_to(self, user):
        """Keep the people who hold, held or are to hold a role in a county in which `user` may look at people."""
        counties = Area.objects.within(*user.areas_where(Permission.PEOPLE_VIEW))
        proposed = apps.get_model("accounts.GrantProposal").objects.filter(user=OuterRef("pk"), county__in=counties)
        held = Grant.objects.filter(user=OuterRef("pk"), area__in=counties)
        return self.filter(Exists(held) | Exists(proposed))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]  # made by Django when it runs
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
    phone = models.CharField(_("work phone"), max_length=20, blank=True, db_default="", validators=[PHONE_WRITTEN])
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

    def get_absolute_url(self):
        return reverse("accounts:person", args=[self.pk])


class GrantQuerySet(models.QuerySet):
    def in_force(self, day):
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)

    def held_on(self, day):
        """Keep the grants that were in force at any time of a day: one that was ended at noon held in the morning."""
        lasting = Q(valid_until=None) | Q(valid_until__gte=day) | Q(ended_at__date__gte=day)
        return self.filter(lasting, valid_from__lte=day)

    def standing(self, day):
        """Keep the grants that are in force on a day or will be later."""
        lasting = Q(valid_until__gte=day) & Q(valid_until__gte=F("valid_from"))
        return self.filter(Q(valid_until=None) | lasting)


class GrantOrigin(models.TextChoices):
    """How a grant came to be: every one but the first of a county was proposed and confirmed."""

    PROPOSAL = "proposal", _("proposed and confirmed")
    FIRST_LEADER = "first_leader", _("first leader of the county, from the command line")
    MERGED = "merged", _("followed a merged village, before that was confirmed")
    SAMPLE = "sample", _("sample")
    EARLIER = "earlier", _("from before grants were confirmed")


# What no way of writing can get around: a grant follows from a proposal that somebody else confirmed, as it was
# confirmed; afterwards it only becomes narrower.
CONFIRMED_BEFORE = """
    IF NEW.origin IN ('merged', 'earlier') THEN
        RAISE EXCEPTION 'a_grant_was_confirmed: nothing is granted in this way any more'
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.proposal_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM accounts_grantproposal AS p
        WHERE p.id = NEW.proposal_id AND p.state = 'confirmed' AND p.user_id = NEW.user_id AND p.role = NEW.role
          AND p.department = NEW.department AND NEW.area_id = ANY (p.areas) AND NEW.valid_from >= p.valid_from
          AND (p.valid_until IS NULL OR NEW.valid_until <= p.valid_until)
    ) THEN
        RAISE EXCEPTION 'a_grant_was_confirmed: nobody confirmed this grant' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""
ONLY_NARROWER = """
    IF (NEW.user_id, NEW.role, NEW.area_id, NEW.department, NEW.valid_from, NEW.origin, NEW.proposal_id)
       IS DISTINCT FROM
       (OLD.user_id, OLD.role, OLD.area_id, OLD.department, OLD.valid_from, OLD.origin, OLD.proposal_id)
       OR NEW.valid_until IS DISTINCT FROM OLD.valid_until
          AND (NEW.valid_until IS NULL OR NEW.valid_until > OLD.valid_until) THEN
        RAISE EXCEPTION 'a_grant_only_ends: propose another grant' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


@track_history
class Grant(models.Model):
    """A role, for one person, over one area, from one day until another (both included). A liaison's names the
    department too. A row is a grant that was confirmed: what is only proposed stands in GrantProposal. One that was
    ended before its first day ends the day before."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants", verbose_name=_("user"))
    role = models.CharField(_("role"), max_length=30, choices=roles.role_choices)
    area = models.ForeignKey(Area, models.PROTECT, related_name="grants", verbose_name=_("area"))
    department = models.CharField(_("department"), max_length=18, choices=Department, blank=True, default="")
    valid_from = models.DateField(_("from"), default=today)
    valid_until = models.DateField(_("until"), null=True, blank=True)
    origin = models.CharField(_("came by"), max_length=12, choices=GrantOrigin, default=GrantOrigin.PROPOSAL)
    proposal = models.ForeignKey(
        "GrantProposal", models.PROTECT, null=True, related_name="grants", verbose_name=_("proposed grant")
    )
    ended_at = models.DateTimeField(_("ended"), null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("ended by"))
    ended_why = models.CharField(_("why it ended"), max_length=200, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        ordering = ["user", "valid_from"]
        constraints = [
            models.CheckConstraint(
                name="grant_dates_in_order",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from") - dt.timedelta(days=1)),
            ),
            choice_constraint("grant_origin_known", "origin", GrantOrigin),
            models.CheckConstraint(
                name="a_grant_was_confirmed",
                condition=Q(origin="proposal", proposal__isnull=False) | ~Q(origin="proposal") & Q(proposal=None),
            ),
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
        triggers = [
            pgtrigger.Trigger(
                name="confirmed_before", when=pgtrigger.Before, operation=pgtrigger.Insert, func=CONFIRMED_BEFORE
            ),
            pgtrigger.Trigger(
                name="only_narrower", when=pgtrigger.Before, operation=pgtrigger.Update, func=ONLY_NARROWER
            ),
        ]

    class Privacy:
        plain = {"user", "role", "area", "department", "valid_from", "valid_until", "origin", "proposal", "ended_at",
                 "ended_by", "ended_why"}  # fmt: skip
        secret = health = set()

    def __str__(self):
        return f"{self.user} · {self.role_class.label} · {self.area}"

    @property
    def role_class(self):
        return roles.ROLES[self.role]

    @property
    def permissions(self):
        return self.role_class.permissions


class DigestSent(models.Model):
    """Of which day somebody was last sent the daily digest."""

    user = models.OneToOneField(User, models.CASCADE, related_name="digest_sent")
    day = models.DateField()

    class Meta:
        verbose_name = _("digest that was sent")
        verbose_name_plural = _("digests that were sent")

    class Privacy:
        plain = {"id", "user", "day"}
        secret = health = set()

    def __str__(self):
        return f"{self.user} {self.day}"
