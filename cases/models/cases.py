"""Monitored households, from identification to clearing and after."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from accounts.territory import TerritoryQuerySet
from alerts.models import Alert
from cases.choices import (
    IS_CLEARED,
    ON_FILE,
    OPEN,
    PROPOSED,
    CaseState,
    CaseStep,
    CaseType,
    ClearMethod,
    EndReason,
    Procedure,
)
from core.constraints import choice_constraint, minimum_constraint, together_constraint
from core.dates import today
from core.history import recorded_at_field, track_history
from core.step_rows import steps_of
from core.workflow import Transition
from households.choices import RiskType
from households.models import Household, InVillageOfHousehold, VillageOfHousehold, fill_village

from .procedure import Objection


class CaseQuerySet(TerritoryQuerySet):
    def as_of(self, day):
        """Annotate what held at the end of `day`: `state_then` and `village_then`, from the latest transition in
        effect. Null for a case that did not exist yet."""
        latest = CaseTransition.objects.filter(case=OuterRef("pk"), effective_on__lte=day).order_by(
            "-effective_on", "-pk"
        )
        return self.annotate(
            state_then=Subquery(latest.values("target")[:1]), village_then=Subquery(latest.values("village")[:1])
        )

    def objected(self):
        """Return cases with an objection to a public notice that nobody has settled."""
        return self.filter(Exists(Objection.objects.filter(notice__case=OuterRef("pk"), upheld=None)))


MEASURES_FOLLOW = """
    UPDATE public.cases_measure SET household_id = NEW.household_id WHERE case_id = NEW.id;
    RETURN NULL;
"""


@track_history
class Case(models.Model):
    """One episode of monitoring. A rollback continues the same episode; a new risk after clearing starts another."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="cases", verbose_name=_("household"))
    village = VillageOfHousehold()
    episode_no = models.PositiveSmallIntegerField(_("episode"), default=1)
    # Empty while nobody knows it: of a candidate whose income is not known, until the verification.
    case_type = models.CharField(_("type"), max_length=10, choices=CaseType, blank=True)
    risks = ArrayField(
        models.CharField(max_length=4, choices=RiskType),
        verbose_name=_("risks"),
        help_text=_("One to five; the first is the main one."),
    )
    state = models.CharField(_("state"), max_length=18, choices=CaseState, default=CaseState.CANDIDATE)
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
    alert = models.ForeignKey(
        Alert, models.SET_NULL, null=True, blank=True, related_name="cases", verbose_name=_("alert it came from")
    )
    clue_on = models.DateField(_("clue of"), null=True, blank=True)
    decide_by = models.DateField(_("decision due on"), null=True, blank=True)
    statement_at_identification = models.JSONField(_("income and guarantees at identification"), null=True, blank=True)
    statement_at_clearing = models.JSONField(_("income and guarantees at clearing"), null=True, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=10, choices=EndReason, blank=True)
    recorded_at = recorded_at_field()

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["household", "-episode_no"]
        triggers = [
            fill_village(),
            pgtrigger.Trigger(
                name="measures_follow",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("household_id"),
                condition=pgtrigger.Q(old__household__df=pgtrigger.F("new__household")),
                func=MEASURES_FOLLOW,
            ),
        ]
        constraints = [
            InVillageOfHousehold(name="case_where_its_household_lies"),
            models.UniqueConstraint(fields=["household", "episode_no"], name="one_case_an_episode"),
            models.UniqueConstraint(
                fields=["household"], condition=Q(state__in=sorted(OPEN)), name="one_open_episode_a_household"
            ),
            models.CheckConstraint(
                name="case_type_known",
                condition=Q(case_type__in=sorted(CaseType.values))
                | Q(case_type="", state__in=[CaseState.CANDIDATE, CaseState.REFUSED]),
            ),
            choice_constraint("case_state_known", "state", CaseState),
            models.CheckConstraint(
                name="one_to_five_known_risks",
                condition=Q(risks__contained_by=sorted(RiskType.values), risks__len__range=(1, 5)),
            ),
            together_constraint("identified_with_its_line", "identified_on", "line_at_identification"),
            together_constraint("cleared_with_its_line", "cleared_on", "line_at_clearing"),
            models.CheckConstraint(
                name="cleared_with_its_method",
                condition=Q(cleared_on=None, clear_method="")
                | Q(cleared_on__isnull=False, clear_method__in=sorted(ClearMethod.values)),
            ),
            models.CheckConstraint(
                name="approved_cases_are_dated",
                condition=~Q(state__in=sorted(ON_FILE)) | Q(identified_on__isnull=False),
            ),
            models.CheckConstraint(
                name="cleared_means_dated",
                condition=Q(state__in=sorted(IS_CLEARED), cleared_on__isnull=False)
                | Q(state__in=sorted({*OPEN, CaseState.REFUSED}), cleared_on=None)
                | Q(state="ended"),
            ),
            models.CheckConstraint(
                name="only_ended_cases_say_why",
                condition=Q(state="ended", end_reason__in=["", *EndReason.values])
                | (~Q(state="ended") & Q(end_reason="")),
            ),
            minimum_constraint("line_at_identification_positive", "line_at_identification"),
        ]

    class Privacy:
        plain = {
            "household",
            "village",
            "episode_no",
            "case_type",
            "state",
            "identified_on",
            "line_at_identification",
            "income_at_identification",
            "cleared_on",
            "clear_method",
            "line_at_clearing",
            "income_at_clearing",
            "alert",
            "clue_on",
            "decide_by",
            "end_reason",
            "recorded_at",
        }
        secret = {"statement_at_identification", "statement_at_clearing"}
        health = {"risks"}

    def __str__(self):
        return f"{self.household} / {self.episode_no}"

    def get_absolute_url(self):
        return reverse("cases:case", args=[self.pk])

    def get_case_type_display(self) -> str:  # type: ignore[no-redef]  # Django makes one that says nothing then
        """Return the type in words, also while it is not decided."""
        return str(CaseType(self.case_type).label if self.case_type else _("Type not decided yet"))

    @property
    def procedure(self):
        """Return whether what happens now belongs to identification or to clearing."""
        return Procedure.IDENTIFICATION if self.state in PROPOSED else Procedure.CLEARING

    @property
    def days_left(self) -> int | None:
        """Days left until the decision; negative when it is late, None once it is decided."""
        if self.state not in PROPOSED or self.decide_by is None:
            return None
        return (self.decide_by - today()).days


