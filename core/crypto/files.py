"""Encrypted files: what people upload, and what is made from it. Blocks of 64 KB, each encrypted on its own, so that a
workbook can be read from any position.

A block is bound to the name of its file, to its position, and to being the last one or not: a file that was exchanged
or shortened is refused. Files written before there was a mark are still read; `renew_field_key` writes them anew."""

import io
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from django.conf import settings

from . import ciphers

BLOCK_BYTES = 64 << 10
AROUND_BYTES = ciphers.NONCE_BYTES + ciphers.TAG_BYTES
SEALED_BLOCK_BYTES = BLOCK_BYTES + AROUND_BYTES
MARK = b"povwatch file 2 "  # how a file begins that is bound to its name; one byte for its cipher follows
HEAD_BYTES = len(MARK) + 1
PURPOSE = b"povwatch file"


def store_file(path: Path, source) -> None:
    """Write the rest of `source` to `path`, encrypted. When writing is interrupted no file of that name is left."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    write_sealed(draft, path, source)
    draft.replace(path)  # atomic: readers see the whole file or none


def write_sealed(draft: Path, path: Path, source) -> None:
    """Write a draft of the file `path`: a block is known to be the last one when nothing follows it."""
    mark = ciphers.chosen_cipher()
    with open(draft, "wb", opener=private_opener) as file:
        file.write(MARK + bytes((mark,)))
        block, number = source.read(BLOCK_BYTES), 0
        while following := block and source.read(BLOCK_BYTES):
            file.write(ciphers.seal(block, PURPOSE, mark, bound_to(path, mark, number, is_last=False)))
            block, number = following, number + 1
        file.write(ciphers.seal(block, PURPOSE, mark, bound_to(path, mark, number, is_last=True)))


def bound_to(path: Path, mark: int, number: int, *, is_last: bool) -> bytes:
    """Return what a block is bound to: cipher, position, whether it is the last one, and the name of its file."""
    return b"%d %d %d %s" % (mark, number, is_last, stored_name(path).encode())


def stored_name(path: Path) -> str:
    """Return the name of a stored file: where it lies below MEDIA_ROOT, so that all of them can be moved together."""
    root = Path(settings.MEDIA_ROOT)
    return (path.relative_to(root) if path.is_relative_to(root) else Path(path.name)).as_posix()


def private_opener(path, flags):
    return os.open(path, flags, 0o600)


def open_stored_file(path: Path) -> io.BufferedReader:
    """Open a stored file for reading, decrypted. Raises FileNotFoundError; InvalidTag when it was exchanged or
    shortened, or when no key fits."""
    return io.BufferedReader(SealedFile(path), BLOCK_BYTES)


class SealedFile(io.RawIOBase):
    """A stored file, decrypted while it is read."""

    def __init__(self, path):
        self.path, self.file = Path(path), io.FileIO(path)
        head = self.file.read(HEAD_BYTES)
        self.mark = head[-1] if head.startswith(MARK) and len(head) == HEAD_BYTES else None
        self.start = 0 if self.mark is None else HEAD_BYTES
        sealed = os.fstat(self.file.fileno()).st_size - self.start
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
        bound = bound_to(self.path, self.mark, number, is_last=number == self.blocks - 1)
        return ciphers.unseal(sealed, PURPOSE, self.mark, bound)

    def close(self):
        self.file.close()
        super().close()
