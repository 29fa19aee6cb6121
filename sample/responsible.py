"""Who is responsible in the places of a sample county: a caseworker for every village committee, a leader for every
township. Only the demo people can sign in; the others have no password."""

import datetime as dt

from django.contrib.auth.hashers import make_password

from accounts.models import Area, Grant, User
from accounts.roles import Caseworker, TownshipLeader
from core.dates import today

from .chance import ChanceStreams
from .demo_people import DEMO_PEOPLE, sample_phone
from .families.members import anybodys_name

SERVED = (100, 1_600)  # days since they began
PHONES = {Caseworker: len(DEMO_PEOPLE), TownshipLeader: 5_000}  # the first of each, more than any county has villages


def make_caseworkers(county: Area, seed: int = 1) -> int:
    """Give every village committee without a caseworker one; returns how many are new."""
    villages = Area.objects.within(county).villages().not_ended().filter(kind=Area.Kind.COMMITTEE)
    return make_missing(villages, Caseworker, ChanceStreams(county, seed)("caseworkers"))


def make_township_leaders(county: Area, seed: int = 1) -> int:
    """Give every township without a leader one; returns how many are new."""
    townships = Area.objects.within(county).townships()
    return make_missing(townships, TownshipLeader, ChanceStreams(county, seed)("township leaders"))


def make_missing(areas, role, chance) -> int:
    """Give every area in which nobody holds a role somebody who does; whoever else has one changes no name."""
    invented = [(anybodys_name(chance), chance.randint(*SERVED), area) for area in areas.order_by("code")]
    held = set(Grant.objects.filter(role=role.code, area__in=areas).values_list("area", flat=True))
    missing = [(place, *one) for place, one in enumerate(invented) if one[-1].pk not in held]
    for place, name, days, area in missing:
        make_responsible(area, role, name, sample_phone(PHONES[role] + place), today() - dt.timedelta(days))
    return len(missing)


def make_responsible(area, role, full_name, phone, since) -> None:
    about = {"full_name": full_name, "phone": phone, "password": make_password(None)}
    user, _ = User.objects.get_or_create(username=f"sample-{area.code}", defaults=about)
    Grant.objects.create(origin="sample", user=user, role=role.code, area=area, valid_from=since)
