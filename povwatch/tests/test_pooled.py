"""Pages go through PgBouncer as deploy/pgbouncer says it, which lends them a connection for a transaction; workers do
not. Where Debian's pgbouncer is installed."""

import os
import shutil
import subprocess
import sys
import threading
from collections import Counter
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from accounts.models import AccessEvent
from alerts.tests.workers import until
from core.locks import hold_work_lock
from devserver.embedded import LOOPBACK
from devserver.embedded.machine import service_account

from .factories import household, person
from .web import free_port, web_server

SHIPPED = Path(settings.BASE_DIR) / "deploy/pgbouncer/pgbouncer.ini"
needs_pgbouncer = pytest.mark.skipif(not shutil.which("pgbouncer"), reason="pgbouncer is not installed")
stories = [needs_pgbouncer, pytest.mark.django_db(transaction=True)]


def pooled_files(place, port):
    """The shipped file, with the servers of the tests, and two connections for all."""
    own = urlsplit(os.environ["DATABASE_URL"])
    text = SHIPPED.read_text().replace(
        "povwatch = host=127.0.0.1 port=5432", f"* = host={own.hostname} port={own.port}"
    )
    text = text.replace("listen_port = 6432", f"listen_port = {port}").replace("/etc/pgbouncer", str(place))
    text = text.replace("default_pool_size = 20", "default_pool_size = 2").replace("timeout = 10", "timeout = 1")
    text = text.replace("/var/log/postgresql", str(place)).replace("/run/postgresql", str(place))
    (place / "pgbouncer.ini").write_text(text)
    (place / "userlist.txt").write_text(f'"{own.username}" "{own.password}"\n')


@pytest.fixture
def pool(tmp_path_factory):
    """The address of the tests' database through a PgBouncer of their own."""
    place, port, own = tmp_path_factory.mktemp("pool"), free_port(), urlsplit(os.environ["DATABASE_URL"])
    pooled_files(place, port)
    user, group = service_account()  # it refuses to run as root
    for one in (place, *place.iterdir()):
        os.chown(one, user, group)
    for closed in place.parents[:3]:
        closed.chmod(closed.stat().st_mode | 0o001)
    process = subprocess.Popen(["pgbouncer", place / "pgbouncer.ini"], user=user, group=group, extra_groups=[])
    name, account = connection.settings_dict["NAME"], own.netloc.rpartition("@")[0]
    url = own._replace(netloc=f"{account}@{LOOPBACK}:{port}", path=f"/{name}")
    until(lambda: is_open(url.geturl()), "PgBouncer to begin")
    yield url.geturl()
    process.terminate()
    process.wait(60)


def is_open(url) -> bool:
    try:
        psycopg2.connect(url).close()
    except psycopg2.OperationalError:
        return False
    return True


@pytest.fixture
def web(pool):
    with web_server(DATABASE_URL=pool, DATABASE_POOLED="1") as made:
        yield made


class TestPages:
    pytestmark = stories

    def test_people_who_share_connections_see_their_own_villages_alone(self, web, client_of, lan, heyi, shuikou):
        """Guards against a role, or villages, that stay on a connection for whoever is lent it next."""
        bai = person("bai", "caseworker", shuikou)
        homes = {client_of(lan): household(heyi, number="HEYI-1"), client_of(bai): household(shuikou, number="SHUI-1")}
        seen = Counter()

        def look(client, number):
            for _time in range(15):
                text = web.ask("GET", "/households/", client).text
                seen[number, "HEYI-1" in text, "SHUI-1" in text] += 1

        threads = [threading.Thread(target=look, args=(client, home.number)) for client, home in homes.items()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert seen == {("HEYI-1", True, False): 15, ("SHUI-1", False, True): 15}
        assert AccessEvent.objects.filter(action="list_opened").count() == 30

    def test_what_is_changed_is_kept(self, web, client_of, lan):
        answer = web.ask("POST", "/language/", client_of(lan), data={"language": "zh-hans", "next": "/"})
        lan.refresh_from_db()
        assert answer.status_code == 302 and lan.language == "zh-hans"

    def test_a_page_that_gets_no_connection_ends_and_the_next_one_is_served(self, web, pool, client_of, lan, heyi):
        """Guards against pages that wait without end, and against a process that stays without a connection."""
        client = client_of(lan)
        with closing(psycopg2.connect(pool)) as one, closing(psycopg2.connect(pool)) as other:
            for holding in (one, other):
                holding.cursor().execute("SELECT 1")  # begins a transaction, and with it takes a connection
            assert web.ask("GET", "/households/", client).status_code == 500
        assert web.ask("GET", "/households/", client).status_code == 200


def test_work_with_a_lock_of_its_own_is_refused_a_lent_connection(settings):
    """Guards against a lock that is left on a connection that somebody else is lent."""
    settings.DATABASE_POOLED = True
    with pytest.raises(ImproperlyConfigured, match="Name PostgreSQL itself in DATABASE_URL"):
        hold_work_lock("job 7")


def test_a_worker_refuses_to_start_with_lent_connections():
    command = [sys.executable, "-m", "celery", "-A", "povwatch", "worker", "--concurrency", "1"]
    environment = {**os.environ, "DATABASE_POOLED": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode != 0 and "leave DATABASE_POOLED to the web processes" in done.stderr + done.stdout
