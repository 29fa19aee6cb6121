"""The statement that matches offers with people gives the same answer as plain Python, on small sets of any kind."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from alerts.models import HouseholdFacts
from alerts.tests.examples import examples
from core.dates import years_before
from povwatch.tests.factories import area, case, household, member
from work.choices import ACCOUNT_STATES, ForWhom, OfferKind
from work.models import AccountEntry, Offer
from work.offers.matching import match

from .offered import offer

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 6, 15)
CAPACITY = ["weak", "ordinary", "skilled"]
NEARER = ["village", "township", "county", "province", "outside"]
COLOURS = {"red": 1, "amber": 2}
LAST = 99  # of what is not known

OFFERS = st.fixed_dictionaries({
    "area": st.integers(0, 5), "kind": st.sampled_from(OfferKind.values), "where": st.sampled_from(NEARER[:3]),
    "starts_on": st.sampled_from([TODAY, TODAY + dt.timedelta(40), dt.date(2020, 2, 29), dt.date(2028, 2, 29)]),
    "age_from": st.sampled_from([16, 30]), "age_to": st.sampled_from([30, 40, 59]),
    "for_whom": st.sampled_from(ForWhom.values), "least_labour": st.sampled_from(CAPACITY),
    "skill": st.sampled_from(["", "", "Sewing"]),
})  # fmt: skip
PEOPLE = st.fixed_dictionaries({
    "village": st.integers(0, 2), "state": st.sampled_from([*ACCOUNT_STATES, "needs", "needs", "school"]),
    "age": st.sampled_from([16, 29, 30, 31, 40, 41, 59]), "day": st.sampled_from([-1, 0, 1]),
    "labour": st.sampled_from(["", *CAPACITY]), "kind": st.sampled_from(["lifted", "lifted", "general"]),
    "stays_home": st.sampled_from([None, False, True]), "skill": st.sampled_from(["", "", "sewing shirts", "Masonry"]),
    "where": st.sampled_from(["", "", *NEARER]), "colour": st.sampled_from([None, "red", "amber", "green"]),
    "income": st.sampled_from([None, 4000, 9000]), "since": st.sampled_from([None, 10, 300]),
})  # fmt: skip


@pytest.fixture
def places(county, anping, heyi, shuikou):
    """Three villages, then the townships and the county above them."""
    beside = area("999001101202", "Beside Village", anping)
    return [heyi, beside, shuikou, anping, shuikou.parent, county]


@examples(60)
@given(offers=st.lists(OFFERS, min_size=1, max_size=4), people=st.lists(PEOPLE, max_size=7), most=st.integers(1, 3))
def test_the_statement_answers_as_plain_python_does(places, offers, people, most):
    with transaction.atomic():
        asked = [offer(places[one["area"]], **{k: v for k, v in one.items() if k != "area"}) for one in offers]
        known = [entry(places, **one) for one in people]
        found = [(one.offer, one.member) for one in match(Offer.objects.all(), AccountEntry.objects.all(), TODAY, most)]
        assert found == [(one.pk, who) for one in asked for who in expected(one, known, most)]
        transaction.set_rollback(True)


def entry(places, *, village, state, age, day, labour, kind, colour, income, since, **said) -> AccountEntry:
    """Somebody in the account, with what the night found of the household; of a general one there is a case."""
    home = household(places[village], people=0, kind=kind, lifted_year=2017 if kind == "lifted" else None)
    if kind == "general":
        case(home)
    born = years_before(TODAY, age) + dt.timedelta(day)
    who = member(home, labour=labour, birth_date=born)
    if colour:
        net = None if income is None else Decimal(income)
        HouseholdFacts.objects.create(household=home, county=home.county, as_of=TODAY, colour=colour, people=1, net=net)
    made = AccountEntry.objects.create(
        member=who, household=home, county=home.county, village=home.village, as_of=TODAY, state=state,
        since=since and TODAY - dt.timedelta(since), **said,
    )  # fmt: skip
    made.need = (
        COLOURS.get(colour, LAST), (income is None or not colour, income or 0) if colour else (True, 0),
        (since is None, -(since or 0)), who.pk,
    )  # fmt: skip
    return made


def expected(one, known, most) -> list[int]:
    """Return whom an offer fits, the nearest and neediest first."""
    suited = [person for person in known if suits(one, person)]
    return [person.pk for person in sorted(suited, key=lambda person: (distance(one, person), person.need))][:most]


def distance(one, person) -> int:
    here, place = person.village.path, one.area.path
    if one.area == person.village:
        return 0
    return 1 if here.split("/")[1] == (place.split("/") + [""])[1] else 2


def suits(one, person) -> bool:
    who, home = person.member, person.household
    first = max(one.starts_on, TODAY)
    age = first.year - who.birth_date.year - ((first.month, first.day) < (who.birth_date.month, who.birth_date.day))
    beside = person.state == "county" and one.kind in ("course", "home")  # no work but that of the account is known
    followed = home.kind == "general"  # in this story
    return all((
        person.state in ("needs", "offered", "returned", "training") or beside,
        one.age_from <= age <= one.age_to,
        not who.labour or CAPACITY.index(who.labour) >= CAPACITY.index(one.least_labour),
        {"account": True, "monitored": followed, "lifted": home.kind == "lifted"}[one.for_whom],
        not person.stays_home or one.kind == "home" or (one.kind != "job" and one.area == person.village),
        not one.skill or not person.skill or one.skill.lower() in person.skill.lower(),
        not person.where or one.kind == "course" or NEARER.index(one.where) <= NEARER.index(person.where),
    ))  # fmt: skip
