"""Matching 5,000 offers with the 67,033 people of Fengjie's employment account: for each offer the ten nearest and
neediest, in one statement.

The database makes households, people, their entries and offers, in a county of their own and a transaction that is
rolled back."""

import time

from django.db import connection, transaction
from rich.console import Console

from accounts.models import Area
from alerts.models import HouseholdFacts
from bench.alert_queue import area
from core.dates import today
from households.models import Household, Member
from policy.reference import load_parameters
from work.models import AccountEntry, Offer
from work.offers.matching import match

HOUSEHOLDS, PEOPLE, OFFERS = 34_000, 67_033, 5_000
COUNTY, TOWNSHIPS, VILLAGES = "999012", 33, 12
# Of a hundred people: out of work 25, in training 3, working in the county 22, away 50.
STATES = ["needs"] * 20 + ["returned"] * 5 + ["training"] * 3 + ["county"] * 22 + ["province"] * 15 + ["outside"] * 35
KINDS = ["post"] * 5 + ["workshop"] * 2 + ["home", "job", "course"]
ROUNDS = 3


def measure():
    console = Console(soft_wrap=True)
    with transaction.atomic():
        fill_county()
        for most in (10, 50):
            best, found = min((timed(most) for _round in range(ROUNDS)), key=lambda one: one[0])
            told = f"{OFFERS:,} offers, {PEOPLE:,} people, the {most} nearest and neediest of each"
            console.print(f"{told}: {best:.1f} s, {found:,} pairs")
        transaction.set_rollback(True)


def timed(most) -> tuple[float, int]:
    started = time.perf_counter()
    offers, people = (model.objects.filter(county__code=COUNTY) for model in (Offer, AccountEntry))
    found = match(offers, people, today(), most)
    return time.perf_counter() - started, len(found)


def fill_county():
    county = Area.objects.create(code=COUNTY, level="county", name="Bench", official_name="Bench County")
    load_parameters(county)
    for t in range(TOWNSHIPS):
        township = area(f"{COUNTY}{101 + t}", "township", county)
        for v in range(VILLAGES):
            area(f"{township.code}{201 + v}", "village", township)
    models = (Household, Member, HouseholdFacts, AccountEntry, Offer, Area)
    tables = {model.__name__: model._meta.db_table for model in models}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # no history of temporary rows
        for text in STATEMENTS:
            cursor.execute(text.format(**tables), {"county": county.pk, "path": f"{county.path}%", **SHARES, **SIZES})
        cursor.execute("SET LOCAL session_replication_role = origin")
        for table in tables.values():
            cursor.execute(f"ANALYZE {table}")


SHARES = {"states": STATES, "kinds": KINDS, "day": today()}
SIZES = {"homes": HOUSEHOLDS, "people": PEOPLE, "offers": OFFERS, "villages": TOWNSHIPS * VILLAGES}
PLACES = """(SELECT id, parent_id, row_number() OVER (ORDER BY path) - 1 AS nth FROM {Area}
    WHERE level = 'village' AND path LIKE %(path)s)"""
STATEMENTS = [
    f"""
INSERT INTO {{Household}} (county_id, village_id, number, kind, address, phone, phone_hash, phone_tails, bank_account,
    is_safety_net, has_provisional_number, resettled_project, house_grade, state, is_sample, extra, created_at,
    updated_at)
SELECT %(county)s, v.id, 'B' || lpad(n::text, 9, '0'), 'lifted', '', '', '', '', '', false, false, '', 'A', 'active',
    true, '{{{{}}}}', now(), now()
FROM generate_series(1, %(homes)s) AS n JOIN {PLACES} AS v ON v.nth = n %% %(villages)s""",
    """
INSERT INTO {HouseholdFacts} (household_id, county_id, as_of, colour, people, net)
SELECT id, county_id, %(day)s, (ARRAY['red', 'amber', 'green', 'green', 'green'])[1 + id %% 5], 2,
    8000 + id * 7919 %% 30000
FROM {Household} WHERE county_id = %(county)s""",
    """
INSERT INTO {Member} (household_id, name, name_initials, id_number, id_hash, id_tails, phone_tails, sex, relation,
    ethnicity, education, school_stage, out_of_school_reason, disability_type, labour, insurance, phone, left_reason,
    birth_year_only, birth_date, extra, created_at, updated_at)
SELECT h.id, 'Sample', '', '', '', '', '', 'female', 'other', '', '', '', '', '',
    (ARRAY['ordinary', 'ordinary', 'skilled', 'weak'])[1 + n %% 4], '', '', '', false,
    %(day)s::date - (6000 + n * 7 %% 15000)::int, '{{}}', now(), now()
FROM generate_series(1, %(people)s) AS n
JOIN (SELECT id, row_number() OVER () - 1 AS nth FROM {Household} WHERE county_id = %(county)s) AS h
    ON h.nth = n %% %(homes)s""",
    """
INSERT INTO {AccountEntry} (member_id, household_id, county_id, village_id, as_of, state, since, "where", skill,
    training, stays_home)
SELECT m.id, h.id, h.county_id, h.village_id, %(day)s, (%(states)s)[1 + m.id %% 100],
    %(day)s::date - (m.id %% 400)::int, (ARRAY['', '', 'village', 'county'])[1 + m.id %% 4],
    (ARRAY['', '', 'Sewing', 'Masonry', 'Cooking'])[1 + m.id %% 5], '', m.id %% 20 = 0
FROM {Member} AS m JOIN {Household} AS h ON h.id = m.household_id WHERE h.county_id = %(county)s""",
    f"""
INSERT INTO {{Offer}} (county_id, area_id, kind, title, "where", places, monthly_wage, starts_on, age_from, age_to,
    for_whom, least_labour, skill, equipment, note, recorded_at)
SELECT %(county)s, CASE n %% 10 WHEN 8 THEN v.parent_id WHEN 9 THEN %(county)s ELSE v.id END, kind, 'Offer ' || n,
    'village', 5, CASE WHEN kind <> 'course' THEN 900 END, %(day)s::date + (n %% 60), 16, 59, 'account', 'weak',
    (ARRAY['', '', '', 'Sewing'])[1 + n %% 4], '', '', now()
FROM (SELECT n, (%(kinds)s)[1 + n * 7 %% 10] AS kind FROM generate_series(1, %(offers)s) AS n) AS wanted
JOIN {PLACES} AS v ON v.nth = n %% %(villages)s""",
]
