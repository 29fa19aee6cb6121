"""Each row has its files, and each file its row: what is missing, damaged, exchanged or ownerless is named."""

import hashlib
import io
import os

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from cases.models import Scan
from core.backup.check import ON_THEIR_WAY
from core.crypto.files import delete_stored_file, is_stored, store_file
from core.dates import today
from households.imports.actions import receive_import
from households.models import ImportBatch
from povwatch.tests.factories import case, household
from visits import photos
from visits.models import Delivery, Photo, Visit
from visits.tests.told import receive, told

pytestmark = pytest.mark.django_db
YARD = b"\x89PNG of a yard"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


@pytest.fixture
def photo(heyi, lan):
    visit = Visit.objects.create(household=household(heyi), visited_on=today(), visited_by=lan)
    made = Photo.objects.create(visit=visit, sha256="0" * 64)
    photos.store_visit_photo(made, YARD)
    return made


@pytest.fixture
def scan(heyi, qin):
    paper = Scan.objects.create(
        case=case(household(heyi)), title="Consent", content_type="image/png", size=3, by=qin,
        sha256=hashlib.sha256(YARD).hexdigest(),
    )  # fmt: skip
    store_file(paper.stored_name, io.BytesIO(YARD))
    return paper


def checked(capsys, *options) -> str:
    """What the command says; the last line is the error with which it ends."""
    error = ""
    try:
        call_command("check_files", *options)
    except CommandError as found:
        error = str(found)
    return capsys.readouterr().out + error


def test_what_is_as_it_was_kept_is_right(photo, scan, capsys):
    said = checked(capsys)
    assert "photos/: 1 right, 0 without a row" in said and "scans/: 1 right" in said and "see above" not in said


@pytest.mark.parametrize("options", [(), ("--names",)])
def test_a_row_without_its_file_is_named(photo, scan, capsys, options):
    delete_stored_file(scan.stored_name)
    said = checked(capsys, *options)
    assert f"{scan.stored_name}: there is a row and no file" in said and "see above" in said


def test_a_photo_that_is_expected_need_not_be_there(heyi, lan, capsys):
    visit = Visit.objects.create(household=household(heyi), visited_on=today(), visited_by=lan)
    Photo.objects.create(visit=visit, sha256="0" * 64)
    assert "see above" not in checked(capsys)


def test_a_shortened_file_is_named_when_it_is_read(photo, folder, capsys):
    path = folder / photo.stored_name
    path.write_bytes(path.read_bytes()[:-1])
    assert f"{photo.stored_name}: cannot be opened" in checked(capsys)
    assert "see above" not in checked(capsys, "--names")


def test_another_content_than_was_noted_is_named(photo, capsys):
    """It is sealed with the right key and under the right name: only its hash tells."""
    store_file(photo.stored_name, io.BytesIO(b"another yard"))
    assert f"{photo.stored_name}: is not what was kept" in checked(capsys)


def test_photos_that_wait_with_a_visit_are_known_by_their_hash(lan, capsys):
    stranded = receive(told(999_999), lan).delivery
    name = hashlib.sha256(YARD).hexdigest()
    photos.set_photo_aside(stranded, name, YARD)
    assert "photos/: 1 right, 0 without a row" in checked(capsys)
    photos.set_photo_aside(stranded, name, b"another yard")
    assert f"photos/aside/{stranded.pk}-*.photo: is not what was kept" in checked(capsys)
    Delivery.objects.filter(pk=stranded.pk).update(outcome="filed", stranding="")
    assert "photos/: 0 right, 1 without a row" in checked(capsys)


def test_an_upload_is_known_by_the_hash_of_all_its_files(qin, county, heyi, capsys):
    files = [io.BytesIO(b"number,village\nH1,Heyi\n"), io.BytesIO(b"household,name\nH1,Chen Sample\n")]
    for file, name in zip(files, ("households.csv", "members.csv"), strict=True):
        file.name = name
    batch = receive_import(files=files, county=county, by=qin, language="en")
    assert "imports/: 1 right, 0 without a row" in checked(capsys)
    delete_stored_file(f"imports/{batch.pk}/01_members.csv.part")
    assert f"imports/{batch.pk}/*.part: is not what was kept" in checked(capsys)
    ImportBatch.objects.update(state="discarded")
    assert "imports/: 0 right, 1 without a row" in checked(capsys)


@pytest.mark.parametrize("minutes, stays", [(-1, True), (1, False)])
def test_a_file_without_a_row_is_deleted_when_asked_and_older_than_a_day(folder, capsys, minutes, stays):
    """A younger one may belong to a visit that is being filed."""
    store_file("photos/001/1.photo", io.BytesIO(YARD))
    at = default_storage.get_modified_time("photos/001/1.photo").timestamp() - ON_THEIR_WAY.total_seconds()
    os.utime(folder / "photos/001/1.photo", (at - 60 * minutes,) * 2)
    assert "1 without a row" in checked(capsys) and is_stored("photos/001/1.photo")
    checked(capsys, "--delete-ownerless")
    assert is_stored("photos/001/1.photo") == stays
