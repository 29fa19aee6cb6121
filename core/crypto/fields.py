"""Fields that are encrypted before they reach the database, and the keyed hash by which they are looked up.

AES-256-GCM with a fresh nonce for each value, so that equal values look different in the table. Look-up and uniqueness
use `keyed_hash`, which nobody can compute without the key. Both keys are derived from FIELD_KEY by HKDF."""

import hashlib
import hmac
import json
import os
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import models


# Each purpose has a key of its own, so that a hash tells nothing about a ciphertext.
@cache
def _derived(secret: str, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=purpose).derive(secret.encode())


@cache
def _cipher(secret: str) -> AESGCM:
    return AESGCM(_derived(secret, b"povwatch field"))


def encrypt(text: str) -> bytes:
    """Encrypt a text: 12 bytes of nonce, then ciphertext and tag."""
    nonce = os.urandom(12)
    return nonce + _cipher(settings.FIELD_KEY).encrypt(nonce, text.encode(), None)


def decrypt(stored: bytes) -> str:
    """Decrypt a text with FIELD_KEY or one of FIELD_KEYS_OLD. Raises InvalidTag when no key fits."""
    for secret in (settings.FIELD_KEY, *settings.FIELD_KEYS_OLD):
        try:
            return _cipher(secret).decrypt(stored[:12], stored[12:], None).decode()
        except InvalidTag:
            continue
    raise InvalidTag("No FIELD_KEY fits this value: put the key it was written with into FIELD_KEYS_OLD.")


def keyed_hash(text: str) -> str:
    """Return 64 hexadecimal characters that are the same for the same text and reveal nothing without the key."""
    if not text:
        return ""
    return hmac.new(_derived(settings.FIELD_KEY, b"povwatch look-up"), text.encode(), hashlib.sha256).hexdigest()


TAILS = (4, 6)  # last digits by which a number is found
TAIL_HASH_LENGTH = 16


def tail_hash(tail: str) -> str:
    """Return the keyed hash of the last digits of a number."""
    key = _derived(settings.FIELD_KEY, b"povwatch tails")
    return hmac.new(key, tail.encode(), hashlib.sha256).hexdigest()[:TAIL_HASH_LENGTH]


def tail_hashes(text: str) -> str:
    """Return the keyed hashes of the last four and the last six digits of a number, to be found by them."""
    return " ".join(tail_hash(text[-length:].upper()) for length in TAILS) if len(text) > max(TAILS) else ""


class EncryptedField(models.Field):
    """A short text, encrypted in the database. An empty text is stored as no bytes, so that "none" can be queried."""

    description = "Encrypted text"

    def get_internal_type(self):
        return "BinaryField"

    def get_prep_value(self, value):
        return encrypt(value) if isinstance(value, str) and value else b""

    def get_db_prep_value(self, value, connection, prepared=False):
        value = value if prepared else self.get_prep_value(value)
        return connection.Database.Binary(value)

    def from_db_value(self, value, expression, connection):
        return decrypt(bytes(value)) if value else ""


class EncryptedJSONField(EncryptedField):
    """A dictionary of texts, numbers and lists, encrypted in the database. An empty one is stored as no bytes."""

    description = "Encrypted JSON"

    def get_prep_value(self, value):
        text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict) and value else value
        return super().get_prep_value(text)

    def from_db_value(self, value, expression, connection):
        return json.loads(decrypt(bytes(value))) if value else {}
