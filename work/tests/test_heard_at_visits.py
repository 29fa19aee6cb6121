"""What a visit says of somebody's work is a word: as it was, changed or over; what was left as shown is none."""

import pytest

from visits.tests import told
from work.models import Heard

from .account import spell, worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def tian(heyi):
    one = worker(heyi)
    spell(one, monthly_wage=4200)
    return one


def shown(of) -> dict:
    return {f"m{of.pk}-work": "working", f"m{of.pk}-work_place": "outside", f"m{of.pk}-work_wage": "4200.00"}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, []),
        ({"work_since": "2026-01-01"}, ["unchanged"]),
        ({"work_wage": "4300"}, ["changed"]),
        ({"work_place": "province"}, ["changed"]),
        ({"work": "idle", "work_since": "2026-01-01"}, ["ended"]),
    ],
)
def test_each_answer_is_the_word_it_says(tian, lan, said, words):
    answers = shown(tian) | {f"m{tian.pk}-{name}": value for name, value in said.items()}
    told.visit(tian.household, lan, answers, seen=shown(tian))
    assert list(Heard.objects.filter(member=tian, way="visit").values_list("answer", flat=True)) == words


def test_saying_what_is_on_file_without_having_seen_it_is_unchanged(tian, lan):
    """The phone carried an older state, without the work."""
    told.visit(tian.household, lan, shown(tian))
    assert Heard.objects.get(member=tian).answer == "unchanged"
