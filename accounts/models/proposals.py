"""Grants as they are proposed, and what became of each proposal. A grant itself (people.py) exists only once somebody
else has confirmed it."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import roles
from accounts.departments import Department
from accounts.permissions import Permission
from accounts.territory import TerritoryQuerySet
from core.constraints import choice_constraint, order_constraint
from core.step_rows import steps_of
from core.workflow import Transition

from .areas import Area
from .people import User


class ProposalState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("grant", "To confirm")
    CONFIRMED = "confirmed", pgettext_lazy("grant", "Confirmed")
    REFUSED = "refused", pgettext_lazy("grant", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("grant", "Withdrawn")


class ProposalKind(models.TextChoices):
    ADD = "add", pgettext_lazy("grant", "New grant")
    MOVE = "move", pgettext_lazy("grant", "Move to other places")
    HAND_OVER = "hand_over", pgettext_lazy("grant", "Takes over from somebody")


class GrantProposalQuerySet(TerritoryQuerySet):
    area_path = "county__path"
    to_look = Permission.PEOPLE_VIEW

    def waiting(self):
        return self.filter(state=ProposalState.PROPOSED)


STAYS_AS_DECIDED = """
    IF OLD.state <> 'proposed' AND NEW.state <> OLD.state THEN
        RAISE EXCEPTION 'a_proposal_is_decided_once' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


class GrantProposal(models.Model):
    """A role over some areas that somebody proposed for a person. Whoever proposes it, and the person themself, cannot
    confirm it. `ends` are the grants that end the day before: those one moves from, or that are handed over. Proposed
    by nobody means: from the command line."""

    county = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("county"))
    user = models.ForeignKey(User, models.PROTECT, related_name="proposals", verbose_name=_("for whom"))
    kind = models.CharField(_("kind"), max_length=10, choices=ProposalKind, default=ProposalKind.ADD)
    role = models.CharField(_("role"), max_length=30, choices=roles.role_choices)
    areas = ArrayField(models.BigIntegerField(), verbose_name=_("areas"))  # in the row itself, so that it is frozen
    department = models.CharField(_("department"), max_length=18, choices=Department, blank=True, default="")
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"), null=True, blank=True)
    ends = ArrayField(models.BigIntegerField(), default=list, verbose_name=_("grants that end"))
    taken_from = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("taken over from"))
    reason = models.CharField(_("reason"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=ProposalState, default=ProposalState.PROPOSED)
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("proposed by"))
    proposed_at = models.DateTimeField(_("proposed"), default=timezone.now)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided"), null=True)
    handed_over_at = models.DateTimeField(_("work handed over"), null=True)

    objects = GrantProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed grant")
        verbose_name_plural = _("proposed grants")
        ordering = ["-proposed_at", "-pk"]
        indexes = [models.Index(fields=["county"], condition=Q(state="proposed"), name="grants_to_confirm")]
        constraints = [
            choice_constraint("proposal_state_known", "state", ProposalState),
            choice_constraint("proposal_kind_known", "kind", ProposalKind),
            models.CheckConstraint(name="proposal_role_known", condition=Q(role__in=sorted(roles.ROLES))),
            models.CheckConstraint(name="a_proposal_names_areas", condition=Q(areas__len__gte=1)),
            order_constraint("proposal_dates_in_order", "valid_from", "valid_until"),
            models.CheckConstraint(
                name="nobody_proposes_for_himself", condition=Q(proposed_by=None) | ~Q(proposed_by=F("user"))
            ),
            models.CheckConstraint(
                name="somebody_else_confirms",
                condition=~Q(state="confirmed")
                | Q(decided_by__isnull=False)
                & ~Q(decided_by=F("user"))
                & (Q(proposed_by=None) | ~Q(decided_by=F("proposed_by"))),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="said_once",
                fields=["county", "user", "kind", "role", "areas", "department", "valid_from", "valid_until", "ends",
                        "taken_from", "reason", "proposed_by", "proposed_at"],
            ),
            pgtrigger.Trigger(
                name="decided_once", when=pgtrigger.Before, operation=pgtrigger.Update, func=STAYS_AS_DECIDED
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]  # fmt: skip

    class Privacy:
        plain = {"county", "user", "kind", "role", "areas", "department", "valid_from", "valid_until", "ends",
                 "taken_from", "reason", "state", "proposed_by", "proposed_at", "decided_by", "decided_at",
                 "handed_over_at"}  # fmt: skip
        secret = health = set()

    def __str__(self):
        return f"{self.user} · {self.role_class.label}"

    def get_absolute_url(self):
        return reverse("accounts:grant-proposal", args=[self.pk])

    @property
    def role_class(self):
        return roles.ROLES[self.role]


@steps_of("proposal")
class GrantProposalTransition(Transition):
    """One step of a proposed grant: who proposed, confirmed, refused or withdrew it."""

    proposal = models.ForeignKey(GrantProposal, models.PROTECT, related_name="transitions")

    class Meta(Transition.Meta):
        verbose_name = _("step of a proposed grant")
        verbose_name_plural = _("steps of proposed grants")

    class Privacy:
        plain = {"proposal", "step", "source", "target", "effective_on", "at", "by", "reason"}
        secret = health = set()

    def __str__(self):
        return self.step
