"""The interface keeps its word: tried with everything that its description allows, and with what it does not."""

import datetime as dt

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from departments.api.tokens import make_feed_token
from departments.models import FeedRow

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept_connection():
    """The connection of this story stays open between requests, as Django's own test client keeps it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def described(county, qin, kept_connection):
    """The description of the interface, and a token that holds."""
    until = dt.date.today() + dt.timedelta(30)
    _made, text = make_feed_token(county=county, feed="medical_insurance", name="x", valid_until=until, by=qin)
    schema = schemathesis.openapi.from_wsgi("/departments/api/openapi.json", get_wsgi_application())
    schema.token = text
    return schema


def test_every_call_answers_as_described(described):
    """What is allowed is answered as the description says; what is not is refused as it says."""
    for found in described.get_all_operations():
        try_operation(found.ok(), described.token)
    assert not FeedRow.objects.exists()  # nothing is published that nobody asked for


def try_operation(operation, token):
    @settings(max_examples=30, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode)))
    def answers_as_described(case):
        # A parameter with an empty list for its value is not written into the address: what is sent lacks the mistake.
        assume(all(value not in (None, [], {}) for value in (case.query or {}).values()))
        case.call_and_validate(headers={"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"})

    answers_as_described()
