"""Checks of what is plausible for a person. Source: the values that auditors test."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from core.dates import years_before
from households.choices import ABLE_TO_WORK, DisabilityType, Insurance, Labour, Relation, SchoolStage
from households.models import Member

from .declare import quality_check

IN_SCHOOL = ~Q(school_stage__in=["", SchoolStage.NONE])
HEALTHY = Q(has_chronic_illness=False, has_serious_illness=False, disability_type=DisabilityType.NONE)


@quality_check("DQ-01", Member, "labour", _("Able to work, but under 16 or in school."))
def children_able_to_work(people, day):
    return people.filter(IN_SCHOOL | Q(birth_date__gt=years_before(day, 16)), labour__in=ABLE_TO_WORK)


@quality_check("DQ-02", Member, "labour", _("No capacity to work, but healthy, 16 to 59 years old and out of school."))
def healthy_adults_unable_to_work(people, day):
    age = Q(birth_date__lte=years_before(day, 16), birth_date__gt=years_before(day, 60))
    return people.filter(age, HEALTHY, school_stage=SchoolStage.NONE, labour__in=[Labour.LOST, Labour.NONE])


@quality_check("DQ-03", Member, "education", _("An education besides a school stage: who is in school has none yet."))
def pupils_with_education(people, day):
    return people.filter(IN_SCHOOL).exclude(education="")


@quality_check("DQ-04", Member, "sex", _("A spouse of the same sex as the head."))
def same_sex_spouses(people, day):
    head = Member.objects.filter(household=OuterRef("household"), relation=Relation.HEAD, left_on=None)
    return people.filter(Exists(head.filter(sex=OuterRef("sex"))), relation=Relation.SPOUSE).exclude(sex="")


@quality_check("DQ-05", Member, "insurance", _("No basic medical insurance; everybody has exactly one."))
def members_without_insurance(people, day):
    return people.filter(insurance=Insurance.NONE)
