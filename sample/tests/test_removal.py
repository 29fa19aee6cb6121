"""An invented county goes without a trace, and only where nothing else is; then the site is as new."""

import io

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from accounts.audit.verify import verify_log
from accounts.models import AccessEvent, Area, Grant, User
from accounts.sign_in.second_factor import is_to_be_given
from cases.models import Scan
from core.crypto.fingerprint import note_key_fingerprint
from core.database_roles import as_owner
from core.models import KeyFingerprint
from core.sql import execute_sql
from households.models import Household
from povwatch.tests.elsewhere import at_work
from povwatch.tests.factories import household, person
from sample import removal

COUNTY = "420527"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def marked(settings, tmp_path):
    """A sample site with a home of its own."""
    settings.SAMPLE_SITE, settings.HOME, settings.MEDIA_ROOT = True, tmp_path, tmp_path / "files"
    (tmp_path / "sample_site").touch()
    return tmp_path


@pytest.fixture
def site(marked):
    """Zigui with 40 households, demo people, papers of cases with their files, and what departments sent."""
    with as_owner():
        note_key_fingerprint()
    for command in ("sample_county", "demo_people", "sample_cases", "sample_departments"):
        size = {"county": "zigui", "households": 40} if command == "sample_county" else {}
        call_command(command, **size, stdout=io.StringIO())
    return marked


def remove(*, yes=True) -> str:
    told = io.StringIO()
    call_command("remove_sample", yes=yes, stdout=told)
    return told.getvalue()


def rows() -> dict:
    """{table: number of rows} of all that is not empty."""
    counts = {model._meta.db_table: model._default_manager.count() for model in apps.get_models()}
    return {table: count for table, count in counts.items() if count}


def test_afterwards_the_site_is_empty_and_one_line_says_why(site, settings):
    lines = AccessEvent.objects.count()
    told = remove()
    assert "Done: the site is empty" in told and f"{lines:,} access events" in told
    assert set(rows()) - removal.KEPT == {"accounts_accessevent"}
    line = AccessEvent.objects.get()
    assert (line.action, line.user) == ("sample_removed", None)
    assert line.details["lines"] == lines and line.details["households"] > 40 and line.details["people"] > 9
    assert KeyFingerprint.objects.exists() and not [one for one in site.rglob("*") if one.is_file()]
    assert verify_log() == {}


def test_a_site_that_was_emptied_begins_like_any_other(site, settings, client, monkeypatch):
    assert Scan.objects.exists() and list((site / "files").rglob("*.scan"))
    assert "This is a sample site" in client.get("/accounts/sign-in/").content.decode()
    remove()
    settings.SAMPLE_SITE = (site / "sample_site").exists()  # as a process finds it that starts now
    monkeypatch.setenv("PERSON_PASSWORD", "river-stone-42-willow")
    call_command("load_reference", county=[COUNTY], stdout=io.StringIO())
    call_command("create_person", "shen", name="Shen Wei", area=COUNTY, first_leader=True, stdout=io.StringIO())
    shen = User.objects.get()
    assert Grant.objects.get().user == shen and Area.objects.villages().exists() and not Household.objects.exists()
    assert "This is a sample site" not in client.get("/accounts/sign-in/").content.decode() and is_to_be_given(shen)


def test_without_yes_it_only_says_what_would_go(site):
    before = rows()
    with pytest.raises(CommandError, match="add --yes"):
        remove(yes=False)
    assert rows() == before and (site / "sample_site").exists()


def test_a_site_that_is_no_sample_is_left_alone(marked, settings, heyi):
    settings.SAMPLE_SITE = False
    household(heyi, is_sample=True)
    with pytest.raises(CommandError, match="not a sample site"):
        remove()
    assert Household.objects.exists()


def real_family(heyi):
    household(heyi)


def a_colleague_signed_in(heyi):
    person("shen", "caseworker", heyi)
    User.objects.update(last_login="2026-06-01T09:00+08:00")


def a_colleague_looked(heyi):
    AccessEvent.objects.create(user=person("shen", "caseworker", heyi), action="opened")


BESIDE = [  # what stands beside the sample, and what is said
    (real_family, "not of the sample: 1"),
    (a_colleague_signed_in, "no demo people worked here: shen"),
    (a_colleague_looked, "no demo people worked here: shen"),
]


@pytest.mark.parametrize(("beside", "words"), BESIDE)
def test_where_something_real_stands_beside_nothing_goes(marked, heyi, beside, words):
    household(heyi, is_sample=True)
    beside(heyi)
    before = rows()
    with pytest.raises(CommandError, match=words):
        remove()
    assert rows() == before and (marked / "sample_site").exists()


def test_who_was_made_up_or_did_nothing_yet_hinders_nobody(marked, heyi):
    for name in ("lan", "sample-xiang", "shen"):
        person(name, "caseworker", heyi)
    AccessEvent.objects.create(user=User.objects.get(username="lan"), action="opened")
    remove()
    assert not User.objects.exists()


def test_while_somebody_is_at_work_nothing_goes(marked, heyi, monkeypatch):
    monkeypatch.setattr(removal, "PATIENCE", "200ms")
    household(heyi, is_sample=True)

    def read():
        with as_owner():
            execute_sql("LOCK TABLE households_household IN ACCESS SHARE MODE")

    with at_work(read), pytest.raises(CommandError, match="Stop web, worker and beat"):
        remove()
    assert Household.objects.exists() and (marked / "sample_site").exists()
    remove()
    assert not Household.objects.exists()
