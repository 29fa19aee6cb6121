"""Property: saving any valid registry gives exactly what it says, and saving it again changes nothing."""

import datetime as dt
import tempfile
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.dates import MonthWindow
from households.choices import (
    TOPIC_OF_ITEM,
    DisabilityType,
    Education,
    HouseholdKind,
    IncomeItem,
    Insurance,
    Labour,
    Relation,
    SchoolStage,
)
from households.models import Household, IncomeRecord, IncomeStatement, Member

from .files import complaints, folder, id_number, save, workbook

YES_NO = st.sampled_from([True, False, None])
TEXTS = st.text("abcdefgh ,;\"'\u4e2d\u6587=+-@|\\", max_size=12).map(str.strip)
BIRTHS = st.dates(dt.date(1930, 1, 1), dt.date(2020, 12, 31))


def maybe(choices):
    return st.sampled_from(["", *choices.values])


@st.composite
def people(draw, sequence):
    birth, has_id = draw(BIRTHS), draw(st.booleans())
    number = id_number(f"{birth:%Y%m%d}", sequence) if has_id else ""
    return {
        "name": f"Sample {sequence}",
        "id_number": number,
        "birth_date": birth,
        "sex": ("male" if sequence % 2 else "female"),
        "relation": draw(st.sampled_from(Relation.values)),
        "labour": draw(maybe(Labour)),
        "insurance": draw(maybe(Insurance)),
        "education": draw(maybe(Education)),
        "school_stage": draw(maybe(SchoolStage)),
        "has_chronic_illness": draw(YES_NO),
        "disability_type": draw(maybe(DisabilityType)),
        "is_destitute": draw(YES_NO),
        "phone": draw(st.sampled_from(["", "13800005678", "13900001234"])),
    }


@st.composite
def homes(draw, number):
    kind = draw(st.sampled_from(HouseholdKind.values))
    amounts = draw(
        st.dictionaries(
            st.tuples(st.sampled_from(IncomeItem.values), st.sampled_from(["2023", "2024"])),
            st.decimals(0, 99_999, places=2),
            max_size=4,
        )
    )
    return {
        "home": {
            "number": f"H{number}",
            "village": "999001101201",
            "kind": kind,
            "address": draw(TEXTS),
            "lifted_year": draw(st.sampled_from([None, 2015, 2019])) if kind == HouseholdKind.LIFTED else None,
            "phone": draw(st.sampled_from(["", "13800005678"])),
            "bank_account": draw(st.sampled_from(["", "6217000012345678"])),
            "land_mu": draw(st.none() | st.decimals(0, 100, places=2)),
            "has_safe_water": draw(YES_NO),
        },
        "people": [draw(people(number * 10 + nth)) for nth in range(draw(st.integers(0, 3)))],
        "income": [{"item": item, "year": year, "amount": amount} for (item, year), amount in amounts.items()],
    }


@st.composite
def registries(draw):
    return [draw(homes(number)) for number in range(1, draw(st.integers(1, 4)) + 1)]


@contextmanager
def forgotten():
    """Roll back what is written inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def written(value):
    """Return a value as a clerk would type it."""
    if value is None or isinstance(value, bool):
        return {None: "", True: "yes", False: "no"}[value]
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def sheets_of(registry):
    """Return the registry as rows of the three sheets."""
    lines = {"households": [family["home"] for family in registry]}
    for name, key in (("members", "people"), ("income", "income")):
        lines[name] = [{"household": f["home"]["number"], **row} for f in registry for row in f[key]]
    return {name: [{k: written(v) for k, v in row.items()} for row in rows] for name, rows in lines.items() if rows}


def stored():
    """Return what the registry holds, with secrets decrypted, and the number of earlier versions."""
    homes, members = Household.objects.order_by("number"), Member.objects.order_by("name")
    return {
        "homes": [
            (h.number, h.kind, h.lifted_year, h.address, h.phone, h.bank_account, h.land_mu, h.has_safe_water)
            for h in homes
        ],
        "people": [
            (m.household.number, m.name, m.id_number, m.birth_date, m.relation, m.labour, m.education, m.phone)
            for m in members
        ],
        "income": list(IncomeRecord.objects.order_by("pk").values_list()),
        "versions": [
            sum(one.events.count() for one in made) for made in (homes, members, IncomeStatement.objects.all())
        ],
    }


def known_records(number, item, year):
    """Return the rows that say something of one item in an accounting year, and that it was told of."""
    window = MonthWindow(dt.date(year - 1, 10, 1), dt.date(year, 10, 1))
    records = IncomeRecord.objects.filter(household__number=number, topic=TOPIC_OF_ITEM[item], told_until=None)
    return records.filter(item__in=["", item]).with_yuan(window, 0)


@pytest.mark.parametrize("layout", [folder, workbook])
@given(registry=registries())
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_saved_as_said_and_again_without_a_change(layout, registry, county, heyi):
    with tempfile.TemporaryDirectory() as directory, forgotten():
        path = layout(Path(directory) / "registry.xlsx", **sheets_of(registry))
        batch = save(path, county)
        assert (batch.state, complaints(batch)) == ("saved", [])
        first = stored()
        assert [row[:2] for row in first["homes"]] == [(f["home"]["number"], f["home"]["kind"]) for f in registry]
        assert [row[3] for row in first["homes"]] == [" ".join(f["home"]["address"].split()) for f in registry]
        assert len(first["people"]) == sum(len(f["people"]) for f in registry)
        for family in registry:
            for row in family["income"]:
                known = known_records(family["home"]["number"], row["item"], int(row["year"]))
                assert sum(one.yuan for one in known if one.item) == Decimal(row["amount"])
                assert sum(one.covered for one in known if not one.item) == 12
        assert save(path, county).writes == 0
        assert stored() == first
