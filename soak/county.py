"""A small county for the soak, made quickly: households in several villages, people of every role, a frozen month to
export and alerts to answer."""

from accounts.models import Area
from accounts.roles import ROLES
from alerts.alert.actions import enter_alert, take_alert_step
from core.dates import add_months, first_of_month, today
from policy.reference import load_parameters
from povwatch.tests.factories import area, case, household, person
from reports.month.actions import close_report_month
from reports.month.prepare import open_report

CODE, TOWNSHIP, VILLAGES = "999001", "999001101", 4
ALERTS = 20  # of a village, that wait for an answer
PASSWORD = "river-stone-42"
POOR, FIRM = 6_000, 15_000  # yuan a person and year


def make_county(households: int) -> dict:
    """Make the county, and return what those who load it must know: who signs in, and what there is to do."""
    county = area(CODE, "Qingshan County")
    load_parameters(county)
    township = area(TOWNSHIP, "Anping Township", county)
    villages = [area(f"{TOWNSHIP}{201 + place}", f"Village {place + 1}", township) for place in range(VILLAGES)]
    cast = people_of(county, township, villages)
    homes = [household(villages[n % VILLAGES], income=FIRM if n % 5 else POOR) for n in range(households)]
    for home in homes[::10]:
        case(home)  # what a month counts
    phones = [phone_of(village, homes, cast) for village in villages]
    told = {"county": county.pk, "code": CODE, "village": villages[0].name, "phones": phones, "password": PASSWORD}
    return told | months_of(county, cast["county_staff"])


def people_of(county, township, villages) -> dict:
    """Make one person of each role, and a caseworker for each village; all have the same password."""
    where = {"village_clerk": villages[0], "township_official": township, "township_leader": township}
    others = [role for role in ROLES if role != "caseworker"]
    departments = {"department_liaison": "medical_insurance"}
    cast = {role: person(role, role, where.get(role, county), department=departments.get(role, "")) for role in others}
    return cast | {one.code: person(f"phone{place + 1}", "caseworker", one) for place, one in enumerate(villages)}


def months_of(county: Area, staff) -> dict:
    """Freeze the month before the last, of which files are asked for; open the last, which is counted again and
    again."""
    last = add_months(first_of_month(today()), -1)
    frozen = close_report_month(county, add_months(last, -1))
    opened = open_report(county, last, by=staff)
    return {"month": f"{frozen.month:%Y-%m}", "open_month": f"{opened.month:%Y-%m}"}


def phone_of(village, homes, cast) -> dict:
    """Return a caseworker's phone: households, and those with an alert that waits for an answer."""
    mine = [home for home in homes if home.village_id == village.pk]
    alerts = {home.pk: sent_alert(home, cast) for home in mine[:ALERTS]}
    return {"user": cast[village.code].username, "households": [home.pk for home in mine], "alerts": alerts}


def sent_alert(home, cast) -> int:
    made = enter_alert(home, by=cast["county_staff"], channel="hotline", level=1, words="The roof leaks")
    return take_alert_step(made, "dispatch", by=cast["township_official"]).pk
