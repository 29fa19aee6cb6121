"""Imported by conftest.py before anything of Django: the tests' own PostgreSQL and Valkey, or those that DATABASE_URL
and REDIS_URL name. With `pytest -n 2` each worker has its own database, on the same servers."""

import os

import django

from povwatch import embedded

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")  # "gw0", "gw1", ... in a worker of pytest -n
OWN = not os.environ.get("DATABASE_URL")

if WORKER:
    server = os.environ["REDIS_URL"].rpartition("/")[0]
    os.environ["REDIS_URL"] = f"{server}/{int(WORKER[2:]) + 1}"
else:
    embedded.for_tests()

os.environ["DJANGO_SETTINGS_MODULE"] = "povwatch.settings"
os.environ["SAMPLE_SITE"] = os.environ["DEBUG"] = ""
django.setup()
(embedded.home() / "static").mkdir(parents=True, exist_ok=True)


def describe() -> str:
    """One line at the head of the test report: which servers these tests run on."""
    return f"services: {'PostgreSQL and Valkey of their own' if OWN else 'those of DATABASE_URL and REDIS_URL'}"
