"""The registry: households, their people and their guarantees."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from accounts.territory import TerritoryQuerySet
from core.constraints import choice_constraint, minimum_constraint, order_constraint
from core.crypto.fields import EncryptedField, write_hashes
from core.dates import birth_in_text, today
from core.folding import FOLDING_RULES, Folded
from core.history import recorded_at_field, track_history
from core.pinyin import name_initials
from households.choices import (
    DisabilityType,
    Education,
    HouseGrade,
    HouseholdKind,
    HouseholdState,
    Insurance,
    Labour,
    LeftReason,
    OutOfSchool,
    Relation,
    SchoolStage,
    Sex,
    Source,
    WaterProblem,
)

from .search import home_fits, names_read_as, person_fits

LEFT_FOR_A_YEAR = dt.timedelta(days=365)  # nobody is made anonymous before, whatever a county decides


class HouseholdQuerySet(TerritoryQuerySet):
    def active(self):
        return self.filter(state=HouseholdState.ACTIVE)

    def with_head(self):
        """Add `head_name`: the present member who is the head (the first of them, when two are on file)."""
        heads = Member.objects.filter(household=models.OuterRef("pk"), relation=Relation.HEAD, left_on=None)
        return self.annotate(
            head_name=Coalesce(models.Subquery(heads.order_by("pk").values("name")[:1]), models.Value(""))
        )

    def without_people(self):
        """Keep the households to which nobody belongs any more."""
        people = Member.objects.filter(household=models.OuterRef("pk"), left_on=None)
        return self.filter(~models.Exists(people))

    def resettled(self):
        """Keep the households that were resettled for a reservoir, as far as its name or the year is known."""
        return self.exclude(resettled_project="", resettled_year=None)

    def matching(self, text):
        """Find by any part of the number, by the name of a present member, its pinyin or the initials of that, or by an
        ID number or phone, whole or its last four or six digits."""
        people = Member.objects.found_by(text).filter(household=models.OuterRef("pk"))
        return self.filter(home_fits(text) | models.Exists(people))


@track_history
class Household(models.Model):
    """A family that shares income and expenses, by its national number."""

    county = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("county"))
    village = models.ForeignKey(Area, models.PROTECT, related_name="households", verbose_name=_("village"))
    number = models.CharField(_("household number"), max_length=30)
    has_provisional_number = models.BooleanField(_("provisional number"), default=False)
    group_no = models.PositiveSmallIntegerField(_("village group"), null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=HouseholdKind)
    lifted_year = models.PositiveSmallIntegerField(_("year lifted"), null=True, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = EncryptedField(_("phone"), default="", blank=True)
    phone_hash = models.CharField(max_length=64, blank=True, editable=False)
    phone_tails = models.CharField(max_length=40, blank=True, editable=False)  # decision 0028
    bank_account = EncryptedField(_("bank account"), default="", blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=6, null=True, blank=True)
    is_relocated = models.BooleanField(_("relocated"), null=True, blank=True)
    resettled_project = models.CharField(_("resettled for the reservoir"), max_length=80, blank=True)
    resettled_year = models.PositiveSmallIntegerField(_("year resettled"), null=True, blank=True)
    is_safety_net = models.BooleanField(_("safety-net household"), default=False)
    house_grade = models.CharField(_("house grade"), max_length=1, choices=HouseGrade, blank=True)
    has_safe_water = models.BooleanField(_("safe water"), null=True, blank=True)
    has_electricity = models.BooleanField(_("electricity"), null=True, blank=True)
    has_road = models.BooleanField(_("road to the house"), null=True, blank=True)
    land_mu = models.DecimalField(_("farmland (mu)"), max_digits=7, decimal_places=2, null=True, blank=True)
    forest_mu = models.DecimalField(_("forest (mu)"), max_digits=7, decimal_places=2, null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=HouseholdState, default=HouseholdState.ACTIVE)
    state_on = models.DateField(_("in this state since"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="merged", verbose_name=_("merged into")
    )
    is_sample = models.BooleanField(_("sample"), default=False)
    anonymous_since = models.DateField(_("anonymous since"), null=True, blank=True, editable=False)
    extra = models.JSONField(_("other columns of the import"), default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")
        ordering = ["number"]
        indexes = [
            models.Index(fields=["phone_hash"], condition=~Q(phone_hash=""), name="household_by_phone"),
            models.Index(fields=["county"], condition=Q(has_provisional_number=True), name="provisional_numbers"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["county", "number"], name="one_household_a_number"),
            models.UniqueConstraint(fields=["id", "village"], name="where_a_household_lies"),  # keys of two columns
            choice_constraint("household_kind_known", "kind", HouseholdKind),
            choice_constraint("household_state_known", "state", HouseholdState),
            models.CheckConstraint(
                name="house_grade_known", condition=Q(house_grade__in=["", *sorted(HouseGrade.values)])
            ),
            models.CheckConstraint(
                name="lifted_year_only_for_lifted", condition=Q(kind=HouseholdKind.LIFTED) | Q(lifted_year=None)
            ),
            models.CheckConstraint(
                name="only_who_left_long_ago_is_anonymous",
                condition=Q(anonymous_since=None)
                | ~Q(state=HouseholdState.ACTIVE)
                & Q(anonymous_since__gte=models.F("state_on") + models.Value(LEFT_FOR_A_YEAR)),
            ),
            minimum_constraint("land_not_negative", "land_mu"),
            minimum_constraint("forest_not_negative", "forest_mu"),
        ]

    class Privacy:
        plain = {
            "county",
            "village",
            "number",
            "has_provisional_number",
            "group_no",
            "kind",
            "lifted_year",
            "is_relocated",
            "resettled_project",
            "resettled_year",
            "is_safety_net",
            "house_grade",
            "has_safe_water",
            "has_electricity",
            "has_road",
            "land_mu",
            "forest_mu",
            "state",
            "state_on",
            "merged_into",
            "is_sample",
            "anonymous_since",
            "created_at",
            "updated_at",
        }
        secret = {"address", "phone", "phone_hash", "phone_tails", "bank_account", "longitude", "latitude", "extra"}
        health = set()

    def __str__(self):
        return self.number

    def save(self, *args, **kwargs):
        write_hashes(self)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("households:household", args=[self.pk])

    def main_name(self) -> str:
        """Return the name of the present head, otherwise of who has been on file longest; empty when nobody lives
        here."""
        here = list(self.members.present(today()).order_by("pk"))
        heads = [one for one in here if one.relation == Relation.HEAD]
        return (heads or here)[0].name if here else ""


def joined_by(day, road=""):
    """Return the condition that a person had joined the household by `day`; `road` is the lookup to the member.
    Somebody entered by mistake never did."""
    by_then = Q(**{f"{road}joined_on": None}) | Q(**{f"{road}joined_on__lte": day})
    return by_then & ~Q(**{f"{road}left_reason": LeftReason.ERROR})


def present_on(day, road=""):
    """Return the condition that a person belonged to the household on `day`: had joined by then, and not left."""
    return joined_by(day, road) & (Q(**{f"{road}left_on": None}) | Q(**{f"{road}left_on__gt": day}))


class MemberQuerySet(TerritoryQuerySet):
    area_path = "household__village__path"

    def found_by(self, text):
        """Find the present people who are meant by a search."""
        fits = person_fits(text)
        if names := names_read_as(text, self):
            fits |= Q(name__in=names)
        return self.filter(fits, left_on=None)

    def present(self, day):
        """Keep those who belonged to their household on `day`."""
        return self.filter(present_on(day))


@track_history
class Member(models.Model):
    """A person of a household. Never deleted: somebody who dies or moves away gets `left_on` with a reason. An empty
    value means "not asked". Who moves to another household is entered there anew, and every later entry names the
    first one, so that past days stay what they were and what was told of the person is still found."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="members", verbose_name=_("household"))
    first_entry = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="later_entries", db_index=False,
        verbose_name=_("first entry of the same person"),
    )  # fmt: skip
    name = models.CharField(_("name"), max_length=60)
    name_folded = models.GeneratedField(  # by which names are searched and compared
        expression=Folded("name", rules=FOLDING_RULES),
        output_field=models.CharField(max_length=60),
        db_persist=True,
        editable=False,
    )
    name_initials = models.CharField(max_length=60, blank=True, editable=False)  # in pinyin
    id_number = EncryptedField(_("ID number"), default="", blank=True)
    id_hash = models.CharField(max_length=64, blank=True, editable=False)
    id_tails = models.CharField(max_length=40, blank=True, editable=False)  # decision 0028
    sex = models.CharField(_("sex"), max_length=6, choices=Sex, blank=True)
    birth_date = models.DateField(_("birth date"), null=True, blank=True)
    birth_year_only = models.BooleanField(_("only the year of birth is known"), default=False)
    relation = models.CharField(_("relation to the head"), max_length=16, choices=Relation)
    ethnicity = models.CharField(_("ethnicity"), max_length=20, blank=True)
    education = models.CharField(_("education"), max_length=16, choices=Education, blank=True)
    school_stage = models.CharField(_("school stage"), max_length=16, choices=SchoolStage, blank=True)
    out_of_school_reason = models.CharField(_("why not in school"), max_length=16, choices=OutOfSchool, blank=True)
    has_chronic_illness = models.BooleanField(_("chronic illness"), null=True, blank=True)
    has_serious_illness = models.BooleanField(_("serious illness"), null=True, blank=True)
    disability_type = models.CharField(_("disability"), max_length=16, choices=DisabilityType, blank=True)
    disability_level = models.PositiveSmallIntegerField(_("disability level"), null=True, blank=True)
    labour = models.CharField(_("capacity to work"), max_length=10, choices=Labour, blank=True)
    insurance = models.CharField(_("medical insurance"), max_length=10, choices=Insurance, blank=True)
    has_pension = models.BooleanField(_("pension insurance"), null=True, blank=True)
    has_allowance = models.BooleanField(_("subsistence allowance"), null=True, blank=True)
    is_destitute = models.BooleanField(_("destitute support"), null=True, blank=True)
    phone = EncryptedField(_("phone"), default="", blank=True)
    phone_tails = models.CharField(max_length=40, blank=True, editable=False)
    joined_on = models.DateField(_("joined the household"), null=True, blank=True)
    left_on = models.DateField(_("left the household"), null=True, blank=True)
    left_reason = models.CharField(_("why left"), max_length=12, choices=LeftReason, blank=True)
    extra = models.JSONField(_("other columns of the import"), default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ["household", "pk"]
        indexes = [  # for sorting the list by the name of the head
            models.Index(
                fields=["household"], include=["name"], condition=Q(relation="head", left_on=None), name="heads"
            ),
            models.Index(fields=["name_folded"], name="people_by_name"),
            models.Index(fields=["name_initials"], name="people_by_initials", opclasses=["varchar_pattern_ops"]),
            models.Index(
                fields=["first_entry"], condition=Q(first_entry__isnull=False), name="entries_of_people_who_moved"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["id_hash"], condition=Q(left_on=None) & ~Q(id_hash=""), name="an_id_lives_in_one_household"
            ),
            models.CheckConstraint(
                name="leaving_has_a_reason",
                condition=Q(left_on=None, left_reason="") | (Q(left_on__isnull=False) & ~Q(left_reason="")),
            ),
            order_constraint("left_after_joining", "joined_on", "left_on"),
            choice_constraint("relation_known", "relation", Relation),
            models.CheckConstraint(name="labour_known", condition=Q(labour__in=["", *sorted(Labour.values)])),
            models.CheckConstraint(name="insurance_known", condition=Q(insurance__in=["", *sorted(Insurance.values)])),
            models.CheckConstraint(
                name="disability_level_known", condition=Q(disability_level=None) | Q(disability_level__range=(1, 4))
            ),
        ]

    class Privacy:
        plain = {
            "household",
            "first_entry",
            "name",
            "name_folded",
            "birth_year_only",
            "name_initials",
            "sex",
            "relation",
            "ethnicity",
            "education",
            "school_stage",
            "out_of_school_reason",
            "labour",
            "insurance",
            "has_pension",
            "has_allowance",
            "is_destitute",
            "joined_on",
            "left_on",
            "left_reason",
            "created_at",
            "updated_at",
        }
        secret = {"id_number", "id_hash", "id_tails", "birth_date", "phone", "phone_tails", "extra"}
        health = {"has_chronic_illness", "has_serious_illness", "disability_type", "disability_level"}

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.name_initials = name_initials(self.name)
        write_hashes(self)
        super().save(*args, **kwargs)

    @property
    def born(self) -> str:
        """Return the birth date, or the year where only that is known."""
        return birth_in_text(self.birth_date, self.birth_year_only)


class HouseholdRecordQuerySet(TerritoryQuerySet):
    area_path = "household__village__path"


@track_history
class GuaranteeCheck(models.Model):
    """What was found about the two worries, the three guarantees and water on one day: met, not met, or not asked."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="guarantee_checks")
    checked_on = models.DateField(_("checked on"))
    source = models.CharField(_("source"), max_length=12, choices=Source)
    source_visit = models.UUIDField(_("visit"), null=True, blank=True)
    education = models.BooleanField(_("compulsory education"), null=True, blank=True)
    medical = models.BooleanField(_("medical insurance"), null=True, blank=True)
    housing = models.BooleanField(_("safe housing"), null=True, blank=True)
    water = models.BooleanField(_("safe water"), null=True, blank=True)
    food = models.BooleanField(_("food"), null=True, blank=True)
    clothing = models.BooleanField(_("clothing"), null=True, blank=True)
    water_problem = models.CharField(_("water problem"), max_length=10, choices=WaterProblem, blank=True)
    water_out_since = models.DateField(_("water out since"), null=True, blank=True)
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    found_at = models.DateTimeField(_("found out"), db_default=Now())  # of two checks on one day the later one holds
    recorded_at = recorded_at_field()

    objects = HouseholdRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("guarantee check")
        verbose_name_plural = _("guarantee checks")
        ordering = ["household", "-checked_on", "-found_at", "-pk"]
        indexes = [models.Index(fields=["household", "-checked_on", "-found_at", "-id"], name="latest_check")]
        constraints = [
            choice_constraint("check_source_known", "source", Source),
            models.CheckConstraint(
                name="water_out_is_a_problem", condition=Q(water_out_since=None) | Q(water_problem="out")
            ),
        ]

    GUARANTEES = ("education", "medical", "housing", "water", "food", "clothing")

    class Privacy:
        plain = {
            "household",
            "checked_on",
            "source",
            "source_visit",
            "education",
            "medical",
            "housing",
            "water",
            "food",
            "clothing",
            "water_problem",
            "water_out_since",
            "evidence",
            "found_at",
            "recorded_at",
        }
        secret = health = set()

    def __str__(self):
        return f"{self.checked_on}"

    @classmethod
    def label_of(cls, name):
        """What one of the guarantees is called."""
        return cls._meta.get_field(name).verbose_name
