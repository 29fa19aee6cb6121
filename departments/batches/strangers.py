"""People of a batch whom nobody knows: they wait in the registry's list until somebody says who they are."""

import json

from accounts.models import Area
from core.crypto.fields import column_place, keyed_hash
from core.crypto.values import decrypt
from core.dates import parse_birth
from core.sql import execute_sql, fetch_rows
from departments.feeds import FEEDS
from departments.models import FeedRow
from households.imports.clean.cells import CellError
from households.imports.match.places import PlaceIndex
from households.models import UnknownPerson
from households.unknown.actions import DEPARTMENT

AT_ONCE = 1_000  # rows decrypted and written together
STRANGERS = """
    SELECT row_number() OVER () AS place, told.* FROM (
        SELECT DISTINCT ON (s.person_key) s.person_key, {feed} AS feed, s.happened_on, s.said FROM {rows}
        AND NOT EXISTS (
            SELECT FROM households_unknownperson u
            WHERE u.county_id = %(county)s AND u.told_by = %(teller)s AND u.told_key = s.person_key)
        ORDER BY s.person_key, s.happened_on) told"""
OF_BATCH = STRANGERS.format(
    feed="%(feed)s::text",
    rows="""feed_stage s JOIN feed_fate f USING (n) JOIN feed_person p USING (n)
        WHERE f.fate IN ('new', 'changed') AND p.member_id IS NULL AND NOT p.is_aside""",
)
WAITING = STRANGERS.format(
    feed="s.feed",
    rows="""departments_feedrow s
        WHERE s.county_id = %(county)s AND s.is_current AND NOT s.is_withdrawn AND s.member_id IS NULL""",
)
SOME = "SELECT person_key, feed, happened_on, said FROM feed_stranger WHERE place > %s AND place <= %s"


def tell_of_strangers(stage) -> None:
    """Keep the people of a batch whom nobody knows, each once however many rows speak of them."""
    tell_of(stage.batch.county, OF_BATCH, feed=stage.batch.feed)


def tell_of_waiting(county) -> None:
    """Keep the people of whom records of earlier batches speak that wait for nobody yet."""
    tell_of(county, WAITING)


def tell_of(county, strangers, **said) -> None:
    execute_sql("DROP TABLE IF EXISTS pg_temp.feed_stranger")
    said |= {"county": county.pk, "teller": DEPARTMENT}
    execute_sql(f"CREATE TEMP TABLE feed_stranger ON COMMIT DROP AS {strangers}", said)
    execute_sql("CREATE INDEX ON feed_stranger (place)")
    places, done = PlaceIndex(county), 0
    while rows := fetch_rows(SOME, [done, done + AT_ONCE]):
        told = [stranger(county, places, *row) for row in rows]
        UnknownPerson.objects.bulk_create(told, ignore_conflicts=True)
        done += AT_ONCE


def stranger(county, places, key, feed, happened_on, said) -> UnknownPerson:
    values = json.loads(decrypt(bytes(said), column_place(FeedRow, "said"))) if said else {}
    born, year_only = parse_birth(values.get("birth_date", ""))
    number, phone = values.get("id_number", ""), values.get("phone", "")
    return UnknownPerson(
        county=county, area=place_of(values, places, county), name=values.get("name", "")[:60],
        id_number=number, id_hash=keyed_hash(number), birth_date=born, birth_year_only=year_only,
        phone=phone, phone_hash=keyed_hash(phone), told_by=DEPARTMENT, told_key=key, told_on=happened_on,
        note=str(FEEDS[feed].title) if feed in FEEDS else "",
    )  # fmt: skip


def place_of(values, places, county) -> Area:
    """Return the village a row hints at, else the township, else the county."""
    village, township = values.get("village", ""), values.get("township", "")
    by_key = {area.pk: area for area in places.areas.values()}
    try:
        return by_key[places.village(village, township or None)] if village else township_of(places, township, county)
    except CellError:
        return township_of(places, township, county)


def township_of(places, township, county) -> Area:
    found = places.townships_named(township) if township else set()
    return places.areas.get(found.pop(), county) if len(found) == 1 else county
