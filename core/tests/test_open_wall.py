"""A process that was not told of the owner of the tables does not work on a database whose pages have walls: it would
leave them open, and nothing would say so."""

import os
import subprocess
import sys

import pytest

from alerts.tests.workers import database_url

pytestmark = pytest.mark.django_db
ASK = "from households.models import Household; print('seen', Household.objects.count())"


def begun(settings, **environment):
    told = {**os.environ, "DATABASE_URL": database_url(), "SECRET_KEY": settings.SECRET_KEY,
            "FIELD_KEY": settings.FIELD_KEY, **environment}  # fmt: skip
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", ASK]
    return subprocess.run(command, env=told, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize("owner", ["", "without a password"])
def test_a_web_process_without_the_owner_is_refused_and_one_without_its_password_is_not(settings, owner):
    place = database_url().rpartition("@")[2].partition("?")[0]
    named = f"postgres://{settings.DATABASE_OWNER['USER']}@{place}" if owner else ""
    done = begun(settings, DATABASE_OWNER_URL=named)
    if owner:
        assert (done.returncode, "seen 0" in done.stdout) == (0, True), done.stderr
    else:
        assert done.returncode and "DATABASE_OWNER_URL is not set" in done.stderr and "seen" not in done.stdout
