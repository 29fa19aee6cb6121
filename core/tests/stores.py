"""Places where files are kept, for tests."""

from contextlib import contextmanager

from django.core.files.storage import default_storage
from moto.server import ThreadedMotoServer

from core.crypto.files import delete_stored_file, walk_files
from core.files.place import storage_at

BUCKET = "povwatch"


def keep_files_in(settings, url):
    """Have files kept where a FILES_URL says."""
    settings.MEDIA_ROOT, place = storage_at(url)
    settings.STORAGES = {**settings.STORAGES, "default": place}


@contextmanager
def store_on_this_machine():
    """Yield the FILES_URL of a bucket in a store that speaks S3."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"s3+http://sample:sample-secret@{host}:{port}/{BUCKET}/zigui"
    server.stop()


def empty_bucket():
    """Make the bucket where it is missing, and leave nothing in it."""
    default_storage.connection.create_bucket(Bucket=BUCKET)
    for name in walk_files():
        delete_stored_file(name)
