"""Encrypted files: what people upload, and what is made from it. Blocks of 64 KB, each encrypted on its own, so that a
workbook can be read from any position.

A block is bound to the name of its file, to its position, and to being the last one or not: a file that was exchanged
or shortened is refused. Files written before there was a mark are still read; `renew_field_key` writes them anew.

Where they are kept is a setting: a directory, or a bucket that several machines share (core/files/)."""

import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import filter as names_like

from cryptography.exceptions import InvalidTag
from django.core.files import File
from django.core.files.storage import default_storage

from core.files.directory import DRAFT

from . import ciphers

BLOCK_BYTES = 64 << 10
AROUND_BYTES = ciphers.NONCE_BYTES + ciphers.TAG_BYTES
SEALED_BLOCK_BYTES = BLOCK_BYTES + AROUND_BYTES
MARK = b"povwatch file 2 "  # how a file begins that is bound to its name; one byte for its cipher follows
HEAD_BYTES = len(MARK) + 1
PURPOSE = b"povwatch file"
MOST_IN_MEMORY = 8 << 20  # bytes of a sealed file on its way; a longer one lies in a file without a name


class FilesAway(OSError):
    """Raised when the place of the files does not answer or is full. Nothing was kept; to be tried again."""


@contextmanager
def reaching_files():
    """Tell apart a file that is not there from a place that cannot be reached."""
    try:
        yield
    except (FileNotFoundError, FilesAway):
        raise
    except OSError as error:
        raise FilesAway(f"The place of the files cannot be reached or is full ({type(error).__name__}).") from error


def store_file(name: str, source) -> None:
    """Keep the rest of `source` under a name such as "photos/007/7.photo", encrypted. When this returns it is on disk;
    when writing is interrupted no file of that name is left. Raises FilesAway."""
    with reaching_files(), tempfile.SpooledTemporaryFile(MOST_IN_MEMORY) as draft:
        write_sealed(draft, name, source)
        draft.seek(0)
        default_storage.save(name, File(draft, name))


def write_sealed(draft, name: str, source) -> None:
    """Write the content of the file `name`: a block is known to be the last one when nothing follows it."""
    mark = ciphers.chosen_cipher()
    draft.write(MARK + bytes((mark,)))
    block, number = source.read(BLOCK_BYTES), 0
    while following := block and source.read(BLOCK_BYTES):
        draft.write(ciphers.seal(block, PURPOSE, mark, bound_to(name, mark, number, is_last=False)))
        block, number = following, number + 1
    draft.write(ciphers.seal(block, PURPOSE, mark, bound_to(name, mark, number, is_last=True)))


def bound_to(name: str, mark: int, number: int, *, is_last: bool) -> bytes:
    """Return what a block is bound to: cipher, position, whether it is the last one, and the name of its file."""
    return b"%d %d %d %s" % (mark, number, is_last, name.encode())


def open_stored_file(name: str) -> io.BufferedReader:
    """Open a stored file for reading, decrypted. Raises FileNotFoundError; InvalidTag when it was exchanged or
    shortened, or when no key fits; FilesAway."""
    with reaching_files():
        return io.BufferedReader(SealedFile(name, default_storage.open(name)), BLOCK_BYTES)


def is_stored(name: str) -> bool:
    """Whether a file of this name is kept. Raises FilesAway."""
    with reaching_files():
        return default_storage.exists(name)


def delete_stored_file(name: str) -> None:
    """Delete a file; do nothing when there is none. Raises FilesAway."""
    with reaching_files():
        default_storage.delete(name)


def stored_files_like(pattern: str) -> list[str]:
    """Return the names of the files of one folder that a pattern such as "imports/12/*.part" names, in their order;
    none of a folder that is not there. Raises FilesAway."""
    folder = pattern.rpartition("/")[0]
    with reaching_files():
        return sorted(names_like((f"{folder}/{name}" for name in default_storage.listdir(folder)[1]), pattern))


def delete_stored_files_like(pattern: str) -> None:
    """Delete the files of one folder that a pattern names; do nothing when there are none. Raises FilesAway."""
    for name in stored_files_like(pattern):
        delete_stored_file(name)


def read_to_end(file) -> None:
    """Read a file of any length and keep nothing of it: each block of a sealed one is proved by being opened."""
    while file.read(1 << 20):
        pass


def walk_files(folder: str = "") -> Iterator[str]:
    """Yield the names of all files, or of all below a folder; not those that are being written. Raises FilesAway."""
    with reaching_files():
        folders, names = default_storage.listdir(folder)
    beneath = f"{folder}/" if folder else ""
    yield from (f"{beneath}{name}" for name in sorted(names) if not name.endswith(DRAFT))
    for one in sorted(folders):
        yield from walk_files(f"{beneath}{one}")


class SealedFile(io.RawIOBase):
    """A stored file, decrypted while it is read."""

    def __init__(self, name, file):
        self.name, self.file = name, file
        head = self.file.read(HEAD_BYTES)
        self.mark = head[-1] if head.startswith(MARK) and len(head) == HEAD_BYTES else None
        self.start = 0 if self.mark is None else HEAD_BYTES
        sealed = self.file.seek(0, io.SEEK_END) - self.start
        self.blocks = -(-sealed // SEALED_BLOCK_BYTES)  # rounded up: the last block may be shorter
        self.size = max(0, sealed - self.blocks * AROUND_BYTES)
        self.place, self.is_present = 0, True
        self.number, self.block = None, b""
        self.check_end()

    def check_end(self) -> None:
        """Raise InvalidTag unless the last block is the one with which the file was ended."""
        try:
            if self.mark is not None:
                self.opened(self.blocks - 1)
        except InvalidTag:
            self.close()
            raise

    def readable(self):
        return True

    def seekable(self):
        return True

    def tell(self):
        return self.place

    def seek(self, offset, whence=io.SEEK_SET):
        self.place = max(0, offset + {io.SEEK_SET: 0, io.SEEK_CUR: self.place, io.SEEK_END: self.size}[whence])
        return self.place

    def readinto(self, buffer):
        if self.place >= self.size:
            return 0
        number, offset = divmod(self.place, BLOCK_BYTES)
        data = self.opened(number)[offset : offset + len(buffer)]
        buffer[: len(data)] = data
        self.place += len(data)
        return len(data)

    def opened(self, number) -> bytes:
        if number != self.number:
            self.file.seek(self.start + max(number, 0) * SEALED_BLOCK_BYTES)
            block, is_new_key = self.decrypted(self.file.read(SEALED_BLOCK_BYTES), number)
            self.number, self.block = number, block
            self.is_present &= is_new_key and self.mark == ciphers.chosen_cipher()
        return self.block

    def decrypted(self, sealed, number) -> tuple[bytes, bool]:
        """Return the content of a block, and whether FIELD_KEY opened it."""
        if self.mark is None:
            return ciphers.unseal(sealed, PURPOSE, ciphers.AES, b"%d" % number)
        bound = bound_to(self.name, self.mark, number, is_last=number == self.blocks - 1)
        return ciphers.unseal(sealed, PURPOSE, self.mark, bound)

    def close(self):
        self.file.close()
        super().close()
