"""Files in a bucket that several machines share, by the protocol of S3."""

from contextlib import contextmanager

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from storages.backends.s3 import S3Storage

CONNECT_SECONDS, READ_SECONDS, TRIES = 3, 20, 3
MOST_IN_MEMORY = 8 << 20  # bytes of a file that is read; more lies, encrypted, in a file without a name
MISSING = {"404", "NoSuchKey", "NotFound"}


class FileBucket(S3Storage):
    """A bucket in which a file is whole and kept when the answer to its upload comes. Every trouble is an OSError, as
    with a directory."""

    def __init__(self, *, endpoint, region, bucket, key, secret, folder=""):
        super().__init__(
            endpoint_url=endpoint, region_name=region, bucket_name=bucket, access_key=key, secret_key=secret,
            location=folder, file_overwrite=True, default_acl=None, max_memory_size=MOST_IN_MEMORY,
            client_config=client_config(), transfer_config=TransferConfig(use_threads=False),
        )  # fmt: skip

    def _save(self, name, content):
        with troubles_as_os_errors(name):
            return super()._save(name, content)

    def _open(self, name, mode="rb"):
        with troubles_as_os_errors(name):
            file = super()._open(name, mode)
            file.open()  # brings the whole file here: what goes wrong goes wrong now
            return file

    def exists(self, name):
        with troubles_as_os_errors(name):
            return super().exists(name)

    def delete(self, name):
        with troubles_as_os_errors(name):
            super().delete(name)

    def listdir(self, name):
        """Return (folders, files) of a folder; nothing of one that is not there."""
        with troubles_as_os_errors(name):
            return super().listdir(name)

    def get_modified_time(self, name):
        with troubles_as_os_errors(name):
            return super().get_modified_time(name)

    def version_of(self, name) -> str:
        """Return what changes when a file is replaced by another one of the same name."""
        with troubles_as_os_errors(name):
            known = self.bucket.Object(self._normalize_name(name))
            return f"{known.e_tag} {known.last_modified}"

    def check_reachable(self) -> None:
        """Raise OSError when the bucket does not answer, or not to us."""
        with troubles_as_os_errors(self.bucket_name):
            self.connection.meta.client.head_bucket(Bucket=self.bucket_name)


def client_config() -> Config:
    return Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"mode": "standard", "total_max_attempts": TRIES},
        s3={"addressing_style": "path"},  # a county's own server rarely has a name for each bucket
        # What only the newest servers understand is left out: the files have a seal of their own.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )


@contextmanager
def troubles_as_os_errors(name):
    """Raise FileNotFoundError for a file that is not there, and OSError for every other trouble with the bucket."""
    try:
        yield
    except ClientError as error:
        kind = FileNotFoundError if error.response["Error"]["Code"] in MISSING else OSError
        raise kind(f"{name}: {error.response['Error']['Code']}") from error
    except (BotoCoreError, Boto3Error, HTTPClientError) as error:
        raise OSError(f"{name}: {type(error).__name__}") from error