CONFIRMED_OR_FIRST = """
    IF NOT EXISTS (
        SELECT FROM cases_takeover AS t WHERE t.id = NEW.taken_over_id AND t.state IN ('confirmed', 'first_load')
    ) THEN
        RAISE EXCEPTION 'a_taken_over_case_was_confirmed: nobody confirmed list %', NEW.taken_over_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


# An entry that was recorded late, with a day before others, has what held on that day; any other what holds now.
TYPE_THEN = """
    SELECT t.case_type, t.risks INTO NEW.case_type, NEW.risks FROM cases_casetransition AS t
    WHERE t.case_id = NEW.case_id AND t.effective_on <= NEW.effective_on AND t.risks <> '{}' AND EXISTS (
        SELECT FROM cases_casetransition AS n WHERE n.case_id = NEW.case_id AND n.effective_on > NEW.effective_on)
    ORDER BY t.effective_on DESC, t.id DESC LIMIT 1;
    IF NOT FOUND THEN
        SELECT c.case_type, c.risks INTO NEW.case_type, NEW.risks FROM cases_case AS c WHERE c.id = NEW.case_id;
    END IF;
    RETURN NEW;
"""


@steps_of("case")
class CaseTransition(Transition):
    """One entry in the log of a case, with the village, type and risks that it had from that day on. A clearing keeps
    its method here, because a rollback removes it from the case."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="transitions", verbose_name=_("case"))
    village = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("village"))
    clear_method = models.CharField(_("how cleared"), max_length=10, choices=ClearMethod, blank=True)
    case_type = models.CharField(_("type"), max_length=10, choices=CaseType, blank=True, db_default="")
    risks = ArrayField(
        models.CharField(max_length=4, choices=RiskType),
        verbose_name=_("risks"),
        blank=True,
        default=list,
        db_default=[],
    )
    # Decided elsewhere: brought by a registry file, in the list of cases that this names.
    taken_over = models.ForeignKey(
        "cases.Takeover", models.PROTECT, null=True, related_name="steps", verbose_name=_("taken over with")
    )

    class Meta(Transition.Meta):
        verbose_name = _("case transition")
        verbose_name_plural = _("case transitions")
        indexes = [models.Index(fields=["case", "-effective_on", "-id"], name="latest_transition")]
        constraints = [
            choice_constraint("case_step_known", "step", CaseStep),
            choice_constraint("case_target_known", "target", CaseState),
        ]
        triggers = [
            *Transition.Meta.triggers,
            pgtrigger.Trigger(
                name="may_be_taken_over",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__taken_over__isnull=False),
                func=CONFIRMED_OR_FIRST,
            ),
            pgtrigger.Trigger(
                name="type_then",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition("NEW.risks = '{}'"),
                func=TYPE_THEN,
            ),
        ]

    class Privacy:
        plain = {"case", "step", "source", "target", "effective_on", "at", "by", "village", "clear_method",
                 "case_type", "taken_over"}  # fmt: skip
        secret = {"reason"}
        health = {"risks"}

    def __str__(self):
        return f"{self.case}: {self.step} {self.effective_on}"
