"""What is plausible for a person. Source: the values an auditor tests (domain, what is recorded)."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from core.dates import years_before
from households.choices import ABLE_TO_WORK, DisabilityType, Insurance, Labour, Relation, SchoolStage
from households.models import Member

from .declare import check

IN_SCHOOL = ~Q(school_stage__in=["", SchoolStage.NONE])
HEALTHY = Q(has_chronic_illness=False, has_serious_illness=False, disability_type=DisabilityType.NONE)


@check("DQ-01", Member, "labour", _("Able to work, but under 16 or in school."))
def a_child_does_not_work(people, day):
    return people.filter(IN_SCHOOL | Q(birth_date__gt=years_before(day, 16)), labour__in=ABLE_TO_WORK)


@check("DQ-02", Member, "labour", _("No capacity to work, but healthy, 16 to 59 years old and out of school."))
def a_healthy_adult_can_work(people, day):
    age = Q(birth_date__lte=years_before(day, 16), birth_date__gt=years_before(day, 60))
    return people.filter(age, HEALTHY, school_stage=SchoolStage.NONE, labour__in=[Labour.LOST, Labour.NONE])


@check("DQ-03", Member, "education", _("An education besides a school stage: who is in school has none yet."))
def education_comes_after_school(people, day):
    return people.filter(IN_SCHOOL).exclude(education="")


@check("DQ-04", Member, "sex", _("A spouse of the same sex as the head."))
def spouses_differ(people, day):
    head = Member.objects.filter(household=OuterRef("household"), relation=Relation.HEAD, left_on=None)
    return people.filter(Exists(head.filter(sex=OuterRef("sex"))), relation=Relation.SPOUSE).exclude(sex="")


@check("DQ-05", Member, "insurance", _("No basic medical insurance; everybody has exactly one."))
def everybody_is_insured(people, day):
    return people.filter(insurance=Insurance.NONE)
