"""Imported by conftest.py before anything of Django: the tests' own PostgreSQL and Valkey, or those of DATABASE_URL and
REDIS_URL. With `pytest -n 2` each worker has its own database on the same servers."""

import atexit
import os
import shutil
from urllib.parse import urlsplit

import django
import psutil

from devserver import embedded

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")  # "gw0", "gw1", ... in a worker of pytest -n
OWN = not os.environ.get("DATABASE_URL")


def own_services() -> None:
    """A home of its own for this run, with services unless the environment names others. It is removed when the run
    ends; what a killed run left behind is removed at the start of the next."""
    parent = embedded.site_home() / "test"
    for left in parent.glob("[0-9]*"):
        if not psutil.pid_exists(int(left.name)):
            embedded.stop_servers(left)
            shutil.rmtree(left, ignore_errors=True)
    os.environ["TESTS_KEEP_IN"] = str(parent) if OWN else ""
    own = parent / str(os.getpid())
    atexit.register(shutil.rmtree, own, ignore_errors=True)  # after the services have stopped: last in, first out
    os.environ["POVWATCH_HOME"] = str(own)
    name_databases(own)
    os.environ["REDIS_URL"] = os.environ.get("REDIS_URL") or embedded.redis_url(own)


def name_databases(own) -> None:
    """Name the owner's database, which is the one of DATABASE_URL where that is given, and the application's."""
    owner = os.environ.get("DATABASE_URL") or embedded.owner_url(own, throwaway=True)
    os.environ["DATABASE_OWNER_URL"] = owner
    if OWN:
        os.environ["DATABASE_URL"] = embedded.database_url(own, throwaway=True)
        os.environ["POSTGRES_PROGRAMS"] = str(embedded.postgres_programs())  # of the version of that server
    else:
        embedded.make_application_role(owner, "tests")
        where = urlsplit(owner)
        place = where.netloc.rpartition("@")[2]
        os.environ["DATABASE_URL"] = where._replace(netloc=f"{embedded.APPLICATION_ROLE}:tests@{place}").geturl()


if WORKER:
    server = os.environ["REDIS_URL"].rpartition("/")[0]
    os.environ["REDIS_URL"] = f"{server}/{int(WORKER[2:]) + 1}"
else:
    own_services()

for name in ("SECRET_KEY", "FIELD_KEY"):  # beside a DATABASE_URL none is made up
    os.environ.setdefault(name, f"{name.lower()}-of-the-tests-with-32-characters")
KEPT = os.environ["TESTS_KEEP_IN"]  # what the next run uses again; nothing beside somebody else's database
os.environ["DJANGO_SETTINGS_MODULE"] = "povwatch.settings"
os.environ["SAMPLE_SITE"] = os.environ["DEBUG"] = ""
django.setup()
del os.environ["DJANGO_SETTINGS_MODULE"]  # else a worker of pytest -n reads the settings before it comes here
(embedded.site_home() / "static").mkdir(parents=True, exist_ok=True)


def describe() -> str:
    """One line at the head of the test report: which servers these tests run on."""
    return f"services: {'PostgreSQL and Valkey of their own' if OWN else 'those of DATABASE_URL and REDIS_URL'}"
