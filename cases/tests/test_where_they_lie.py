"""Visits and cases carry the village of their household, and the database lets nobody write another one."""

import threading

import pghistory
import pgtrigger
import pytest
from django.db import IntegrityError, connection, transaction

from accounts.areas.changes import enter_area_change
from cases.models import Case
from core.database_roles import as_owner
from core.dates import today
from core.sql import execute_sql, fetch_rows
from households.models import Household
from povwatch.tests import factories
from visits.models import Visit
from visits.tests.told import visit

pytestmark = pytest.mark.django_db
CARRYING = (Visit, Case)


@pytest.fixture
def chens(heyi, lan):
    """A family of Heyi with a visit that Lan sent from her phone, and a case."""
    home = factories.household(heyi)
    visit(home, lan)
    factories.case(home)
    return home


def places(home) -> set:
    """The villages that the rows of a household carry."""
    found = [model.objects.filter(household=home).values_list("village", flat=True) for model in CARRYING]
    assert all(found)
    return {village for one in found for village in one}


def versions() -> list:
    return fetch_rows("SELECT (SELECT count(*) FROM visits_visitevent), (SELECT count(*) FROM cases_caseevent)")


def move(home, village):
    """A household moves, as every way of writing it does in the end."""
    Household.objects.filter(pk=home.pk).update(village=village)


def test_a_visit_and_a_case_lie_where_their_household_does(chens, heyi):
    assert places(chens) == {heyi.pk}


def test_they_follow_to_another_village_and_back_without_a_version_of_their_own(chens, heyi, shuikou):
    before = versions()
    for village in (shuikou, heyi):
        move(chens, village)
        assert places(chens) == {village.pk}
    assert versions() == before, "where a household lay is told by its own history"


def test_whoever_looks_after_the_new_village_sees_them_and_nobody_else(chens, shuikou, zhao):
    gao = factories.person("gao", "township_official", shuikou.parent)
    seen = {who: [model.objects.visible_to(who).exists() for model in CARRYING] for who in (zhao, gao)}
    assert seen == {zhao: [True, True], gao: [False, False]}
    move(chens, shuikou)
    seen = {who: [model.objects.visible_to(who).exists() for model in CARRYING] for who in (zhao, gao)}
    assert seen == {zhao: [False, False], gao: [True, True]}


def test_they_follow_a_village_that_is_merged_into_another(chens, heyi, shuikou, qin):
    enter_area_change(heyi, "merge", by=qin, on=today(), document="Order 1", into=shuikou)
    assert places(chens) == {shuikou.pk}


def test_a_row_that_goes_to_another_household_lies_where_that_one_does(chens, shuikou):
    others = factories.household(shuikou)
    for model in CARRYING:
        model.objects.update(household=others)
    assert places(others) == {shuikou.pk}


def test_what_somebody_writes_into_it_does_not_hold(chens, heyi, shuikou):
    """Whatever Python was told: a stale object, a list of rows, an update of the column alone."""
    for model in CARRYING:
        stale = model.objects.get()
        stale.village = shuikou
        stale.save()
        model.objects.update(village=shuikou)
    Visit.objects.bulk_create([Visit(household=chens, visited_on=today(), village=shuikou) for _n in range(2)])
    assert places(chens) == {heyi.pk}


@pytest.mark.parametrize("model", CARRYING)
def test_where_no_trigger_puts_it_right_the_key_refuses_it(chens, shuikou, model):
    label = model._meta.label
    with as_owner(), pgtrigger.ignore(f"{label}:village_of_household"):
        with pytest.raises(IntegrityError, match="where_its_household_lies"), transaction.atomic():
            model.objects.update(village=shuikou)
            execute_sql("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="null value"), transaction.atomic():
            model.objects.update(village=None)


def test_a_visit_that_is_filed_while_its_household_moves_lies_where_it_went(transactional_db, heyi, shuikou):
    """Guards against a visit that is refused because its household moved meanwhile: it waits for the move."""
    home, other = factories.household(heyi), connection.copy()
    other.set_autocommit(False)
    other.inc_thread_sharing()
    with other.cursor() as cursor:
        cursor.execute("UPDATE households_household SET village_id = %s WHERE id = %s", [shuikou.pk, home.pk])
    commit = threading.Timer(0.5, other.commit)
    commit.start()
    Visit.objects.create(household=home, visited_on=today())
    commit.join()
    other.close()
    assert set(Visit.objects.values_list("village", flat=True)) == {shuikou.pk}


def test_no_history_keeps_it():
    for model in CARRYING:
        event = model._meta.get_field("events").related_model
        assert issubclass(event, pghistory.models.Event) and "village" not in {one.name for one in event._meta.fields}
