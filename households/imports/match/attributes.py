"""What a file says of places beside what is on file: the same, another entry in the place of one, or a new one."""

from collections import defaultdict

from django.utils import timezone

from accounts.areas.attributes import drafted_attribute, overlap
from accounts.models import Area, AreaAttribute
from core.sql import fetch_rows

from .staging import NO_PARAMS

TOLD = ("kind", "year", "valid_from", "valid_until", "note", "document")


def attributes_told(stage) -> list[tuple]:
    """Return (entry as it will be, entry on file that it replaces or None) of the good rows that say something new."""
    told, _standing = compared_rows(stage)
    return [(one, before) for _n, one, before in told if before is None or differs(one, before)]


def differs(one, before) -> bool:
    return any(getattr(one, name) != getattr(before, name) for name in TOLD)


def compared_rows(stage) -> tuple:
    """Return (n, entry, entry on file of which it speaks) of the good rows, and the entries on file."""
    rows = fetch_rows(f"SELECT n, area_id, {', '.join(TOLD)} FROM stage_attributes WHERE NOT bad ORDER BY n")
    standing = entries_on_file(stage) if rows else {}
    compared = []
    for n, area, *told in rows:
        said = {name: value for name, value in zip(TOLD, told, strict=True) if value is not None}
        compared.append((n, *entry_and_before(stage, area, said, standing.get((area, said["kind"]), []))))
    return compared, standing


def entries_on_file(stage) -> dict:
    """Return {(area, kind): entries}; nobody enters others of these places at the desk until the import ends."""
    areas = Area.objects.within(stage.county).select_for_update(no_key=True)
    list(areas.order_by("pk").values_list("pk"))
    found = defaultdict(list)
    for one in AreaAttribute.objects.standing().filter(county=stage.county):
        found[one.area_id, one.kind].append(one)
    return found


def entry_and_before(stage, area, said, there) -> tuple:
    """Return a row as an entry, and the entry on file of which it speaks: the one that begins on the same day, or the
    only one when the row names no day. An empty cell keeps what that one says."""
    about = {"area_id": area, "county_id": stage.county.pk, "by_id": stage.by}
    made = drafted_attribute(**about, **said)
    fits = [one for one in there if one.valid_from == made.valid_from]
    before = next(iter(fits or (there if "valid_from" not in said and len(there) == 1 else [])), None)
    return (drafted_attribute(**about, **kept_beside(before, said)), before) if before else (made, None)


def kept_beside(before, said) -> dict:
    """Return what a row says, and what it leaves empty as on file; with another year the first day follows it."""
    kept = {name: getattr(before, name) for name in TOLD}
    if said.get("year", before.year) != before.year:
        kept["valid_from"] = None
    return kept | said


def find_overlaps(stage, sheet) -> None:
    """Report rows that say of a place what another row, or an entry on file that no row replaces, says already."""
    rows, standing = compared_rows(stage)
    replaced, claims = {before.pk for _n, _one, before in rows if before}, defaultdict(list)
    for n, one, _before in rows:
        claims[one.area_id, one.kind].append((n, one))
    for key, there in claims.items():
        there += [(None, one) for one in standing.get(key, []) if one.pk not in replaced]
    wrong = [n for there in claims.values() for n, one in there if n and clashes(n, one, there)]
    stage.find(sheet, "area", "attribute_overlaps", f"SELECT n, {NO_PARAMS} FROM unnest(%s::int[]) n", [wrong])


def clashes(n, one, there) -> bool:
    return any(overlap(one, other) for other_n, other in there if other_n != n)


def write_attributes(stage) -> None:
    """Write the new entries, and take away those in whose place they stand."""
    gone, now = [], timezone.now()
    for one, before in stage.attributes:
        if before:
            before.withdrawn_at, before.withdrawn_by_id, before.withdrawn_why = now, stage.by, one.document
            gone.append(before)
    AreaAttribute.objects.bulk_update(gone, ["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    AreaAttribute.objects.bulk_create(one for one, _before in stage.attributes)
