"""Checks of what is plausible for a work spell. Source: the values that auditors test."""

import datetime as dt

from django.db.models import DateField, Exists, F, Func, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from households.choices import WorkChannel, WorkPlace
from households.models import WorkSpell

from .declare import quality_check

LOWEST_WAGE, HIGHEST_WAGE = 400, 30_000  # yuan a month
IN_COUNTY = [WorkPlace.VILLAGE, WorkPlace.TOWNSHIP, WorkPlace.COUNTY]
MOST_POSTS = 2
FOR_EVER = dt.date(9999, 12, 31)


def birth_date_turning(years, day):
    """Return the birth date of somebody who turns `years` on that day."""
    return Func(day, template=f"(%(expressions)s - interval '{years} years')::date", output_field=DateField())


def simultaneous_spells():
    """Return other spells of the same member that share a day with this one."""
    ends = Coalesce(OuterRef("ended_on"), FOR_EVER, output_field=DateField())
    later = Q(ended_on=None) | Q(ended_on__gte=OuterRef("started_on"))
    return WorkSpell.objects.filter(later, member=OuterRef("member"), started_on__lte=ends)


@quality_check("DQ-21", WorkSpell, "monthly_wage", _("A monthly wage below 400 or above 30,000 yuan."))
def implausible_wages(spells, day):
    return spells.filter(Q(monthly_wage__lt=LOWEST_WAGE) | Q(monthly_wage__gt=HIGHEST_WAGE))


@quality_check(
    "DQ-22", WorkSpell, "started_on", _("Overlaps other work of the same person that is no public-welfare post.")
)
def overlapping_work(spells, day):
    others = simultaneous_spells().exclude(pk=OuterRef("pk")).exclude(channel=WorkChannel.PUBLIC_POST)
    return spells.exclude(channel=WorkChannel.PUBLIC_POST).filter(Exists(others))


@quality_check("DQ-23", WorkSpell, "started_on", _("Worked before the age of 16."))
def work_before_sixteen(spells, day):
    return spells.filter(member__birth_date__gt=birth_date_turning(16, F("started_on")))


@quality_check("DQ-24", WorkSpell, "ended_on", _("A public-welfare post after the age of 69."))
def posts_after_seventy(spells, day):
    last = Coalesce(F("ended_on"), Value(day), output_field=DateField())
    return spells.filter(channel=WorkChannel.PUBLIC_POST, member__birth_date__lte=birth_date_turning(70, last))


@quality_check("DQ-25", WorkSpell, "channel", _("More than two public-welfare posts at the same time."))
def more_than_two_posts(spells, day):
    posts = simultaneous_spells().filter(channel=WorkChannel.PUBLIC_POST).exclude(pk=OuterRef("pk"))
    return spells.filter(Exists(posts[MOST_POSTS - 1 : MOST_POSTS]), channel=WorkChannel.PUBLIC_POST)


@quality_check("DQ-26", WorkSpell, "place", _("A public-welfare post outside the county."))
def posts_outside_county(spells, day):
    return spells.filter(channel=WorkChannel.PUBLIC_POST).exclude(place__in=IN_COUNTY)
