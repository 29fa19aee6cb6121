"""Files in a directory or in a bucket: whole and kept, or refused; never half, and never lost without a word."""

import io
import os
import resource
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from core.crypto.files import (
    FilesAway,
    delete_stored_file,
    is_stored,
    open_stored_file,
    store_file,
    stored_files_like,
    walk_files,
)
from core.files.place import storage_at
from core.files.work_folder import LEFT_AFTER_SECONDS, clear_left_work, work_folder
from core.outbox.models import OutboxRow
from core.outbox.unneeded_files import delete_files_after_commit

from .stores import empty_bucket, keep_files_in, store_on_this_machine

MB = 1 << 20


@pytest.fixture(scope="module")
def store():
    with store_on_this_machine() as url:
        yield url


@pytest.fixture(params=["directory", "bucket"])
def place(request, settings, tmp_path, store):
    if request.param == "directory":
        keep_files_in(settings, f"file://{tmp_path}/files")
        return
    keep_files_in(settings, store)
    empty_bucket()


def stored(name, content=b"content"):
    store_file(name, io.BytesIO(content))
    return name


def content_of(name) -> bytes:
    with open_stored_file(name) as file:
        return file.read()


@pytest.mark.parametrize("length", [0, 1, 9 * MB])
def test_a_file_is_read_as_it_was_kept(place, length):
    content = os.urandom(length)
    assert content_of(stored("photos/007/7.photo", content)) == content
    assert default_storage.open("photos/007/7.photo").read(15) == b"povwatch file 2"


def test_a_file_is_read_from_any_position(place):
    content = os.urandom(300_000)
    with open_stored_file(stored("imports/7/00_人员.xlsx.part", content)) as file:
        file.seek(-7, io.SEEK_END)
        assert file.read() == content[-7:]
        file.seek(70_000)
        assert file.read(5) == content[70_000:70_005]


def test_a_later_file_of_the_same_name_stays(place):
    stored("imports/7/errors.xlsx", b"first")
    stored("imports/7/errors.xlsx", b"second")
    assert (content_of("imports/7/errors.xlsx"), list(walk_files())) == (b"second", ["imports/7/errors.xlsx"])


def test_what_is_deleted_is_gone_and_deleting_it_again_is_no_error(place):
    stored("scans/ab/1.scan")
    for _time in range(2):
        delete_stored_file("scans/ab/1.scan")
    assert not is_stored("scans/ab/1.scan")
    with pytest.raises(FileNotFoundError):
        open_stored_file("scans/ab/1.scan")


def test_files_are_listed_folder_by_folder(place):
    for name in ("imports/7/01_b.part", "imports/7/00_a.part", "imports/70/00_c.part", "photos/001/1.photo"):
        stored(name)
    assert stored_files_like("imports/7/*") == ["imports/7/00_a.part", "imports/7/01_b.part"]
    assert stored_files_like("imports/8/*") == [] and len(list(walk_files())) == 4


def test_a_file_that_somebody_exchanged_in_the_store_is_refused(place):
    stored("photos/001/1.photo", b"mine")
    stored("photos/002/2.photo", b"other")
    default_storage.save("photos/001/1.photo", ContentFile(default_storage.open("photos/002/2.photo").read()))
    with pytest.raises(InvalidTag):
        content_of("photos/001/1.photo")


def test_a_file_is_forced_to_disk_before_it_has_its_name(settings, tmp_path, monkeypatch):
    """Guards against a receipt for a photo that a power cut takes away."""
    keep_files_in(settings, f"file://{tmp_path}/files")
    done, fsync, replace = [], os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda number: done.append("forced") or fsync(number))
    monkeypatch.setattr(os, "replace", lambda *names: done.append("named") or replace(*names))
    stored("photos/001/1.photo")
    assert done == ["forced", "named", "forced", "forced"]  # content; then the names of file and folder


def test_two_that_write_one_name_at_once_leave_one_whole_file(settings, tmp_path):
    """Guards against two uploads that write into one draft."""
    keep_files_in(settings, f"file://{tmp_path}/files")
    contents = [bytes((n,)) * 200_000 for n in range(8)]
    writers = [threading.Thread(target=stored, args=("imports/7/errors.xlsx", content)) for content in contents]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    assert content_of("imports/7/errors.xlsx") in contents
    assert [one.name for one in (tmp_path / "files" / "imports" / "7").iterdir()] == ["errors.xlsx"]


