"""Each village with its caseworker: who it is, since when, and how much the village is visited."""

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.models import Area, Grant
from accounts.permissions import Permission
from accounts.roles import Caseworker
from core.dates import first_of_month
from visits.models import Visit


def villages_with_caseworkers(user, day):
    """Return the villages that a person sees, each with the `caseworker` who has worked there longest on a day, `phone`
    and `since`, how many there are (`held`), and the visits made there by anybody: `last_visit` and `visits` of the
    month. One whose grant is the village comes before one who has the whole township."""
    first = caseworker_grants(day).order_by("-area__path", "valid_from", "pk")
    number = caseworker_grants(day).order_by().values("role").annotate(n=Count("user", distinct=True)).values("n")
    made = Visit.objects.contacts().filter(village=OuterRef("pk"), visited_on__lte=day)
    of_month = made.filter(visited_on__gte=first_of_month(day)).order_by().values("village")
    return villages_seen_by(user).annotate(
        caseworker=Subquery(first.values("user__full_name")[:1]),
        phone=Subquery(first.values("user__phone")[:1]),
        since=Subquery(first.values("valid_from")[:1]),
        held=or_zero(number),
        last_visit=Subquery(made.order_by("-visited_on").values("visited_on")[:1]),
        visits=or_zero(of_month.annotate(n=Count("pk")).values("n")),
    )


def villages_seen_by(user):
    """Return the villages in which a person sees households, with their townships."""
    seen = Area.objects.within(*user.areas_where(Permission.HOUSEHOLD_VIEW))
    return seen.villages().not_ended().select_related("parent")


def caseworker_grants(day):
    """Return the grants by which somebody is caseworker of the village of the outer query: of the village itself, or of
    its township."""
    here = Q(area=OuterRef("pk")) | Q(area=OuterRef("parent"))
    return Grant.objects.in_force(day).filter(here, role=Caseworker.code, user__is_active=True)


def or_zero(counted):
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


def count_held(villages) -> list[dict]:
    """Return how many village committees, and how many communities, have a caseworker; only what there is of."""
    kinds = Q(kind=Area.Kind.COMMUNITY)
    parts = {"villages": villages.exclude(kinds), "communities": villages.filter(kinds)}
    told = [
        {"kind": kind, "all": found.count(), "held": found.filter(held__gt=0).count()} for kind, found in parts.items()
    ]
    return [one for one in told if one["all"]]
