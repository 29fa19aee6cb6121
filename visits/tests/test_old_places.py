"""Visits that were made when a village still had its old code, and arrive after it changed or was merged."""

import pytest

from accounts.areas.changes import enter_area_change
from core.dates import today
from households.models import RegistryChange
from povwatch.tests import factories
from visits.models import Delivery, Visit

from .told import ago, receive, told


@pytest.fixture
def hekou(anping):
    return factories.area("999001101202", "Hekou Village", anping)


@pytest.mark.parametrize(("kind", "values"), [("code", {"code": "999001101299"}), ("merge", {})])
def test_a_visit_from_a_phone_with_the_old_code_is_filed_where_the_family_is_now(heyi, hekou, lan, qin, kind, values):
    home = factories.household(heyi)
    family = {"fam-is": "yes", "fam1-name": "Tian", "fam1-sex": "male", "fam1-birth_date": "1950"}
    body = told(home, family, made_at=ago(hours=3), village=heyi.code)  # a phone that says where the family was
    into = {"into": hekou} if kind == "merge" else {}
    enter_area_change(heyi, kind, by=qin, on=today(), document="Order 12", **into, **values)
    lan = type(lan).objects.get(pk=lan.pk)
    assert receive(body, lan).status == 201
    home.refresh_from_db()
    stands = hekou if kind == "merge" else heyi
    assert (home.village, Delivery.objects.get().area, Visit.objects.get().household) == (stands, stands, home)
    assert RegistryChange.objects.get(kind="home").village == stands, "the family nearby is proposed there too"


def test_a_merger_lets_nobody_visit_the_families_of_the_other_village(heyi, hekou, lan, qin):
    """Lan of Heyi files visits to Heyi's families as before; those of Hekou are the township's to assign."""
    theirs = factories.household(hekou)
    enter_area_change(heyi, "merge", by=qin, on=today(), document="Order 12", into=hekou)
    lan = type(lan).objects.get(pk=lan.pk)
    assert receive(told(theirs), lan).status == 201
    assert Delivery.objects.get().stranding == "elsewhere" and not Visit.objects.exists()
