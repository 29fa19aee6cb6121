"""Which files there must be. Each app declares its own in its `stored.py`:

@file_kind("scans", _("Signed papers"))
def papers():
    yield ...                 # an OwnedFiles for each row whose files must be there

What lies in a folder that a kind declares and belongs to none of its rows is a file without a row."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from core.catalogue import Catalogue
from core.crypto.files import open_stored_file
from core.text import Label

FILE_KINDS = Catalogue("kind of file")


def digest_of_file(names: list[str]) -> str:
    """Return the SHA-256 of the only file of a row, decrypted."""
    (name,) = names
    with open_stored_file(name) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True)
class OwnedFiles:
    """What belongs to a row: the file of this name, or those of a folder like "imports/12/*.part". `sha256` is what was
    noted of their content; empty where nothing was. A row `may` have some, where it need not."""

    name: str
    sha256: str = ""
    digest: Callable[[list[str]], str] = digest_of_file
    may: bool = False


@dataclass(frozen=True)
class FileKind:
    """The files of one folder."""

    folder: str
    label: Label
    owned: Callable[[], Iterator[OwnedFiles]]


def file_kind(folder, label):
    """Declare whose files lie in a folder; the decorated function yields an OwnedFiles for each row that has some."""

    def declare(owned):
        FILE_KINDS.add(folder, FileKind(folder, label, owned))
        return owned

    return declare
