"""Two machines with homes of their own share database, broker and store: what one takes, the other works on and shows.

This process is the first machine; the second has a web server and a worker."""

import hashlib
import io
import os
import subprocess
import sys
from contextlib import contextmanager

import pytest
from celery import Celery
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from PIL import Image

from alerts.tests.workers import database_url, kill, others, until
from core.crypto.files import stored_files_like
from core.dates import add_months, first_of_month, today
from core.tests.stores import empty_bucket, keep_files_in, store_on_this_machine
from devserver import embedded
from households.imports.uploads import import_folder
from households.models import Household, ImportBatch
from households.models.imports import WORKING_STATES
from households.tests.files import HEAD, HOME, id_number, workbook
from povwatch.tests.factories import household
from povwatch.tests.web import web_server
from reports.models import Export, MonthlyReport
from visits.models import Photo
from visits.tests.told import told

pytestmark = pytest.mark.django_db(transaction=True)
CHEN = {**HEAD, "id_number": id_number()}
BAD = {**CHEN, "household": "H2", "id_number": "", "sex": "?"}
WORKER = ["-m", "celery", "--quiet", "-A", "povwatch", "worker", "--concurrency", "1"]


@pytest.fixture
def second(tmp_path, settings, monkeypatch):
    """What a process of the second machine finds in its environment; the store is empty."""
    broker = tmp_path / "broker"
    settings.REDIS_URL = settings.CELERY_BROKER_URL = embedded.redis_url(broker)
    app = Celery("first", set_as_current=False)
    app.config_from_object("django.conf:settings", namespace="CELERY")
    monkeypatch.setattr("core.broker.current_app", app)
    (tmp_path / "second" / "static").mkdir(parents=True)
    with store_on_this_machine() as url:
        keep_files_in(settings, url)
        empty_bucket()
        yield {
            "DATABASE_URL": database_url(), "REDIS_URL": settings.REDIS_URL, "FILES_URL": url,
            "POVWATCH_HOME": str(tmp_path / "second"), "SECRET_KEY": settings.SECRET_KEY,
            "FIELD_KEY": settings.FIELD_KEY,
        }  # fmt: skip
    embedded.stop_servers(broker)


@contextmanager
def worker_of(machine):
    """Let a worker of another machine work while the block runs."""
    process = subprocess.Popen(
        [sys.executable, *WORKER], env={**os.environ, **machine}, cwd=settings.BASE_DIR, start_new_session=True
    )
    try:
        yield
    finally:
        kill(process)
        until(lambda: not others(), "the connections of the killed to end")


def sent(folder, county) -> dict:
    """What the form of an import sends: a workbook of two families, one of them wrong."""
    path = workbook(folder / "two.xlsx", households=[HOME, {**HOME, "number": "H2"}], members=[CHEN, BAD])
    return {"files": [SimpleUploadedFile(path.name, path.read_bytes())], "county": county.pk}


def test_what_one_machine_takes_the_other_reads_corrects_and_saves(second, client_of, qin, heyi, county, tmp_path):
    """Guards against a worker that looks for an upload on its own disk."""
    client = client_of(qin)
    assert client.post(reverse("households:imports"), sent(tmp_path, county)).status_code == 302
    with worker_of(second):
        until(lambda: ImportBatch.objects.exclude(state__in=WORKING_STATES).exists(), "the second machine to check it")
        correct_and_save(ImportBatch.objects.get(), client)


def correct_and_save(batch, client):
    """Fetch the rows to correct at the first machine, and save the others at the second."""
    assert (batch.state, batch.has_error_file) == ("checked", True)
    errors = client.get(reverse("households:import-errors", args=[batch.pk]))
    assert b"".join(errors.streaming_content)[:2] == b"PK"
    client.post(reverse("households:import-save", args=[batch.pk]), {"good_rows": "1"})
    until(lambda: ImportBatch.objects.filter(state="saved").exists(), "the second machine to save it")
    assert Household.objects.get().number == HOME["number"]
    until(
        lambda: len(stored_files_like(f"{import_folder(batch)}/*")) == 1, "the upload to go; the rows to correct stay"
    )


def test_a_photo_that_a_phone_left_at_one_machine_is_seen_at_the_other(second, client_of, lan, heyi, tmp_path):
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "JPEG")
    name, family, client = hashlib.sha256(out.getvalue()).hexdigest(), household(heyi), client_of(lan)
    body = told(family, photos=[{"sha256": name, "kind": "photo"}])
    assert client.post("/visits/phone/visits/", body, content_type="application/json").status_code == 201
    photo = Photo.objects.get()
    url = reverse("visits:receive-photo", args=[photo.visit.delivery.visit_key, name])
    assert client.post(url, out.getvalue(), content_type="image/jpeg").status_code == 201
    with web_server(**second) as web:
        seen = web.ask("GET", reverse("visits:photo", args=[photo.pk]), client)
    assert (seen.status_code, seen.content) == (200, out.getvalue())
    assert not (tmp_path / "second" / "files").exists()


def test_a_file_asked_for_here_is_made_there_and_fetched_here(second, client_of, qin, heyi, county):
    household(heyi)
    month = first_of_month(add_months(today(), -1))
    call_command("close_month", f"{month:%Y-%m}")
    report, client = MonthlyReport.objects.get(), client_of(qin)
    form = reverse("reports:export-new", args=[county.code, f"{month:%Y-%m}", report.version])
    assert client.post(form, {"kind": "csv"}).status_code == 302
    with worker_of(second):
        until(lambda: Export.objects.filter(state="done").exists(), "the second machine to make the file")
    file = client.get(reverse("reports:export-file", args=[Export.objects.get().pk]))
    assert file.status_code == 200 and b"".join(file.streaming_content)[:2] == b"PK"


def test_while_the_store_is_away_a_page_says_so_and_nothing_is_taken(
    settings, client_of, qin, lan, heyi, county, tmp_path
):
    """Guards against a receipt for what lies nowhere, and against an error page for what will pass."""
    keep_files_in(settings, "s3+http://a:b@127.0.0.1:9/povwatch")
    answer = client_of(qin).post(reverse("households:imports"), sent(tmp_path, county))
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "Files cannot be kept or read" in answer.content.decode() and not ImportBatch.objects.exists()
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "JPEG")
    name, client = hashlib.sha256(out.getvalue()).hexdigest(), client_of(lan)
    body = told(household(heyi), photos=[{"sha256": name, "kind": "photo"}])
    assert client.post("/visits/phone/visits/", body, content_type="application/json").status_code == 201
    url = reverse("visits:receive-photo", args=[Photo.objects.get().visit.delivery.visit_key, name])
    answer = client.post(url, out.getvalue(), content_type="image/jpeg")
    assert answer.status_code == 503 and Photo.objects.get().arrived_at is None
