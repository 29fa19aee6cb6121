"""What the stories of departments share: July 2026, a home with Sample Liu in it, a warning made of what was sent."""

import pytest
import time_machine

from alerts.engine import run as risk_run
from alerts.models import Alert
from povwatch.tests.factories import household, member

from .sent import LIU, row, send


@pytest.fixture
def july():
    """The third of July, on which the data of June is sent."""
    with time_machine.travel("2026-07-03T10:00+08:00", tick=False):
        yield


@pytest.fixture
def home(heyi):
    """A home of which nobody asked about income, with Sample Liu in it."""
    made = household(heyi, people=1)
    member(made, name="Sample Liu", id_number=LIU)
    return made


@pytest.fixture
def alert(july, home, county, tan):
    """The alert that the costs of an outpatient led to."""
    send([row(门诊自付金额="500")], "medical_insurance", tan, county)
    risk_run.execute_risk_run(county)
    return Alert.objects.get(household=home)
