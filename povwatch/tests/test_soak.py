"""The soak in short: a county works on a site of two page processes, a worker and beat; some of them are killed, the
broker forgets everything, and every session of the database ends. Nothing that was told is lost or doubled.

`make soak` is the long form, with more kinds of faults and a database that is restarted."""

import time

import pytest

from alerts.tests.workers import PATIENCE, database_url, others, until
from devserver import embedded
from soak.account import account_of
from soak.county import make_county
from soak.faults import Weather
from soak.rest import left_alone
from soak.run import load_on
from soak.site import Site
from soak.told import read_told

# A job whose worker was killed comes again after five minutes: that fault is left to make soak.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(1500)]
HOUSEHOLDS, SECONDS = 40, 40
FAULTS = ["process of the pages killed", "broker emptied", "sessions ended", "broker killed"]


@pytest.fixture
def home(tmp_path, settings):
    """Where broker, files and what was told lie. People have the passwords of a site, not those of the tests."""
    settings.REDIS_URL = settings.CELERY_BROKER_URL = embedded.redis_url(tmp_path)
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    yield tmp_path
    embedded.stop_servers(tmp_path)


@pytest.fixture
def site(home, settings):
    environment = {
        "DATABASE_URL": database_url(), "REDIS_URL": settings.REDIS_URL, "POVWATCH_HOME": str(home / "site"),
        "FILES_URL": f"file://{home}/files", "SECRET_KEY": settings.SECRET_KEY, "FIELD_KEY": settings.FIELD_KEY,
        "SAMPLE_SITE": "1", "DEBUG": "1",
    }  # fmt: skip
    with Site(environment, home / "processes.log", workers=1) as site:
        yield site
    until(lambda: not others(), "the connections of the killed to end")


def test_nothing_that_was_told_is_lost_or_doubled_whatever_dies_meanwhile(site, home):
    county = make_county(HOUSEHOLDS)
    weather = Weather(site, home, seed="1", pause=(3, 8), kinds=FAULTS)
    with load_on(site, home, county, "1") as told:
        weather.rage(SECONDS)
    assert None not in left_alone(time.time(), recomputed_within=PATIENCE)
    assert weather.done.total() and len(read_told(told)) > 1
    assert [line for line in account_of(read_told(told)) if not line.is_right] == []
