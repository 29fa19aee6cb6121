"""Monitored households, from identification to clearing and what comes after."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from accounts.territory import InTerritory
from households.choices import RiskType
from households.models import Household
from povwatch.lib.constraints import at_least, one_of, set_together
from povwatch.lib.history import history
from povwatch.lib.workflow import Transition


class CaseType(models.TextChoices):
    UNSTABLE = "unstable", _("Unstable lifted household")
    MARGINAL = "marginal", _("Marginal household")
    SUDDEN = "sudden", _("Sudden-hardship household")


class CaseState(models.TextChoices):
    CANDIDATE = "candidate", _("Candidate")
    REFUSED = "refused", _("Refused")
    ACTIVE = "active", _("Under monitoring")
    CLEARING = "clearing", _("In clearing")
    CLEARED = "cleared", _("Risk cleared")
    ENDED = "ended", _("Ended")


OPEN = (CaseState.CANDIDATE, CaseState.ACTIVE, CaseState.CLEARING)
UNCLEARED = (CaseState.ACTIVE, CaseState.CLEARING)
ON_FILE = (*UNCLEARED, CaseState.CLEARED)  # approved, and neither refused nor ended


class CaseStep(models.TextChoices):
    PROPOSE = "propose", _("Proposed")
    IDENTIFY = "identify", _("Identified")
    REMARK = "remark", _("Marked again")
    REFUSE = "refuse", _("Refused")
    START_CLEARING = "start_clearing", _("Clearing proposed")
    REJECT_CLEARING = "reject_clearing", _("Clearing refused")
    CLEAR = "clear", _("Risk cleared")
    ROLL_BACK = "roll_back", _("Rolled back")
    END = "end", _("Ended")
    MOVE = "move", _("Moved to another village")


class ClearMethod(models.TextChoices):
    ASSISTANCE = "assistance", _("Cleared by assistance")
    NATURAL = "natural", _("Cleared naturally")


class CaseQuerySet(InTerritory):
    area_path = "household__village__path"

    def as_of(self, day):
        """Adds what held at the end of `day`: `state_then` and `village_then`, from the latest transition that had
        taken effect. Empty for a case that did not exist yet."""
        latest = CaseTransition.objects.filter(case=OuterRef("pk"), effective_on__lte=day).order_by(
            "-effective_on", "-pk"
        )
        return self.annotate(
            state_then=Subquery(latest.values("target")[:1]), village_then=Subquery(latest.values("village")[:1])
        )


@history
class Case(models.Model):
    """One episode of monitoring. A rollback continues the same episode, a new risk after clearing starts another."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="cases", verbose_name=_("household"))
    episode_no = models.PositiveSmallIntegerField(_("episode"), default=1)
    case_type = models.CharField(_("type"), max_length=10, choices=CaseType)
    risks = ArrayField(
        models.CharField(max_length=4, choices=RiskType), verbose_name=_("risks"),
        help_text=_("One to five; the first is the main one."),
    )  # fmt: skip
    state = models.CharField(_("state"), max_length=10, choices=CaseState, default=CaseState.CANDIDATE)
    identified_on = models.DateField(_("identified on"), null=True, blank=True)
    line_at_identification = models.DecimalField(
        _("line at identification"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    income_at_identification = models.DecimalField(
        _("income per person at identification"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    cleared_on = models.DateField(_("cleared on"), null=True, blank=True)
    clear_method = models.CharField(_("how cleared"), max_length=10, choices=ClearMethod, blank=True)
    line_at_clearing = models.DecimalField(_("line at clearing"), max_digits=8, decimal_places=2, null=True, blank=True)
    income_at_clearing = models.DecimalField(
        _("income per person at clearing"), max_digits=12, decimal_places=2, null=True, blank=True
    )

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["household", "-episode_no"]
        constraints = [
            models.UniqueConstraint(fields=["household", "episode_no"], name="one_case_an_episode"),
            models.UniqueConstraint(
                fields=["household"], condition=Q(state__in=["candidate", "active", "clearing"]),
                name="one_open_episode_a_household",
            ),
            one_of("case_type_known", "case_type", CaseType),
            one_of("case_state_known", "state", CaseState),
            models.CheckConstraint(
                name="one_to_five_known_risks",
                condition=Q(risks__contained_by=sorted(RiskType.values), risks__len__range=(1, 5)),
            ),
            set_together("identified_with_its_line", "identified_on", "line_at_identification"),
            set_together("cleared_with_its_line", "cleared_on", "line_at_clearing"),
            models.CheckConstraint(
                name="cleared_with_its_method",
                condition=Q(cleared_on=None, clear_method="")
                | Q(cleared_on__isnull=False, clear_method__in=sorted(ClearMethod.values)),
            ),
            models.CheckConstraint(
                name="approved_cases_are_dated",
                condition=~Q(state__in=["active", "clearing", "cleared"]) | Q(identified_on__isnull=False),
            ),
            models.CheckConstraint(
                name="cleared_means_dated",
                condition=Q(state="cleared", cleared_on__isnull=False)
                | (Q(state__in=["candidate", "refused", "active", "clearing"], cleared_on=None))
                | Q(state="ended"),
            ),
            at_least("line_at_identification_positive", "line_at_identification"),
        ]  # fmt: skip

    class Privacy:
        plain = {
            "household", "episode_no", "case_type", "state", "identified_on", "line_at_identification",
            "income_at_identification", "cleared_on", "clear_method", "line_at_clearing", "income_at_clearing",
        }  # fmt: skip
        secret = set()
        health = {"risks"}

    def __str__(self):
        return f"{self.household} / {self.episode_no}"


class CaseTransition(Transition):
    """One move of a case, with the village that held it from that day on."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="transitions", verbose_name=_("case"))
    village = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("village"))

    class Meta(Transition.Meta):
        verbose_name = _("case transition")
        verbose_name_plural = _("case transitions")
        indexes = [models.Index(fields=["case", "-effective_on", "-id"], name="latest_transition")]
        constraints = [one_of("case_step_known", "step", CaseStep), one_of("case_target_known", "target", CaseState)]

    def __str__(self):
        return f"{self.case}: {self.step} {self.effective_on}"
