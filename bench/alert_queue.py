"""The queue page at 27,000 and at 300,000 households, with 10,000 open alerts each.

The database makes households and alerts, in a county of their own and a transaction that is rolled back."""

import datetime as dt
import statistics
import time

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rich.console import Console
from rich.table import Table

from accounts.models import Area, Grant, User
from alerts.models import Alert, Signal
from core.dates import today
from households.models import Household, Member
from policy.reference import load_parameters

SIZES = (27_000, 300_000)
OPEN = 10_000
ROUNDS = 31
COUNTY, TOWNSHIPS, VILLAGES = "999011", 12, 15
TARGET = 1.5  # times the time of the smaller county
PAGES = {
    "queue of the county": ("county", "/alerts/"),
    "queue of a township": ("township", "/alerts/"),
    "overdue and red": ("county", "/alerts/?time=overdue&level=2"),
    "one rule": ("county", "/alerts/?rule=MED-04"),
    "page 100": ("county", "/alerts/?page=100"),
}


def measure():
    console = Console(soft_wrap=True)
    as_in_tests()
    found = {size: at(size) for size in SIZES}
    console.print(f"\nPages with {OPEN:,} open alerts (milliseconds, median of {ROUNDS}; queries)")
    console.print(table_of(found))


def as_in_tests():
    """Let pages be asked for without a browser and without collected files."""
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"


def at(households) -> dict:
    """Return (median milliseconds, queries) by page, in a county of this size."""
    with transaction.atomic():
        people = county_of(households)
        found = {name: page(people[who], address) for name, (who, address) in PAGES.items()}
        transaction.set_rollback(True)
    return found


def county_of(households) -> dict:
    """Return people by what they look after, over `households` and their alerts."""
    county = Area.objects.create(code=COUNTY, level="county", name="Bench", official_name="Bench County")
    load_parameters(county)
    for t in range(TOWNSHIPS):
        township = area(f"{COUNTY}{101 + t}", "township", county)
        for v in range(VILLAGES):
            area(f"{township.code}{201 + v}", "village", township)
    fill(county, households)
    return {
        "county": person("bench-county", "county_staff", county),
        "township": person("bench-township", "township_official", county.children.first()),
    }


def area(code, level, parent):
    return Area.objects.create(code=code, level=level, name=code, official_name=code, parent=parent)


def person(name, role, where):
    user = User.objects.create_user(name)
    Grant.objects.create(origin="sample", user=user, role=role, area=where, valid_from="2020-01-01")
    return user


def fill(county, households):
    """Let the database spread households over the villages, with one head each and an alert for a part of them."""
    day, tables = today(), {model: model._meta.db_table for model in (Household, Member, Alert, Signal, Area)}
    step = max(households // OPEN, 1)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # no history of temporary rows
        cursor.execute(
            f"INSERT INTO {tables[Household]} (county_id, village_id, number, kind, address, phone, phone_hash, "
            "phone_tails, bank_account, is_safety_net, house_grade, state, is_sample, extra, created_at, updated_at) "
            "SELECT %s, v.id, 'B' || lpad(n::text, 9, '0'), 'lifted', '', '', '', '', '', false, 'A', 'active', "
            "true, '{}', now(), now() FROM generate_series(1, %s) AS n "
            f"JOIN (SELECT id, row_number() OVER (ORDER BY path) - 1 AS place FROM {tables[Area]} WHERE level = "
            "'village' AND path LIKE %s) AS v ON v.place = n %% %s",
            (county.pk, households, f"{county.path}%", TOWNSHIPS * VILLAGES),
        )
        cursor.execute(
            f"INSERT INTO {tables[Member]} (household_id, name, name_initials, id_number, id_hash, id_tails, "
            "phone_tails, sex, relation, ethnicity, education, school_stage, out_of_school_reason, disability_type, "
            "labour, insurance, phone, left_reason, extra, created_at, updated_at) SELECT id, 'Sample ' || number, "
            "'', '', '', '', '', 'female', 'head', '', '', '', '', "
            f"'', '', '', '', '', '{{}}', now(), now() FROM {tables[Household]} WHERE county_id = %s",
            (county.pk,),
        )
        cursor.execute(
            f"INSERT INTO {tables[Alert]} (household_id, village_id, channel, level, state, outcome, answer, "
            "opened_on, dispatched_on, remind_on, due_on, decide_by, estimated) SELECT id, village_id, 'rules', "
            "1 + n %% 2, CASE n %% 3 WHEN 0 THEN 'new' WHEN 1 THEN 'dispatched' ELSE 'accepted' END, '', '', "
            "%s, %s, %s::date + (n %% 9 - 3)::int, %s::date + (n %% 9 - 2)::int, %s::date + (n %% 15)::int, false "
            f"FROM (SELECT id, village_id, row_number() OVER (ORDER BY id) AS n FROM {tables[Household]} "
            "WHERE county_id = %s) AS h WHERE n %% %s = 0 LIMIT %s",
            (day - dt.timedelta(5), day, day, day, day, county.pk, step, OPEN),
        )
        cursor.execute(
            f"INSERT INTO {tables[Signal]} (alert_id, household_id, channel, rule, level, words, raised_on) "
            "SELECT a.id, a.household_id, 'rules', r, a.level, '', opened_on "
            f"FROM {tables[Alert]} AS a JOIN {tables[Household]} AS h ON h.id = household_id AND county_id = %s "
            "CROSS JOIN unnest(ARRAY['MED-04', 'HOU-01']) AS r",
            (county.pk,),
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
        for table in tables.values():
            cursor.execute(f"ANALYZE {table}")


def page(user, address) -> tuple[float, int]:
    """Return (median milliseconds, queries) of one page, warm."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
        questions = len(asked)
    assert answer.status_code == 200, (address, answer.status_code)
    return statistics.median(timed(client, address) for _round in range(ROUNDS)), questions


def timed(client, address) -> float:
    started = time.perf_counter()
    client.get(address)
    return 1000 * (time.perf_counter() - started)


def table_of(found) -> Table:
    small, large = SIZES
    table = Table("", f"{small:,}", f"{large:,}", "Times the smaller", "Queries", "Target", box=None)
    for name in PAGES:
        (fast, few), (slow, many) = found[small][name], found[large][name]
        table.add_row(name, f"{fast:.0f}", f"{slow:.0f}", f"{slow / fast:.2f}", f"{few}, {many}", f"at most {TARGET}")
    return table
