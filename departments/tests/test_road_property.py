"""Property: whatever a department sends, in whatever order and however often, the rows that count in the end are those
that follow from the clean way: of each record the last word of the latest month that speaks of it."""

import datetime as dt
from contextlib import contextmanager
from decimal import Decimal
from typing import NamedTuple

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from alerts.tests.examples import examples
from departments.models import FeedMonth, FeedRow
from households.models import UnknownPerson
from households.tests.files import id_number
from povwatch.tests.factories import household, member

from .sent import send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("july")]
MONTHS = [dt.date(2026, month, 1) for month in (4, 5, 6)]
REFERENCES = ["A1", "A2", "A3", "A4", "A5"]
PEOPLE = [id_number("19700101", number) for number in range(4)]  # the last is nobody of the registry
AMOUNTS = [None, "0.5", "6200", "6200.01"]


class Said(NamedTuple):
    """One row of a file: what the department says of one of its records."""

    person: int
    amount: str | None
    is_withdrawn: bool = False


class Batch(NamedTuple):
    month: dt.date
    is_whole: bool
    rows: list  # of (reference, Said), some of them twice


SAID = st.builds(Said, st.integers(0, len(PEOPLE) - 1), st.sampled_from(AMOUNTS), st.sampled_from([False] * 5 + [True]))


@st.composite
def batches(draw):
    """What is sent, one after another; some of it is sent once more, with its rows in another order."""
    sent = []
    for _number in range(draw(st.integers(1, 5))):
        said = draw(st.dictionaries(st.sampled_from(REFERENCES), SAID, min_size=1))
        twice = draw(st.lists(st.sampled_from(sorted(said)), max_size=2))
        rows = [*said.items(), *((reference, said[reference]) for reference in twice)]
        sent.append(Batch(draw(st.sampled_from(MONTHS)), draw(st.booleans()), rows))
    for again in draw(st.lists(st.sampled_from(sent), max_size=2)):
        sent.insert(draw(st.integers(0, len(sent))), again._replace(rows=draw(st.permutations(again.rows))))
    return sent


@pytest.fixture
def people(heyi):
    home = household(heyi, people=1)
    return [member(home, name=f"Sample {number}", id_number=number) for number in PEOPLE[:-1]]


@contextmanager
def forgotten():
    """What is written inside never was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def file_rows(batch):
    return [
        {
            "reference": reference, "name": "Sample", "id_number": PEOPLE[said.person], "self_paid": said.amount or "",
            "outpatient": "1", "withdrawn": "是" if said.is_withdrawn else "",
        }
        for reference, said in batch.rows
    ]  # fmt: skip


def last_words(sent) -> dict:
    """{reference: {month: what was said last}}; what a whole month leaves out is withdrawn."""
    words = {}
    for batch in sent:
        said = dict(batch.rows)
        for reference, one in said.items():
            words.setdefault(reference, {})[batch.month] = one
        for reference, months in words.items():
            if batch.is_whole and reference not in said and batch.month in months:
                months[batch.month] = months[batch.month]._replace(is_withdrawn=True)
    return words


def clean_way(sent, people) -> dict:
    """{reference: (month, amount, member)} of the records that count in the end."""
    latest = {reference: max(months.items()) for reference, months in last_words(sent).items()}
    known = [*(one.pk for one in people), None]
    return {
        reference: (month, said.amount and Decimal(said.amount), known[said.person])
        for reference, (month, said) in latest.items() if not said.is_withdrawn
    }  # fmt: skip


def what_counts() -> dict:
    rows = FeedRow.objects.current()
    assert rows.count() == rows.values("reference").distinct().count()
    return {row.reference: (row.month, row.amount, row.member_id) for row in rows}


def rows_of_months() -> dict:
    return dict(FeedMonth.objects.values_list("month", "rows"))


def clean_months(sent) -> dict:
    """{month: how many records it has in the end}"""
    counted = {batch.month: 0 for batch in sent}
    for months in last_words(sent).values():
        for month, said in months.items():
            counted[month] += not said.is_withdrawn
    return counted


@examples(20)
@given(sent=batches())
def test_what_counts_in_the_end_is_what_the_clean_way_says(people, tan, county, sent):
    with forgotten():
        for one in sent:
            done = send(file_rows(one), "medical_insurance", tan, county, month=one.month, is_whole=one.is_whole)
            assert done.state == "published", done.failure
        assert what_counts() == clean_way(sent, people)
        assert rows_of_months() == clean_months(sent)
        strangers = {one.person for batch in sent for _ref, one in batch.rows if not one.is_withdrawn} & {3}
        assert UnknownPerson.objects.count() >= len(strangers)


@examples(8)
@given(sent=batches())
def test_the_last_file_once_more_changes_nothing(people, tan, county, sent):
    with forgotten():
        for one in [*sent, sent[-1]]:
            done = send(file_rows(one), "medical_insurance", tan, county, month=one.month, is_whole=one.is_whole)
        assert done.writes == 0 and done.counts["households"] == 0