@contextmanager
def full_disk():
    """Let no file of this process grow beyond 1,000 bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_on_a_full_disk_the_file_before_stays_and_no_draft_is_left(settings, tmp_path):
    keep_files_in(settings, f"file://{tmp_path}/files")
    stored("imports/7/errors.xlsx", b"before")
    with full_disk(), pytest.raises(FilesAway, match="full"):
        stored("imports/7/errors.xlsx", bytes(5000))
    assert content_of("imports/7/errors.xlsx") == b"before"
    assert len(list((tmp_path / "files" / "imports" / "7").iterdir())) == 1


def assert_away(*reaches):
    for reach in reaches:
        with pytest.raises(FilesAway):
            reach()


def test_a_store_that_does_not_answer_is_not_a_missing_file(settings):
    keep_files_in(settings, "s3+http://a:b@127.0.0.1:9/povwatch")
    assert_away(lambda: stored("a/1"), lambda: content_of("a/1"), lambda: is_stored("a/1"), lambda: list(walk_files()))


def test_a_directory_that_is_none_is_not_a_missing_file(settings, tmp_path):
    (tmp_path / "files").write_bytes(b"no directory")
    keep_files_in(settings, f"file://{tmp_path}/files")
    assert_away(lambda: stored("a/1"), lambda: content_of("a/1"), lambda: list(walk_files()))


@pytest.mark.parametrize("url", [
    "", "files", "file://other/files", "s3://a:b@store/bucket", "s3+https://store/bucket", "s3+https://a@store/bucket",
    "s3+https://a:b@store", "s3+https://a:b@store/", "https://a:b@store/bucket",
])  # fmt: skip
def test_a_wrong_address_of_files_stops_the_start_and_says_what_to_write(url):
    with pytest.raises(ImproperlyConfigured, match="FILES_URL must be a directory"):
        storage_at(url)


def test_an_address_says_all_of_a_bucket():
    directory, told = storage_at("s3+https://key:se%2Fcret@store.example.cn:9000/bucket/zigui/files?region=cn-1")
    assert directory is None and told["OPTIONS"] == {
        "endpoint": "https://store.example.cn:9000", "region": "cn-1", "bucket": "bucket", "folder": "zigui/files",
        "key": "key", "secret": "se/cret",
    }  # fmt: skip
    assert storage_at("file:///srv/my%20files")[0] == Path("/srv/my files")


@pytest.mark.django_db(transaction=True)
def test_what_is_no_longer_needed_goes_although_the_store_was_away(settings, tmp_path):
    """Guards against lists of families that stay in a store for ever, because it was away when their import ended."""
    files = f"file://{tmp_path}/files"
    keep_files_in(settings, files)
    for name in ("imports/7/00_a.part", "imports/7/errors.xlsx", "imports/70/00_b.part"):
        stored(name)
    keep_files_in(settings, "s3+http://a:b@127.0.0.1:9/povwatch")
    delete_files_after_commit("999001", "imports/7/*.part")
    assert OutboxRow.objects.get().error
    keep_files_in(settings, files)
    delete_files_after_commit("999001", "imports/7/*.part")
    assert list(walk_files()) == ["imports/7/errors.xlsx", "imports/70/00_b.part"] and not OutboxRow.objects.exists()


@pytest.mark.parametrize("seconds, stays", [(LEFT_AFTER_SECONDS - 60, True), (LEFT_AFTER_SECONDS + 60, False)])
def test_what_a_killed_worker_left_is_deleted_after_a_day(settings, tmp_path, seconds, stays):
    settings.WORK_ROOT = tmp_path
    left = tmp_path / "export-7"
    left.mkdir()
    (left / "file").write_bytes(b"names of families")
    at = left.stat().st_mtime - seconds
    os.utime(left, (at, at))
    clear_left_work()
    assert left.exists() == stays


def test_a_work_folder_begins_empty_and_goes(settings, tmp_path):
    settings.WORK_ROOT = tmp_path / "work"
    with pytest.raises(RuntimeError), work_folder("export-7") as folder:
        (folder / "file").write_bytes(b"names of families")
        raise RuntimeError
    with work_folder("export-7") as folder:
        assert not list(folder.iterdir()) and folder.stat().st_mode & 0o077 == 0
    assert not folder.exists()
