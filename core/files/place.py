"""Where files are kept, as FILES_URL says: a directory, or a bucket of an S3-compatible store."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import storages

FORMS = (
    "FILES_URL must be a directory, such as file:///srv/povwatch/files, or a bucket, such as "
    "s3+https://key:secret@store.example.cn:9000/bucket (s3+http:// inside a network of one's own)."
)
SCHEMES = {"s3+https": "https", "s3+http": "http"}


def present_place() -> Any:
    """Return where files are kept at present: a FileDirectory or a FileBucket, which can do more than any storage."""
    return storages["default"]


def storage_at(url: str) -> tuple[Path | None, dict]:
    """Return the directory that a FILES_URL names, and its entry of STORAGES; None for a bucket. Raises
    ImproperlyConfigured."""
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.path.startswith("/") and not parts.netloc:
        return Path(unquote(parts.path)), {"BACKEND": "core.files.directory.FileDirectory"}
    if parts.scheme in SCHEMES:
        return None, {"BACKEND": "core.files.bucket.FileBucket", "OPTIONS": bucket_options(parts)}
    raise ImproperlyConfigured(FORMS)


def bucket_options(parts) -> dict:
    bucket, _slash, folder = unquote(parts.path).strip("/").partition("/")
    if not (parts.hostname and parts.username and parts.password and bucket):
        raise ImproperlyConfigured(FORMS)
    at = f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname
    return {
        "endpoint": f"{SCHEMES[parts.scheme]}://{at}",
        "region": parse_qs(parts.query).get("region", ["us-east-1"])[0],  # what stores without regions expect
        "bucket": bucket,
        "folder": folder,
        "key": unquote(parts.username),
        "secret": unquote(parts.password),
    }
