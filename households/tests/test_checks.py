"""What looks wrong to an auditor: each check finds its own case and leaves an ordinary family alone."""

import datetime as dt

import pytest

from households.checks import QUALITY_CHECKS
from households.models import Household, Member, WorkSpell
from povwatch.tests import factories

DAY = factories.DAY
MODELS = {check.model for check in QUALITY_CHECKS.values()}


def born(years):
    return dt.date(DAY.year - years, 1, 1)


def found() -> set[str]:
    """Return the codes of the checks that find anything."""
    return {code for code, check in QUALITY_CHECKS.items() if check.odd(check.model.objects.all(), DAY).exists()}


@pytest.fixture
def home(heyi):
    return factories.household(heyi, people=1, phone="13800005678", land_mu=3)


WELL = {"disability_type": "none"}
PEOPLE = [  # who, as recorded, checks
    ("an ordinary adult", {}, set()),
    ("a child of 15 who can work", {"birth_date": born(15)}, {"DQ-01"}),
    ("somebody of 16 who can work", {"birth_date": born(16)}, set()),
    ("a student who can work", {"school_stage": "university"}, {"DQ-01"}),
    ("a healthy adult who cannot", {"labour": "none", **WELL}, {"DQ-02"}),
    ("an ill adult who cannot", {"labour": "none", "has_chronic_illness": True, **WELL}, set()),
    ("an adult of whose health nobody asked", {"labour": "none", "has_chronic_illness": None}, set()),
    ("somebody of 60 who cannot", {"labour": "lost", "birth_date": born(60), **WELL}, set()),
    ("education besides a school stage", {"education": "primary", "school_stage": "junior", "labour": ""}, {"DQ-03"}),
    ("education after school", {"education": "junior"}, set()),
    ("a spouse of the head's sex", {"relation": "spouse", "sex": "female"}, {"DQ-04"}),
    ("a spouse of the other sex", {"relation": "spouse", "sex": "male"}, set()),
    ("a spouse whose sex nobody asked", {"relation": "spouse", "sex": ""}, set()),
    ("nobody's insurance", {"insurance": "none"}, {"DQ-05"}),
    ("an insurance nobody asked about", {"insurance": ""}, set()),
    ("a second head", {"relation": "head"}, {"DQ-12"}),
    ("a second head who has left", {"relation": "head", "left_on": born(1), "left_reason": "died"}, set()),
]


@pytest.mark.parametrize(("fields", "codes"), [case[1:] for case in PEOPLE], ids=[case[0] for case in PEOPLE])
def test_people(fields, codes, home):
    factories.member(home, **fields)
    assert found() == codes


HOMES = [
    ("100 mu of farmland", {"land_mu": 100}, set()),
    ("101 mu of farmland", {"land_mu": 101}, {"DQ-14"}),
    ("200 mu of forest", {"forest_mu": 200}, set()),
    ("201 mu of forest", {"forest_mu": 201}, {"DQ-15"}),
    ("a phone of their own", {"phone": "13900001234"}, set()),
    ("the neighbours' phone", {"phone": "13800005678"}, {"DQ-16"}),
    ("no longer on file", {"land_mu": 500, "state": "moved"}, set()),
]


@pytest.mark.parametrize(("fields", "codes"), [case[1:] for case in HOMES], ids=[case[0] for case in HOMES])
def test_homes(fields, codes, home, heyi):
    factories.household(heyi, **fields)
    assert found() == codes


def test_a_household_without_a_head_or_without_anybody(heyi):
    factories.household(heyi, people=0)
    assert found() == {"DQ-13"}
    factories.member(factories.household(heyi, people=0), relation="spouse")
    assert found() == {"DQ-11", "DQ-13"}


def spell(person, **fields):
    fields = {"place": "county", "channel": "own", "started_on": dt.date(2025, 1, 1), "monthly_wage": 3000, **fields}
    return WorkSpell.objects.create(member=person, **fields)


POST = {"channel": "public_post", "place": "village"}
WORK = [
    ("an ordinary wage", [{}], set()),
    ("a wage of 300", [{"monthly_wage": 300}], {"DQ-21"}),
    ("a wage of 30,001", [{"monthly_wage": 30_001}], {"DQ-21"}),
    ("a wage nobody asked about", [{"monthly_wage": None}], set()),
    ("two jobs at once", [{}, {"started_on": dt.date(2025, 6, 1)}], {"DQ-22"}),
    ("one job after the other", [{"ended_on": dt.date(2025, 5, 31)}, {"started_on": dt.date(2025, 6, 1)}], set()),
    ("a job and a post", [{}, POST], set()),
    ("work at 15", [{"started_on": dt.date(2001, 3, 1)}], {"DQ-23"}),
    ("work from the 16th birthday", [{"started_on": dt.date(2002, 3, 1)}], set()),
    ("two posts", [POST, POST], set()),
    ("three posts", [POST, POST, POST], {"DQ-25"}),
    ("a post far away", [{**POST, "place": "outside"}], {"DQ-26"}),
]


@pytest.mark.parametrize(("spells", "codes"), [case[1:] for case in WORK], ids=[case[0] for case in WORK])
def test_work(spells, codes, home):
    person = home.members.get()  # born on 1 March 1986
    for fields in spells:
        spell(person, **fields)
    assert found() == codes


@pytest.mark.parametrize(("birth", "codes"), [(dt.date(1956, 6, 15), {"DQ-24"}), (dt.date(1956, 6, 16), set())])
def test_a_post_ends_at_seventy(birth, codes, home):
    Member.objects.update(birth_date=birth)
    spell(home.members.get(), **POST)
    assert found() == codes


def test_every_check_looks_at_one_of_the_registrys_tables_and_says_what_to_do():
    assert {Household, Member, WorkSpell} == MODELS
    for check in QUALITY_CHECKS.values():
        assert str(check.what) and str(check.remedy) and hasattr(check.model, check.column)
