"""One encrypted value: bound to its place, so that a value copied to another column or row is refused.

A value is a mark of two bytes, one byte that names its cipher, eight bytes that name its row, a nonce and the
ciphertext. Column and row are authenticated. The row is nothing (eight zeros) while it has no key yet: in rows that are
written together, PostgreSQL numbers them. Values written before there was a mark are still read."""

import uuid
from functools import cache
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from django.conf import settings

from . import ciphers

MARK = b"\xc5\x70"  # how a value begins that is bound to its place
ROW_BYTES = 8
HEAD_BYTES = len(MARK) + 1 + ROW_BYTES
NO_ROW = bytes(ROW_BYTES)
PURPOSE = b"povwatch field"
ROW_BEGINS, TEXT_BEGINS = len(MARK) + 1, HEAD_BYTES + ciphers.NONCE_BYTES


def row_name(key) -> bytes:
    """Return the eight bytes that name a row by its primary key, a number or a UUID."""
    if key is None:
        return NO_ROW
    number = key.int & (2**64 - 1) if isinstance(key, uuid.UUID) else int(key)
    return number.to_bytes(ROW_BYTES)


def encrypt(text: str, place: str, row: bytes = NO_ROW) -> bytes:
    """Encrypt a text for one place ("table.column") and, where it is known, one row."""
    mark = ciphers.chosen_cipher()
    head = MARK + bytes((mark,)) + row
    return head + ciphers.seal(text.encode(), PURPOSE, mark, head + place.encode())


def decrypt(stored: bytes, place: str) -> str:
    """Decrypt the value of a place with FIELD_KEY or one of FIELD_KEYS_OLD. Raises InvalidTag when no key fits, or the
    value was written for another place."""
    return read_value(stored, place)[0]


@cache
def decrypting(mark: int, secret: str):
    return ciphers.cipher_of(mark, secret, PURPOSE).decrypt


@cache
def place_bytes(place: str) -> bytes:
    return place.encode()


def read_value(stored: bytes, place: str) -> tuple[str, bytes]:
    """Decrypt a value; returns (text, the row it is bound to). The short way for what the present key wrote, because a
    list may read thousands. Raises InvalidTag as `decrypt` does."""
    head = stored[:HEAD_BYTES]
    if stored.startswith(MARK):
        try:
            opening = decrypting(head[2], settings.FIELD_KEY)
            plain = opening(stored[HEAD_BYTES:TEXT_BEGINS], stored[TEXT_BEGINS:], head + place_bytes(place))
            return plain.decode(), head[ROW_BEGINS:]
        except (InvalidTag, ValueError, LookupError):
            pass  # of another key, of another place, or written before there was a mark
    return open_value(stored, place)[:2]


class OpenedValue(NamedTuple):
    """What a value holds, the row it is bound to, and whether it would be written the same way today."""

    text: str
    row: bytes
    is_present: bool


def open_value(stored: bytes, place: str) -> OpenedValue:
    """Decrypt a value, and tell how it was written. Raises InvalidTag as `decrypt` does."""
    head = stored[:HEAD_BYTES]
    if head.startswith(MARK) and len(head) == HEAD_BYTES:
        try:
            plain, is_new_key = ciphers.unseal(stored[HEAD_BYTES:], PURPOSE, head[2], head + place.encode())
            return OpenedValue(plain.decode(), head[-ROW_BYTES:], is_new_key and head[2] == ciphers.chosen_cipher())
        except InvalidTag:
            pass  # one in 65,000 values without a mark begins like one
    plain, _is_new_key = ciphers.unseal(stored, PURPOSE, ciphers.AES, None)
    return OpenedValue(plain.decode(), NO_ROW, False)
