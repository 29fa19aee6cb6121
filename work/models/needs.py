"""What is known of somebody who can work, beside the work itself: what they need, what they learned, when they were
heard of. Dated records, only ever added; the latest holds."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.territory import TerritoryQuerySet
from core.constraints import choice_constraint, order_constraint
from core.history import recorded_at_field, track_history
from households.choices import WorkPlace
from households.models import Member
from work.choices import HeardAnswer, HeardWay


class OfMemberQuerySet(TerritoryQuerySet):
    area_path = "member__household__village__path"


def recorder_foreign_key():
    """Return who recorded it; nobody where a file did."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("recorded by")
    )


@track_history
class WorkNeed(models.Model):
    """What somebody said on a day about the work they need. Each row says everything: what was not asked again is
    repeated from the row before, what was never asked is empty."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="work_needs", verbose_name=_("member"))
    told_on = models.DateField(_("said on"))
    wants_work = models.BooleanField(_("wants work"), null=True, blank=True)
    where = models.CharField(_("wants to work where"), max_length=10, choices=WorkPlace, blank=True)
    skill = models.CharField(_("skill"), max_length=60, blank=True)
    training = models.CharField(_("wants training in"), max_length=60, blank=True)
    stays_home = models.BooleanField(_("may not leave home"), null=True, blank=True)
    planned_month = models.DateField(_("plans to go in"), null=True, blank=True)
    by = recorder_foreign_key()
    recorded_at = recorded_at_field()

    objects = OfMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("work need")
        verbose_name_plural = _("work needs")
        ordering = ["-told_on", "-pk"]
        indexes = [models.Index(fields=["member", "-told_on", "-id"], name="latest_need_of_a_person")]
        constraints = [
            models.CheckConstraint(
                name="wanted_place_known", condition=models.Q(where__in=["", *sorted(WorkPlace.values)])
            )
        ]

    class Privacy:
        plain = {
            "member", "told_on", "wants_work", "where", "skill", "training", "stays_home", "planned_month", "by",
            "recorded_at",
        }  # fmt: skip
        secret = health = set()

    def __str__(self):
        return f"{self.member_id} {self.told_on}"


class Heard(models.Model):
    """That somebody was asked on a day about the work they have, and what they answered."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="heard", verbose_name=_("member"))
    on = models.DateField(_("asked on"))
    answer = models.CharField(_("answer"), max_length=12, choices=HeardAnswer)
    way = models.CharField(_("way"), max_length=8, choices=HeardWay)
    visit = models.UUIDField(_("visit"), null=True, blank=True)
    call = models.UUIDField(_("call from a phone"), null=True, blank=True)
    by = recorder_foreign_key()
    at = models.DateTimeField(_("recorded at"), default=timezone.now)

    objects = OfMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("word of somebody's work")
        verbose_name_plural = _("words of people's work")
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["member", "-on", "-id"], name="last_heard_of_a_person")]
        constraints = [
            choice_constraint("heard_answer_known", "answer", HeardAnswer),
            choice_constraint("heard_way_known", "way", HeardWay),
            models.UniqueConstraint(fields=["call"], name="a_call_is_heard_once"),
        ]

    class Privacy:
        plain = {"member", "on", "answer", "way", "visit", "call", "by", "at"}
        secret = health = set()

    def __str__(self):
        return f"{self.member_id} {self.on}"


@track_history
class Training(models.Model):
    """A course that somebody attends or attended."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="trainings", verbose_name=_("member"))
    course = models.CharField(pgettext_lazy("training", "course"), max_length=100)
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("until"), null=True, blank=True)
    certificate = models.CharField(_("certificate"), max_length=80, blank=True)
    placement = models.OneToOneField(
        "work.Placement", models.SET_NULL, null=True, blank=True, related_name="training", verbose_name=_("placement")
    )
    by = recorder_foreign_key()
    recorded_at = recorded_at_field()

    objects = OfMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("training")
        verbose_name_plural = _("trainings")
        ordering = ["-started_on", "-pk"]
        indexes = [models.Index(fields=["member", "-started_on"], name="trainings_of_a_person")]
        constraints = [order_constraint("a_course_ends_after_it_starts", "started_on", "ended_on")]

    class Privacy:
        plain = {"member", "course", "started_on", "ended_on", "certificate", "placement", "by", "recorded_at"}
        secret = health = set()

    def __str__(self):
        return f"{self.course} {self.started_on}"
