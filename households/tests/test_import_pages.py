"""The import pages as the cast sees them."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import AccessEvent
from core.crypto.files import stored_files_like
from core.dates import shanghai_now
from households.ending.run import end_due_data
from households.imports import uploads
from households.imports.actions import latest_import_job
from households.models import Household, ImportBatch

from .files import HEAD, HOME, folder, id_number, workbook

CHEN = {**HEAD, "id_number": id_number()}
BAD = {**CHEN, "household": "H2", "id_number": "", "sex": "?"}


@pytest.fixture(autouse=True)
def files(settings, tmp_path, worker_at_hand):
    settings.MEDIA_ROOT = tmp_path / "files"


def upload(path):
    return SimpleUploadedFile(path.name, path.read_bytes())


@pytest.fixture
def good(tmp_path):
    return workbook(tmp_path / "registry.xlsx", households=[HOME], members=[CHEN])


@pytest.fixture
def mixed(tmp_path):
    return workbook(tmp_path / "mixed.xlsx", households=[HOME, {**HOME, "number": "H2"}], members=[CHEN, BAD])


@pytest.fixture
def send(client_of, qin, heyi, django_capture_on_commit_callbacks):
    """send(path, …) uploads as Qin, and lets the worker check it."""

    def sent(*paths):
        with django_capture_on_commit_callbacks(execute=True):
            answer = client_of(qin).post(
                reverse("households:imports"), {"files": [upload(p) for p in paths], "county": county_of(qin)}
            )
        assert answer.status_code == 302
        return ImportBatch.objects.latest("pk")

    return sent


@pytest.fixture
def act(client_of, qin, django_capture_on_commit_callbacks):
    """act(batch, "save", good_rows=1) presses a button as Qin."""

    def acted(batch, what, **data):
        with django_capture_on_commit_callbacks(execute=True):
            answer = client_of(qin).post(reverse(f"households:import-{what}", args=[batch.pk]), data)
        assert answer.status_code == 302
        batch.refresh_from_db()
        return batch

    return acted


def county_of(user):
    return user.grants.get().area.pk


def test_qin_sends_looks_and_saves(send, act, good, client_of, qin):
    batch = send(good)
    assert (batch.state, batch.by) == ("checked", qin) and not Household.objects.exists()
    page = client_of(qin).get(batch.get_absolute_url()).content.decode()
    assert "What saving would do" in page and "Save 2 rows" in page
    act(batch, "save")
    assert batch.state == "saved" and Household.objects.get().number == "H1"
    assert "Saved. Flags follow" in client_of(qin).get(batch.get_absolute_url()).content.decode()


def test_a_folder_of_csv_files_is_sent_together(send, tmp_path):
    path = folder(tmp_path / "r", households=[HOME], members=[CHEN])
    batch = send(path / "members.csv", path / "households.csv")
    assert (batch.state, batch.errors, batch.writes) == ("checked", 0, 2)


def test_with_errors_nothing_is_saved_until_the_good_rows_are_asked_for(send, act, mixed, client_of, qin):
    batch = send(mixed)
    page = client_of(qin).get(batch.get_absolute_url()).content.decode()
    assert "There is 1 error" in page and "Not a known value." in page and "Use one of: Male, Female." in page
    assert act(batch, "save").state == "checked" and not Household.objects.exists()
    assert act(batch, "save", good_rows="1").state == "saved"
    assert Household.objects.get().number == "H1" and batch.has_error_file


def test_the_error_file_is_downloaded_with_a_line_in_the_log(send, mixed, client_of, qin):
    batch = send(mixed)
    answer = client_of(qin).get(reverse("households:import-errors", args=[batch.pk]))
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert AccessEvent.objects.get(action="registry_errors_downloaded").subject_id == str(batch.pk)


def test_the_page_masks_what_is_secret(send, tmp_path, client_of, qin):
    number = id_number()[:-1] + "0"
    batch = send(workbook(tmp_path / "x.xlsx", households=[HOME], members=[{**CHEN, "id_number": number}]))
    page = client_of(qin).get(batch.get_absolute_url()).content.decode()
    assert number not in page and number[:6] + "********" + number[-4:] in page


def test_problems_are_filtered_and_htmx_gets_the_list_alone(send, mixed, client_of, qin):
    batch = send(mixed)
    warnings = client_of(qin).get(batch.get_absolute_url(), {"is_error": "False"}, headers={"HX-Request": "true"})
    assert "No problem matches" in warnings.content.decode() and "<html" not in warnings.content.decode()


def test_uploaded_files_are_sealed_and_go_when_all_is_done(send, act, good, mixed, settings):
    batch = send(good)
    (stored,) = uploads.import_uploads(batch)
    assert not (settings.MEDIA_ROOT / stored).read_bytes().startswith(b"PK")
    act(batch, "save")
    assert not stored_files_like(f"{uploads.import_folder(batch)}/*")
    discarded = act(send(mixed), "discard")
    assert (
        discarded.state == "discarded"
        and not stored_files_like(f"{uploads.import_folder(discarded)}/*")
        and not discarded.problems.exists()
    )


def test_a_closed_import_stays_closed(send, act, good):
    batch = act(send(good), "save")
    for what in ("save", "check", "discard"):
        assert act(batch, what).state == "saved"


def test_the_bar_tells_htmx_when_the_work_is_done(send, good, client_of, qin):
    batch = send(good)
    url = reverse("households:import-progress", args=[batch.pk])
    assert client_of(qin).get(url).headers["HX-Refresh"] == "true"
    ImportBatch.objects.update(state="saving")
    page = client_of(qin).get(url).content.decode()
    assert "No worker is processing" in page and reverse("households:import-save", args=[batch.pk]) in page


def test_an_import_that_stopped_is_started_again(send, act, good):
    batch = send(good)
    ImportBatch.objects.update(state="saving")  # as a killed worker leaves it
    assert act(batch, "save").state == "saved"


def test_a_broken_file_says_what_to_do(send, tmp_path, client_of, qin):
    (tmp_path / "x.xls").write_text("<html><table></table></html>")
    batch = send(tmp_path / "x.xls")
    page = client_of(qin).get(batch.get_absolute_url()).content.decode()
    assert batch.state == "failed" and "save it as .xlsx" in page


def test_no_file_and_an_empty_file(client_of, qin):
    url = reverse("households:imports")
    assert "Choose a file first." in client_of(qin).post(url, {"county": county_of(qin)}).content.decode()
    empty = SimpleUploadedFile("x.csv", b"")
    answer = client_of(qin).post(url, {"files": [empty], "county": county_of(qin)}).content.decode()
    assert "The file is empty" in answer and not ImportBatch.objects.exists()


def test_nobody_sends_a_file_for_another_county(client_of, qin, neighbour, good):
    data = {"files": [upload(good)], "county": neighbour.pk}
    assert client_of(qin).post(reverse("households:imports"), data).status_code == 200
    assert not ImportBatch.objects.exists()


PAGES = ["import", "import-progress", "import-errors"]
BUTTONS = ["import-check", "import-save", "import-discard"]


def test_zhao_may_not_and_mo_sees_nothing(send, mixed, client_of, zhao, mo):
    batch = send(mixed)
    assert client_of(zhao).get(reverse("households:imports")).status_code == 403
    assert "mixed.xlsx" not in client_of(mo).get(reverse("households:imports")).content.decode()
    for name in PAGES + BUTTONS:
        url = reverse(f"households:{name}", args=[batch.pk])
        ask = (
            (lambda person, url=url: client_of(person).get(url))
            if name in PAGES
            else (lambda person, url=url: client_of(person).post(url))
        )
        assert (ask(zhao).status_code, ask(mo).status_code) == (403, 404)


def test_the_form_explains_every_column(client_of, qin):
    page = client_of(qin).get(reverse("households:imports")).content.decode()
    assert "has chronic illness" in page and "line at identification" in page


def test_after_a_month_files_and_problems_are_forgotten(send, mixed):
    batch = send(mixed)
    assert end_due_data(batch.county) == {}
    ImportBatch.objects.update(created_at=shanghai_now() - dt.timedelta(days=31))
    assert end_due_data(batch.county) == {"registry_files": 1}
    batch.refresh_from_db()
    assert (batch.state, batch.has_error_file, batch.problems.exists()) == ("discarded", False, False)


def test_without_a_broker_the_import_waits(send, good, broker):
    broker.down()
    batch = send(good)
    assert batch.state == "uploaded" and not latest_import_job(batch).is_worked_at
