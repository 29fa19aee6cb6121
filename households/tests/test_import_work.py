"""What happens when the work is interrupted, doubled, or runs beside another import."""

import io
import json
import subprocess
import sys
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import Area
from core.jobs.actions import ask_job
from core.jobs.models import Job
from core.jobs.work import work_on_job
from households.imports import actions
from households.imports import run as import_run
from households.imports.match import merge
from households.imports.read.files import file_parts_at
from households.models import Household, ImportBatch, Member
from povwatch.tests.jobs import do_open_jobs

from .files import HEAD, HOME, SPOUSE, begin, check, folder, id_number, quiet, save

CHEN = {**HEAD, "id_number": id_number()}


@pytest.fixture
def path(tmp_path):
    return folder(tmp_path / "r", households=[HOME], members=[CHEN, SPOUSE])


def test_an_error_in_the_middle_leaves_nothing_half_saved(path, county, heyi, monkeypatch, caplog):
    monkeypatch.setattr("households.imports.sheets.members.MembersSheet.write", lambda self, stage: 1 / 0)
    batch = save(path, county)
    assert batch.state == "failed" and batch.failed_because.params == {"kind": "ZeroDivisionError"}
    assert not Household.objects.exists()
    assert "ZeroDivisionError" in caplog.text and "Sample" not in caplog.text


def test_a_race_with_another_writer_fails_without_a_trace_of_data(path, county, heyi, monkeypatch, caplog):
    write = merge.write_sheet

    def late(sheet, model):
        if model is Member:
            Member.objects.create(
                household=Household.objects.get(), name="Sample", relation="other", id_number=CHEN["id_number"]
            )
        write(sheet, model)

    monkeypatch.setattr(merge, "write_sheet", late)
    batch = save(path, county)
    assert batch.failed_because.params == {"kind": "IntegrityError 23505"} and not Member.objects.exists()
    assert CHEN["id_number"] not in caplog.text


def test_a_check_that_fails_unexpectedly_can_be_asked_for_again(path, county, heyi, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr("households.imports.run.judge_import", lambda *_given: 1 / 0)
        batch = check(path, county)
    assert batch.failed_because.params == {"kind": "ZeroDivisionError"}
    assert actions.request_import_check(batch=batch, by=None)
    do_open_jobs()
    batch.refresh_from_db()
    assert batch.state == "checked"


def test_an_import_at_which_workers_die_is_given_up_and_says_so(path, county, heyi, monkeypatch):
    batch = begin(path, county, state="saving")
    job = ask_job("registry_save", batch=batch.pk)
    Job.objects.update(state="running", attempts=2)  # as two killed workers leave it
    work_on_job(job.pk)
    batch.refresh_from_db()
    assert batch.state == "failed" and Job.objects.get().state == "set_aside" and not Household.objects.exists()


def test_two_saves_for_one_county_wait_for_each_other(path, county, heyi, transactional_db):
    batches = [begin(path, county, state="saving") for _ in range(2)]

    def go(batch):
        import_run.run_import_save(batch, parts=file_parts_at(path), report=quiet)
        connection.close()

    threads = [threading.Thread(target=go, args=[batch]) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [batch.state for batch in ImportBatch.objects.all()] == ["saved", "saved"]
    assert Member.objects.count() == 2


KILLED = """
import os, signal, sys
import django
django.setup()
from households.imports import run as import_run
from households.imports.read.files import file_parts_at
from households.imports.sheets.members import MembersSheet
from households.models import ImportBatch
from pathlib import Path
MembersSheet.write = lambda self, stage: os.kill(os.getpid(), signal.SIGKILL)
batch = ImportBatch.objects.get()
import_run.run_import_save(batch, parts=file_parts_at(Path(sys.argv[1])), report=lambda *told: None)
"""


def test_a_killed_worker_leaves_nothing_and_the_next_takes_over(path, county, heyi, transactional_db, settings):
    batch = begin(path, county, state="saving")
    address = settings.DATABASES["default"]
    url = f"postgres://{address['USER']}:{address['PASSWORD']}@{address['HOST']}:{address['PORT']}/{connection.settings_dict['NAME']}"
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(path)],
        cwd=settings.BASE_DIR,
        env={
            "DJANGO_SETTINGS_MODULE": "povwatch.settings",
            "DATABASE_URL": url,
            "REDIS_URL": settings.REDIS_URL,
            "POVWATCH_HOME": str(settings.HOME),
            "PATH": "/usr/bin:/bin",
            "SECRET_KEY": settings.SECRET_KEY,
            "FIELD_KEY": settings.FIELD_KEY,
        },
    )
    assert killed.returncode == -9
    batch.refresh_from_db()
    assert batch.state == "saving" and not Household.objects.exists()
    import_run.run_import_save(batch, parts=file_parts_at(path), report=quiet)
    assert ImportBatch.objects.get().state == "saved" and Member.objects.count() == 2


def run(*arguments):
    out = io.StringIO()
    call_command("import_registry", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_command_saves(path, county, heyi):
    outcome = run(str(path))
    assert outcome["state"] == "saved" and outcome["counts"][0]["new"] == 1 and Household.objects.count() == 1


def test_a_dry_run_leaves_no_trace(path, county, heyi, tmp_path):
    outcome = run(str(path), "--dry-run")
    assert outcome["state"] == "checked" and not Household.objects.exists() and not ImportBatch.objects.exists()


def test_the_command_refuses_bad_rows_unless_told_otherwise(tmp_path, county, heyi):
    path = folder(tmp_path, households=[HOME, {**HOME, "number": "H2", "kind": "odd"}], members=[CHEN])
    with pytest.raises(CommandError, match="Nothing was saved"):
        run(str(path))
    assert not Household.objects.exists()
    file = tmp_path / "errors.xlsx"
    outcome = run(str(path), "--good-rows", "--error-file", str(file))
    assert outcome["problems"][0] | {"what": "", "remedy": ""} == {
        "sheet": "households",
        "row": 3,
        "column": "kind",
        "value": "odd",
        "error": True,
        "code": "unknown_choice",
        "what": "",
        "remedy": "",
    }
    assert Household.objects.get().number == "H1" and file.read_bytes().startswith(b"PK")


def test_the_command_says_which_counties_there_are(path, county, neighbour, heyi):
    with pytest.raises(CommandError, match="Known: 999001, 999002"):
        run(str(path))
    with pytest.raises(CommandError, match="no file or folder"):
        run("/nowhere")
    assert run(str(path), "--county", "999001")["state"] == "saved"


def test_a_new_county_comes_with_its_areas(tmp_path, db):
    areas = [
        {"code": code, "official_name": name}
        for code, name in [("999003", "New County"), ("999003101", "First Township"), ("999003101201", "First Village")]
    ]
    path = folder(tmp_path, areas=areas, households=[{**HOME, "village": "First Village"}])
    run(str(path), "--dry-run")
    assert not Area.objects.exists()
    run(str(path))
    assert Household.objects.get().county.name == "New County"
