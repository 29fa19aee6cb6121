"""The cast of the tests, and the servers they run on."""

from povwatch.tests import services

# isort: split

import gc
from contextlib import contextmanager
from functools import partial

import pytest
from celery import current_app
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from kombu.exceptions import OperationalError

from accounts.again import FACTOR_UNTIL
from core.broker import silent
from core.jobs.work import work_on_job
from core.outbox.actions import deliver_outbox
from core.sql import execute_sql
from policy.reference import load_parameters
from povwatch.tests import factories
from povwatch.tests.schema import template_of_tests
from reports.counting import COUNTINGS, rows

LONGEST_STATEMENT = "5min"  # a query that never ends is a red test that names it, and not a run that never ends

pytest_plugins = ["povwatch.tests.browser", "povwatch.tests.emptying"]


def pytest_configure(config):
    """Pages in tests need no collected files, and people of the cast need no slow password hash."""
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.MEDIA_ROOT = settings.MEDIA_ROOT / (services.WORKER or "files")  # two databases number their rows alike
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_collection_finish():
    """Let the collector of unused objects come seldom: it took a tenth of the time."""
    gc.set_threshold(100_000, 10, 10)


def pytest_report_header(config):
    return services.describe()


# The cast. Lan visits in Heyi village; Wen is Heyi's clerk; Zhao works for Anping township; Qin for the county; Li
# leads it; Tan is the health insurance's liaison; Su audits; Ding keeps the accounts; Mo works for the county next
# door.


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, django_db_blocker):
    """Sign in as the owner of the tables, who makes the databases."""
    connection.settings_dict.update({name: settings.DATABASE_OWNER[name] for name in ("USER", "PASSWORD")})
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = template_of_tests()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Put on the role of the application, as which pages and workers sign in: a superuser may do everything, and would
    prove nothing. `with as_owner()` takes it off."""
    options = connection.settings_dict["OPTIONS"]
    given = options["options"]
    with django_db_blocker.unblock():  # the sessions of a site all sign in as the application, and see one another
        execute_sql(f"GRANT pg_read_all_stats TO {settings.DATABASE_APPLICATION}")
    connection.close()
    options["options"] = f"{given} -c role={settings.DATABASE_APPLICATION} -c statement_timeout={LONGEST_STATEMENT}"
    yield
    connection.close()
    options["options"] = given


@pytest.fixture
def django_assert_num_queries():
    """with django_assert_num_queries(3): what a page asks the database. Its transaction and reach are not counted."""

    @contextmanager
    def counted(expected, exactly=True):
        with CaptureQueriesContext(connection) as asked:
            yield asked
        told = [one["sql"] for one in asked.captured_queries]
        reach = [one for one in told if "povwatch.villages" in one]
        count = len(told) - len(reach) - 2 * sum("array_agg" in one for one in reach)  # a savepoint begins and ends
        fits = count == expected if exactly else count <= expected
        assert fits, f"{count} queries, not {expected}:\n" + "\n".join(one[:300] for one in told)

    return counted


@pytest.fixture
def django_assert_max_num_queries(django_assert_num_queries):
    return partial(django_assert_num_queries, exactly=False)


@pytest.fixture(autouse=True)
def _language_of_the_site():
    """Let no story leave its reader's language behind."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def _broker_is_asked():
    """Let no story leave a broker behind that is let alone for a while."""
    silent["until"] = 0.0


@pytest.fixture
def county(db):
    made = factories.area("999001", "Qingshan County")
    load_parameters(made)
    return made


@pytest.fixture
def anping(county):
    return factories.area("999001101", "Anping Township", county)


@pytest.fixture
def heyi(anping):
    return factories.area("999001101201", "Heyi Village", anping)


@pytest.fixture
def shuikou(county):
    """A village of another township of the same county."""
    township = factories.area("999001102", "Linxi Township", county)
    return factories.area("999001102201", "Shuikou Village", township)


@pytest.fixture
def neighbour(db):
    """The county next door."""
    made = factories.area("999002", "Baiyun County")
    load_parameters(made)
    return made


@pytest.fixture
def lan(heyi):
    return factories.person("lan", "caseworker", heyi)


@pytest.fixture
def wen(heyi):
    return factories.person("wen", "village_clerk", heyi)


@pytest.fixture
def zhao(anping):
    return factories.person("zhao", "township_official", anping)


@pytest.fixture
def qin(county):
    return factories.person("qin", "county_staff", county)


@pytest.fixture
def li(county):
    return factories.person("li", "county_leader", county)


@pytest.fixture
def tan(county):
    return factories.person("tan", "department_liaison", county, department="medical_insurance")


@pytest.fixture
def su(county):
    return factories.person("su", "auditor", county)


@pytest.fixture
def ding(county):
    return factories.person("ding", "system_administrator", county)


@pytest.fixture
def mo(neighbour):
    return factories.person("mo", "county_staff", neighbour)


@pytest.fixture
def few_countings(monkeypatch):
    """Months count cases, measures and visits alone, in a fifth of the time: for stories about what is done with a
    month, whatever it counts."""
    few = ("stock", "movements", "measures", "visits")
    monkeypatch.setattr(rows, "COUNTINGS", {name: COUNTINGS[name] for name in few})


@pytest.fixture
def worker_at_hand(monkeypatch):
    """What is sent to a worker is done at once, once the transaction it was sent in stands."""
    tasks = {"core.tasks.run_job": work_on_job, "core.tasks.deliver_from_outbox": deliver_outbox}
    monkeypatch.setattr(current_app, "send_task", lambda task, args, **_options: tasks[task](*args))


@pytest.fixture
def broker(monkeypatch):
    """What is sent to workers: [(task, *args, options)]; `broker.down()` makes it unreachable."""

    class Broker(list):
        def down(self):
            monkeypatch.setattr(current_app, "send_task", self.refuse)

        def refuse(self, *_given, **_options):
            raise OperationalError

    sent = Broker()
    monkeypatch.setattr(current_app, "send_task", lambda task, args, **options: sent.append((task, *args, options)))
    return sent


@pytest.fixture
def client_of():
    """client_of(lan) is a browser in which Lan is signed in; whoever needs a second factor gave it just now, whatever
    the day of the story."""

    def signed_in(user):
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        session[FACTOR_UNTIL] = float("inf")
        session.save()
        return client

    return signed_in
