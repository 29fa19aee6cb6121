"""One-time links by which somebody sets a password: the first one, or another after the old one was forgotten."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.permissions import Permission
from accounts.territory import TerritoryQuerySet
from core.constraints import choice_constraint
from core.step_rows import steps_of
from core.workflow import Transition

from .areas import Area
from .people import User


class LinkState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("sign-in link", "Asked for")
    RECOGNISED = "recognised", pgettext_lazy("sign-in link", "Recognised")
    HANDED = "handed", pgettext_lazy("sign-in link", "Link handed over")
    USED = "used", pgettext_lazy("sign-in link", "Used")
    REFUSED = "refused", pgettext_lazy("sign-in link", "Refused or expired")


OPEN_LINK_STATES = (LinkState.ASKED, LinkState.RECOGNISED, LinkState.HANDED)


class LinkKind(models.TextChoices):
    FIRST = "first", pgettext_lazy("sign-in link", "First password")
    RESET = "reset", pgettext_lazy("sign-in link", "Password forgotten")
    FACTOR = "factor", pgettext_lazy("sign-in link", "Phone with the second factor lost")


class SignInLinkQuerySet(TerritoryQuerySet):
    area_path = "county__path"
    to_look = Permission.SIGN_IN_HELP

    def open(self):
        return self.filter(state__in=OPEN_LINK_STATES)


class SignInLink(models.Model):
    """A way to a new password that needs two halves: the code, shown once to whoever asked or entered the person, and
    the link, shown once to whoever hands it over. Both are kept as hashes only. Two different people must vouch for the
    person, so that nobody alone can sign in as somebody else."""

    county = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("county"))
    user = models.ForeignKey(User, models.PROTECT, related_name="links", verbose_name=_("for whom"))
    kind = models.CharField(_("kind"), max_length=6, choices=LinkKind)
    state = models.CharField(_("state"), max_length=10, choices=LinkState)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    asked_from = models.GenericIPAddressField(_("asked from"), null=True)
    address = ""  # where a step is taken from; in the log, not here
    code_hash = models.CharField(max_length=128)
    token_hash = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField(_("expires"))
    wrong_codes = models.PositiveSmallIntegerField(_("wrong codes"), default=0)
    recognised_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("recognised by")
    )
    handed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("handed over by"))

    objects = SignInLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-in link")
        verbose_name_plural = _("sign-in links")
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["token_hash"], condition=~Q(token_hash=""), name="link_by_token")]  # nosec B106
        constraints = [
            choice_constraint("link_state_known", "state", LinkState),
            choice_constraint("link_kind_known", "kind", LinkKind),
            models.UniqueConstraint(
                fields=["user"], condition=Q(state__in=["asked", "recognised", "handed"]), name="one_open_link"
            ),
            models.CheckConstraint(
                name="two_vouch_for_a_link",
                condition=~Q(state__in=["handed", "used"])
                | Q(recognised_by__isnull=False, handed_by__isnull=False)
                & ~Q(recognised_by=F("handed_by"))
                & ~Q(recognised_by=F("user"))
                & ~Q(handed_by=F("user")),
            ),
        ]

    class Privacy:
        plain = {"county", "user", "kind", "state", "asked_at", "expires_at", "wrong_codes", "recognised_by",
                 "handed_by"}  # fmt: skip
        secret = {"code_hash", "token_hash", "asked_from"}
        health = set()

    def __str__(self):
        return f"{self.user} · {self.get_kind_display()}"

    def get_absolute_url(self):
        return reverse("accounts:sign-in-help", args=[self.pk])


@steps_of("link")
class SignInLinkTransition(Transition):
    """One step of a sign-in link: who asked, recognised, handed over or refused it, and when it was used."""

    link = models.ForeignKey(SignInLink, models.PROTECT, related_name="transitions")

    class Meta(Transition.Meta):
        verbose_name = _("step of a sign-in link")
        verbose_name_plural = _("steps of sign-in links")

    class Privacy:
        plain = {"link", "step", "source", "target", "effective_on", "at", "by", "reason"}
        secret = health = set()

    def __str__(self):
        return self.step
