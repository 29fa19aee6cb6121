"""A caseworker for every village committee of a sample county. Only the demo caseworker can sign in; the others have no
password."""

import datetime as dt

from django.contrib.auth.hashers import make_password

from accounts.models import Area, Grant, User
from accounts.roles import Caseworker
from core.dates import today

from .chance import ChanceStreams
from .demo_people import DEMO_PEOPLE, sample_phone
from .families.members import anybodys_name

SERVED = (100, 1_600)  # days since they began


def make_caseworkers(county: Area, seed: int = 1) -> int:
    """Give every village committee without a caseworker one; returns how many are new."""
    chance = ChanceStreams(county, seed)("caseworkers")
    villages = Area.objects.within(county).villages().not_ended().filter(kind=Area.Kind.COMMITTEE).order_by("code")
    invented = [
        (place, village, anybodys_name(chance), chance.randint(*SERVED)) for place, village in enumerate(villages)
    ]
    held = set(Grant.objects.filter(role=Caseworker.code, area__in=villages).values_list("area", flat=True))
    missing = [one for one in invented if one[1].pk not in held]
    for place, village, name, days in missing:
        make_caseworker(village, name, sample_phone(len(DEMO_PEOPLE) + place), today() - dt.timedelta(days))
    return len(missing)


def make_caseworker(village, full_name, phone, since) -> None:
    about = {"full_name": full_name, "phone": phone, "password": make_password(None)}
    user, _ = User.objects.get_or_create(username=f"sample-{village.code}", defaults=about)
    Grant.objects.create(origin="sample", user=user, role=Caseworker.code, area=village, valid_from=since)
