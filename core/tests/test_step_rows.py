"""A state and its steps belong together: the database refuses one without the other, however it is written."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from cases.models import Case, CaseTransition
from core.sql import execute_sql
from core.step_rows import check_each_statement, stepped_models
from core.workflow import Transition
from povwatch.tests import factories

pytestmark = pytest.mark.django_db


def at_the_end(write):
    """Write in a transaction of its own, and compare as its end does."""
    with transaction.atomic():
        write()
        connection.check_constraints()


@pytest.fixture
def case(heyi):
    return factories.case(factories.household(heyi))


WITHOUT_A_STEP = {
    "update": lambda case: Case.objects.filter(pk=case.pk).update(state="clearing"),
    "save": lambda case: Case(pk=case.pk, **{**kept(case), "state": "clearing"}).save(),
    "SQL": lambda case: execute_sql("UPDATE cases_case SET state = 'clearing'"),
    "a new row": lambda case: Case.objects.bulk_create(
        [Case(household=factories.household(case.household.village), **told(case))]
    ),
    "there and somewhere else": lambda case: [
        Case.objects.update(state=state) for state in ("clearing", "active", "clearing_reviewed")
    ],
}


def kept(case):
    return {field.attname: getattr(case, field.attname) for field in Case._meta.concrete_fields if field.name != "id"}


def told(case):
    wanted = ("case_type", "risks", "state", "identified_on", "line_at_identification")
    return {name: kept(case)[name] for name in wanted}


@pytest.mark.parametrize("write", WITHOUT_A_STEP.values(), ids=WITHOUT_A_STEP)
def test_no_state_without_its_step(case, write):
    with pytest.raises(IntegrityError, match="a_state_follows_its_steps"):
        at_the_end(lambda: write(case))


def test_no_step_without_its_state(case):
    """The figures of a past day are read from the steps alone."""
    with pytest.raises(IntegrityError, match="a_state_follows_its_steps"):
        at_the_end(lambda: factories.led_to(case, "clearing"))


def test_both_may_be_written_in_any_order(case):
    def state_first():
        Case.objects.update(state="clearing")
        factories.led_to(case, "clearing")

    def step_first():
        factories.led_to(case, "active")
        Case.objects.update(state="active")

    at_the_end(state_first)
    at_the_end(step_first)
    assert CaseTransition.objects.filter(case=case).count() == 3


def test_what_begins_needs_no_step(heyi):
    at_the_end(lambda: Case.objects.create(household=factories.household(heyi), case_type="marginal", risks=["01"]))


def test_there_and_back_is_where_it_was(case):
    at_the_end(lambda: [Case.objects.update(state=state) for state in ("clearing", "active")])


def test_keys_may_be_checked_with_each_statement(case):
    def write():
        check_each_statement()
        Case.objects.update(state="clearing")
        factories.led_to(case, "clearing")

    at_the_end(write)
    with pytest.raises(IntegrityError):
        at_the_end(lambda: [check_each_statement(), Case.objects.update(state="active")])


def test_every_kind_of_steps_holds_its_states():
    """A new table of steps is held without anybody thinking of it, or this story is red."""
    keys = {model: [one for one in model._meta.fields if one.name == own_key(model)] for model in step_models()}
    assert {key.related_model for found in keys.values() for key in found} == set(stepped_models()) != set()


def step_models():
    return [model for model in apps.get_models() if issubclass(model, Transition)]


def own_key(model):
    """The key that leads to what the steps are of: its rows are its `transitions`."""
    return next(
        one.name for one in model._meta.fields if one.is_relation and one.remote_field.related_name == "transitions"
    )
