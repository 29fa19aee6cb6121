"""Home visits: what a caseworker saw, and when."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.territory import TerritoryQuerySet
from core.constraints import choice_constraint, minimum_constraint, together_constraint
from core.crypto.fields import EncryptedField
from core.history import track_history
from core.step_rows import steps_of
from core.text import join_words
from core.workflow import Transition
from households.choices import RiskType
from households.models import Household, InVillageOfHousehold, VillageOfHousehold, fill_village

from .choices import VisitAnswerFate, VisitDeed, VisitHouse, VisitResult, VisitRoad
from .deliveries import Delivery


class VisitPurpose(models.TextChoices):
    ROUTINE = "routine", _("Routine")
    VERIFY = "verify", _("Verify an alert")
    CLEARING = "clearing", _("Check before clearing")
    RETURN = "return", _("Return visit")
    MEASURE = "measure", _("Check a measure")
    UPDATE = "update", _("Annual update")


class VisitWay(models.TextChoices):
    IN_PERSON = "in_person", _("In person")
    PHONE = "phone", _("By phone")
    VIDEO = "video", _("By video")


class VisitState(models.TextChoices):
    SUBMITTED = "submitted", _("Submitted")
    ACCEPTED = "accepted", _("Accepted")
    SENT_BACK = "sent_back", _("Sent back")
    VOIDED = "voided", _("Voided")


class VisitLack(models.TextChoices):
    """What a visit lacks to verify an alert."""

    PEOPLE = "people", _("who was met or called")
    GUARANTEES = "guarantees", _("all six guarantees")
    INCOME = "income", _("the income")
    SAID = "said", _("that it could be verified at all")


class VisitQuerySet(TerritoryQuerySet):
    def counted(self):
        """Keep every visit but the voided ones: those on which somebody was met, and attempts."""
        return self.exclude(state=VisitState.VOIDED)

    def contacts(self):
        """Keep the visits that count and on which somebody was met: only they settle what a visit is due for."""
        return self.counted().filter(result=VisitResult.MET)

    def attempts(self):
        """Keep the visits that count and on which nobody was met."""
        return self.counted().exclude(result=VisitResult.MET)

    def open_attempts(self):
        """Keep the attempts since the last visit to their household on which somebody was met."""
        met = Visit.objects.contacts().filter(household=OuterRef("household"), visited_on__gte=OuterRef("visited_on"))
        return self.attempts().filter(~Exists(met))

    def by(self, user):
        return self.filter(visited_by=user)


@track_history
class Visit(models.Model):
    """One visit to one household. The ID is made where the visit is logged. Findings about the guarantees are in the
    GuaranteeCheck with this visit as its source, what it says of members and income in its observations."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    household = models.ForeignKey(Household, models.CASCADE, related_name="visits", verbose_name=_("household"))
    village = VillageOfHousehold()
    visited_on = models.DateField(_("visited on"))
    visited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="visits", verbose_name=_("visited by")
    )
    delivery = models.OneToOneField(
        Delivery, models.PROTECT, null=True, related_name="visit", verbose_name=_("receipt")
    )
    purpose = models.CharField(_("purpose"), max_length=10, choices=VisitPurpose, default=VisitPurpose.ROUTINE)
    way = models.CharField(_("way"), max_length=10, choices=VisitWay, default=VisitWay.IN_PERSON)
    result = models.CharField(
        _("result"), max_length=10, choices=VisitResult, default=VisitResult.MET, db_default=VisitResult.MET
    )
    people_met = models.CharField(_("people met"), max_length=120, blank=True)
    shocks = ArrayField(
        models.CharField(max_length=4, choices=RiskType), default=list, blank=True, verbose_name=_("shocks seen")
    )
    needs = models.CharField(_("needs"), max_length=300, blank=True)
    deeds = ArrayField(
        models.CharField(max_length=10, choices=VisitDeed),
        default=list,
        db_default=[],
        blank=True,
        verbose_name=_("what was done there"),
    )
    house = ArrayField(
        models.CharField(max_length=10, choices=VisitHouse),
        default=list,
        db_default=[],
        blank=True,
        verbose_name=_("house and yard"),
    )
    road = models.CharField(_("way to the house"), max_length=10, choices=VisitRoad, blank=True, db_default="")
    place_note = EncryptedField(_("what is wrong with house, yard or way"), default="", db_default=b"")
    note = models.TextField(_("note"), blank=True)
    next_visit_on = models.DateField(_("next visit"), null=True, blank=True)
    next_visit_time = models.TimeField(_("hour of the next visit"), null=True, blank=True)
    # What became of the answer to an alert that came with the visit, and why in words.
    answer_fate = models.CharField(
        _("answer that came with it"), max_length=10, choices=VisitAnswerFate, blank=True, db_default=""
    )
    answer_words = EncryptedField(_("what became of the answer"), default="", db_default=b"")
    # What was said of amounts told for all together when somebody left: {"member", "item", "said"}, with the statements
    # told again ("given"), or why there are none ("why").
    whose = models.JSONField(_("whose undivided amounts were"), default=list, db_default=[], blank=True)
    guarantees_as_before = models.BooleanField(
        _("guarantees confirmed in one tap, as last time"), default=False, db_default=False
    )
    lacks = ArrayField(
        models.CharField(max_length=10, choices=VisitLack),
        default=list,
        db_default=[],
        blank=True,
        verbose_name=_("missing to verify an alert"),
    )
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=6, null=True, blank=True)
    accuracy = models.PositiveIntegerField(_("accuracy of the position (metres)"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=VisitState, default=VisitState.SUBMITTED)
    # When it was finished, by the phone's clock corrected by its measured error. Of two visits the later one holds.
    observed_at = models.DateTimeField(_("finished"), db_default=Now())
    received_at = models.DateTimeField(_("received"), auto_now_add=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["-visited_on", "-observed_at", "-pk"]
        indexes = [
            models.Index(fields=["household", "-visited_on", "-observed_at", "-id"], name="latest_visit"),
            models.Index(fields=["visited_by", "visited_on"], name="visits_of_a_day"),
            models.Index(fields=["household", "visited_on"], condition=~Q(result="met"), name="attempts"),
        ]
        triggers = [fill_village()]
        constraints = [
            InVillageOfHousehold(name="visit_where_its_household_lies"),
            choice_constraint("visit_purpose_known", "purpose", VisitPurpose),
            choice_constraint("visit_way_known", "way", VisitWay),
            choice_constraint("visit_result_known", "result", VisitResult),
            models.CheckConstraint(name="visit_road_known", condition=Q(road__in=["", *sorted(VisitRoad.values)])),
            models.CheckConstraint(name="deeds_known", condition=Q(deeds__contained_by=sorted(VisitDeed.values))),
            models.CheckConstraint(name="house_known", condition=Q(house__contained_by=sorted(VisitHouse.values))),
            models.CheckConstraint(
                name="answer_fate_known", condition=Q(answer_fate__in=["", *sorted(VisitAnswerFate.values)])
            ),
            models.CheckConstraint(
                name="an_hour_has_its_day", condition=Q(next_visit_time=None) | Q(next_visit_on__isnull=False)
            ),
            choice_constraint("visit_state_known", "state", VisitState),
            models.CheckConstraint(name="lacks_known", condition=Q(lacks__contained_by=sorted(VisitLack.values))),
            models.CheckConstraint(name="shocks_known", condition=Q(shocks__contained_by=sorted(RiskType.values))),
            together_constraint("visit_position_complete", "longitude", "latitude"),
            minimum_constraint("accuracy_not_negative", "accuracy"),
        ]

    class Privacy:
        plain = {
            "id",
            "household",
            "village",
            "visited_on",
            "visited_by",
            "delivery",
            "purpose",
            "way",
            "result",
            "people_met",
            "needs",
            "deeds",
            "house",
            "road",
            "next_visit_on",
            "next_visit_time",
            "answer_fate",
            "whose",
            "guarantees_as_before",
            "lacks",
            "state",
            "accuracy",
            "observed_at",
            "received_at",
        }
        secret = {"note", "longitude", "latitude", "place_note", "answer_words"}
        health = {"shocks"}

    def __str__(self):
        return f"{self.visited_on}"

    def get_absolute_url(self):
        return reverse("visits:visit", args=[self.pk])

    @property
    def deeds_in_words(self) -> str:
        return join_words(str(VisitDeed(one).label) for one in self.deeds)

    @property
    def is_counted(self) -> bool:
        return self.state != VisitState.VOIDED

    @property
    def is_contact(self) -> bool:
        """Whether somebody was met; else it was an attempt."""
        return self.result == VisitResult.MET


@steps_of("visit")
class VisitTransition(Transition):
    """Who accepted, sent back or voided a visit."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="transitions", verbose_name=_("visit"))

    class Meta(Transition.Meta):
        verbose_name = _("step of a visit")
        verbose_name_plural = _("steps of visits")

    class Privacy:
        plain = {"visit", "step", "source", "target", "effective_on", "at", "by"}
        secret = {"reason"}
        health = set()


class PhotoQuerySet(TerritoryQuerySet):
    area_path = "visit__village__path"


class PhotoKind(models.TextChoices):
    PHOTO = "photo", _("Photo")
    SIGNATURE = "signature", _("Signature")
    VOICE = "voice", _("Voice note")


class Photo(models.Model):
    """A photo or signature that a visit names by its hash. It is expected from the moment the visit arrives; its file
    follows (`arrived_at`) and lies encrypted on disk. The same hash under two visits is a photo used twice (WRK-11)."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="photos", verbose_name=_("visit"))
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(_("kind"), max_length=10, choices=PhotoKind, default=PhotoKind.PHOTO)
    caption = EncryptedField(_("caption"), default="", db_default=b"")
    arrived_at = models.DateTimeField(_("arrived"), null=True)
    # Of the file as it is kept: without comments it differs from what the phone sent. Empty in old rows.
    kept_sha256 = models.CharField(max_length=64, default="", db_default="")

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["visit", "pk"]
        indexes = [models.Index(fields=["sha256"], name="photo_used_twice")]
        constraints = [
            models.UniqueConstraint(fields=["visit", "sha256"], name="a_photo_once_a_visit"),
            choice_constraint("photo_kind_known", "kind", PhotoKind),
        ]

    class Privacy:
        plain = {"visit", "kind", "arrived_at"}
        secret = {"sha256", "kept_sha256", "caption"}
        health = set()

    def __str__(self):
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def stored_name(self) -> str:
        """Return the name of its encrypted file."""
        return f"photos/{self.pk % 1000:03d}/{self.pk}.photo"
