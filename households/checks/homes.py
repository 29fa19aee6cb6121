"""Checks of what is plausible for a household. Source: the values that auditors test."""

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from households.choices import HouseholdState, Relation
from households.models import Household

from .declare import quality_check

MOST_LAND, MOST_FOREST = 100, 200  # mu


def with_head_counts(homes):
    present = Q(members__left_on=None)
    return homes.annotate(
        people=Count("members", filter=present),
        heads=Count("members", filter=present & Q(members__relation=Relation.HEAD)),
    )


@quality_check("DQ-11", Household, "number", _("Nobody is recorded as the head."), _("Say who is the head."))
def homes_without_head(homes, day):
    return with_head_counts(homes).filter(heads=0, people__gt=0)


@quality_check(
    "DQ-12", Household, "number", _("More than one head."), _("Keep one head, and correct the relation of the others.")
)
def homes_with_several_heads(homes, day):
    return with_head_counts(homes).filter(heads__gt=1)


@quality_check(
    "DQ-13", Household, "number", _("Nobody belongs to this household."), _("Add its people, or close the household.")
)
def homes_without_members(homes, day):
    return with_head_counts(homes).filter(people=0)


@quality_check(
    "DQ-14", Household, "land_mu", _("More than 100 mu of farmland."), _("Check the unit: mu, not square metres.")
)
def homes_with_much_farmland(homes, day):
    return homes.filter(land_mu__gt=MOST_LAND)


@quality_check(
    "DQ-15", Household, "forest_mu", _("More than 200 mu of forest."), _("Check the unit: mu, not square metres.")
)
def homes_with_much_forest(homes, day):
    return homes.filter(forest_mu__gt=MOST_FOREST)


@quality_check("DQ-16", Household, "phone", _("Another household has the same phone."), _("Check whose phone it is."))
def homes_sharing_a_phone(homes, day):
    others = Household.objects.filter(  # nobody in this county could correct a household of another one
        phone_hash=OuterRef("phone_hash"), county=OuterRef("county"), state=HouseholdState.ACTIVE
    )
    return homes.exclude(phone_hash="").filter(Exists(others.exclude(pk=OuterRef("pk"))))
