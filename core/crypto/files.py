"""Encrypted files: what people upload, and what is made from it. Blocks of 64 KB, each encrypted on its own with
AES-256-GCM and bound to its position, so that a workbook can be read from any position."""

import io
import os
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

BLOCK_BYTES = 64 << 10
FILE_NONCE_BYTES, TAG_BYTES = 12, 16
SEALED_BLOCK_BYTES = FILE_NONCE_BYTES + BLOCK_BYTES + TAG_BYTES


@cache
def file_cipher(secret: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=b"povwatch file").derive(secret.encode()))


def store_file(path: Path, source) -> None:
    """Write the rest of `source` to `path`, encrypted. When writing is interrupted no file of that name is left."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    with open(draft, "wb", opener=private_opener) as file:
        place = 0
        while block := source.read(BLOCK_BYTES):
            nonce = os.urandom(FILE_NONCE_BYTES)
            # The position is authenticated too, so that blocks cannot be exchanged unnoticed.
            file.write(nonce + file_cipher(settings.FIELD_KEY).encrypt(nonce, block, b"%d" % place))
            place += 1
    draft.replace(path)  # atomic: readers see the whole file or none


def private_opener(path, flags):
    return os.open(path, flags, 0o600)


def open_stored_file(path: Path) -> io.BufferedReader:
    """Open a stored file for reading, decrypted. Raises FileNotFoundError."""
    return io.BufferedReader(SealedFile(path), BLOCK_BYTES)


class SealedFile(io.RawIOBase):
    """A stored file, decrypted while it is read."""

    def __init__(self, path):
        self.file = io.FileIO(path)
        sealed = os.fstat(self.file.fileno()).st_size
        self.blocks = -(-sealed // SEALED_BLOCK_BYTES)  # rounded up: the last block may be shorter
        self.size = sealed - self.blocks * (FILE_NONCE_BYTES + TAG_BYTES)
        self.place = 0
        self.number, self.block = None, b""

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
            self.file.seek(number * SEALED_BLOCK_BYTES)
            self.number, self.block = number, decrypt_block(self.file.read(SEALED_BLOCK_BYTES), number)
        return self.block

    def close(self):
        self.file.close()
        super().close()


def decrypt_block(sealed, number) -> bytes:
    for secret in (settings.FIELD_KEY, *settings.FIELD_KEYS_OLD):
        try:
            return file_cipher(secret).decrypt(sealed[:FILE_NONCE_BYTES], sealed[FILE_NONCE_BYTES:], b"%d" % number)
        except InvalidTag:
            continue
    raise InvalidTag("No FIELD_KEY fits this file.")
