"""The demo people of a sample site: one invented person for each role, all with the same password, and the steps they
took. No other invented person can sign in."""

import os
from typing import NamedTuple

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.audit.log import record_access
from accounts.models import Area, Grant, User
from accounts.people.first_leader import make_first_leader
from accounts.people.proposals import propose_grant, take_proposal_step
from core.dates import today
from devserver.embedded import kept_secret


class DemoPerson(NamedTuple):
    username: str
    full_name: str
    role: str
    level: str  # the area granted: the county, or the demo township or village
    department: str = ""


DEMO_PEOPLE = [
    DemoPerson("lan", "Lan Xiulan", "caseworker", "village"),
    DemoPerson("wen", "Wen Jianguo", "village_clerk", "village"),
    DemoPerson("zhao", "Zhao Min", "township_official", "township"),
    DemoPerson("zhou", "Zhou Haitao", "township_leader", "township"),
    DemoPerson("qin", "Qin Lihua", "county_staff", "county"),
    DemoPerson("li", "Li Weimin", "county_leader", "county"),
    DemoPerson("tan", "Tan Xiaofeng", "department_liaison", "county", "medical_insurance"),
    DemoPerson("su", "Su Qing", "auditor", "county"),
    DemoPerson("ding", "Ding Peng", "system_administrator", "county"),
]
XILINGXIA = "420527103202"  # the village of Zigui in which the stories take place
CASE_STEPS_OF = {  # steps of cases and measures by the role that takes them
    "caseworker": {"propose", "verify", "authorise", "start_clearing", "plan", "start", "deliver", "check", "cancel"},
    "village_clerk": {"review", "post_notice", "decline", "review_clearing", "post_clearing"},
    "township_official": {"endorse", "reject", "return", "uphold", "endorse_clearing", "propose_rollback", "approve"},
    "county_staff": {"compare"},
    "county_leader": {"identify", "remark", "refuse", "clear", "roll_back", "end"},
}
ALERT_STEPS_OF = {
    "caseworker": {"misplace", "accept", "verify", "answer"},
    "township_official": {"dispatch", "return", "close", "drop"},
}


def demo_password(home) -> str:
    """Return DEMO_PASSWORD, or a random one that this site made once and keeps."""
    return os.environ.get("DEMO_PASSWORD") or kept_secret(home, "demo_password", size=9)  # short enough to type


@transaction.atomic
def make_demo_people(county: Area, password: str) -> list[Grant]:
    """Create or repair every demo person with their one grant, and return them; a second call changes nothing. The
    leader is the county's first; everybody else was proposed, and confirmed by the leader."""
    places, encoded = places_in(county), shared_hash(password)
    for person in DEMO_PEOPLE:
        make_demo_account(person, places[person.level], encoded)
    leader_first = sorted(DEMO_PEOPLE, key=lambda person: person.role != "county_leader")
    grants = {person: demo_grant(person, county, places[person.level]) for person in leader_first}
    return [grants[person] for person in DEMO_PEOPLE]


def places_in(county: Area) -> dict[str, Area]:
    """Return the county, and the village and township in which its demo people work."""
    villages = Area.objects.villages().filter(path__startswith=county.path)
    village = villages.filter(code=XILINGXIA).first() or villages.order_by("path").first()
    return {"county": county, "township": village.parent, "village": village}


def shared_hash(password: str) -> str:
    """Return the password hash that all share: hashing is slow on purpose, and the password is printed anyway."""
    first = User.objects.filter(username=DEMO_PEOPLE[0].username).first()
    return first.password if first and first.check_password(password) else make_password(password)


def make_demo_account(person: DemoPerson, area: Area, encoded: str) -> None:
    about = {"full_name": person.full_name, "phone": sample_phone(DEMO_PEOPLE.index(person))}
    user, _ = User.objects.get_or_create(username=person.username, defaults=about)
    if user.password != encoded:
        user.password = encoded
        user.save(update_fields=["password"])
        record_access(None, "demo_password_set", user, area=area)


def sample_phone(place: int) -> str:
    """Return the work phone of the invented person at a place of a list, of a range that no operator has."""
    return f"1549{place:07d}"


def demo_grant(person: DemoPerson, county: Area, area: Area) -> Grant:
    """Return the grant of a demo person; one that is missing comes as every other does."""
    user = User.objects.get(username=person.username)
    about = {"role": person.role, "department": person.department}
    if grant := user.grants.filter(area=area, **about).first():
        return grant
    if person.role == "county_leader" and not Grant.objects.filter(role=person.role, area=county).exists():
        return make_first_leader(user, county, document="sample")
    proposal = propose_grant(user, by=None, areas=[area], valid_from=today(), reason="sample", **about)
    leaders = User.objects.filter(username__in=[one.username for one in DEMO_PEOPLE if one.role == "county_leader"])
    take_proposal_step(proposal, "confirm", by=leaders.get())
    return user.grants.get(area=area, **about)


def demo_grants(county: Area) -> dict[str, Grant]:
    """Return the grants of the demo people by role."""
    names = [person.username for person in DEMO_PEOPLE]
    mine = Grant.objects.filter(user__username__in=names, area__path__startswith=county.path)
    return {grant.role: grant for grant in mine.select_related("area", "user")}


def demo_takers(county: Area, steps_of: dict) -> dict[tuple, int]:
    """Return the demo person who took a step in a village, by (step, number of the village), only where they work."""
    takers = {}
    for role, grant in demo_grants(county).items():
        villages = Area.objects.villages().filter(path__startswith=grant.area.path).values_list("pk", flat=True)
        takers |= {(step, pk): grant.user_id for step in steps_of.get(role, ()) for pk in villages}
    return takers
