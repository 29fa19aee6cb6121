"""A liaison for every department of a sample county. Only the demo liaison can sign in; the others have no password."""

from accounts.departments import Department
from accounts.models import Area, Grant, User
from departments.feeds import FEEDS

from ..chance import Chance
from ..families.members import anybodys_name

ROLE = "department_liaison"


def make_liaisons(county: Area, since, rng: Chance) -> dict[str, int]:
    """Return {department: its liaison}; those that are missing are made, with a grant since a day."""
    held = Grant.objects.filter(role=ROLE, area=county).values_list("department", "user")
    liaisons = dict(held.order_by("-user__username"))
    for department in dict.fromkeys(str(feed.department) for feed in FEEDS.values()):
        name = anybodys_name(rng)
        if department not in liaisons:
            liaisons[department] = made_liaison(county, Department(department), name, since)
    return liaisons


def made_liaison(county, department, full_name, since) -> int:
    username = f"sample-{department.replace('_', '-')}"
    user, is_new = User.objects.get_or_create(username=username, defaults={"full_name": full_name})
    if is_new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    Grant.objects.create(origin="sample", user=user, role=ROLE, area=county, department=department, valid_from=since)
    return user.pk
