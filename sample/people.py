"""The demo people of a sample site: one invented person for each role, all with the same password."""

import os
from typing import NamedTuple

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.audit.log import record_access
from accounts.models import Area, Grant, User
from devserver.embedded import kept_secret


class Person(NamedTuple):
    username: str
    full_name: str
    role: str
    level: str  # the area granted: the county, or the sample's township or village in it


PEOPLE = [
    Person("lan", "Lan Xiulan", "caseworker", "village"),
    Person("wen", "Wen Jianguo", "village_clerk", "village"),
    Person("zhao", "Zhao Min", "township_official", "township"),
    Person("zhou", "Zhou Haitao", "township_leader", "township"),
    Person("qin", "Qin Lihua", "county_staff", "county"),
    Person("li", "Li Weimin", "county_leader", "county"),
    Person("tan", "Tan Xiaofeng", "department_liaison", "county"),
    Person("su", "Su Qing", "auditor", "county"),
    Person("ding", "Ding Peng", "system_administrator", "county"),
]
XILINGXIA = "420527103202"  # the village of Zigui in which the stories of the sample county are told


def demo_password(home) -> str:
    """DEMO_PASSWORD, or a random one that this site made once and keeps."""
    return os.environ.get("DEMO_PASSWORD") or kept_secret(home, "demo_password", size=9)  # short enough to type


@transaction.atomic
def make_people(county: Area, password: str) -> list[Grant]:
    """Every demo person with their one grant, made or mended; making them twice changes nothing."""
    places, encoded = places_in(county), _encoded(password)
    return [_made(person, places[person.level], encoded) for person in PEOPLE]


def places_in(county: Area) -> dict[str, Area]:
    """The county, and the village and township in which its demo people work."""
    villages = Area.objects.villages().filter(path__startswith=county.path)
    village = villages.filter(code=XILINGXIA).first() or villages.order_by("path").first()
    return {"county": county, "township": village.parent, "village": village}


def _encoded(password: str) -> str:
    """The hash that all of them share: hashing is slow on purpose, and once is enough for what is printed anyway."""
    first = User.objects.filter(username=PEOPLE[0].username).first()
    return first.password if first and first.check_password(password) else make_password(password)


def _made(person: Person, area: Area, encoded: str) -> Grant:
    user, _ = User.objects.get_or_create(username=person.username, defaults={"full_name": person.full_name})
    if user.password != encoded:
        user.password = encoded
        user.save(update_fields=["password"])
        record_access(None, "demo_password_set", user, area=area)
    grant, is_new = Grant.objects.get_or_create(user=user, role=person.role, area=area)
    if is_new:
        record_access(None, "granted", grant, area=area, reason="demo person")
    return grant
