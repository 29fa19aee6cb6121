"""A visit that arrives while a month is counted: the count refers to nearly every household and holds their keys until
it is committed, which takes a minute. Nobody waits for that."""

import pytest

from core.sql import execute_sql
from povwatch.tests.elsewhere import at_work
from povwatch.tests.factories import household
from visits.actions import take_visit_step

from .told import receive, told, visit

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = "SET lock_timeout = '2s'"
KEYS_HELD = "SELECT 1 FROM households_household FOR KEY SHARE"


def test_a_visit_is_filed_and_voided_while_a_month_is_counted(heyi, lan, zhao):
    home = household(heyi)
    earlier = visit(home, lan, {})
    with at_work(lambda: execute_sql(KEYS_HELD)):
        execute_sql(PATIENCE)
        assert receive(told(home, {}), lan).status == 201
        assert take_visit_step(earlier, "void", by=zhao, reason="By mistake").state == "voided"
