"""The one place where a cipher is chosen and a key is derived: AES-256-GCM, or SM4-GCM where a county must.

FIELD_CIPHER chooses. Everything that is encrypted names its cipher by one byte, so that what another setting wrote is
still read. Each purpose has a key of its own, derived from FIELD_KEY by HKDF: a hash tells nothing of a ciphertext."""

import os
from collections.abc import Iterator
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE_BYTES, TAG_BYTES, KEY_BYTES = 12, 16, 32


class Sm4Gcm:
    """SM4 (GB/T 32907) in Galois/Counter Mode, with the two methods of AESGCM."""

    def __init__(self, key: bytes):
        self.cipher = algorithms.SM4(key[:16])

    def encrypt(self, nonce: bytes, plain: bytes, bound: bytes | None) -> bytes:
        """Encrypt, and append the tag of 16 bytes."""
        sealing = Cipher(self.cipher, modes.GCM(nonce)).encryptor()
        sealing.authenticate_additional_data(bound or b"")
        return sealing.update(plain) + sealing.finalize() + sealing.tag

    def decrypt(self, nonce: bytes, sealed: bytes, bound: bytes | None) -> bytes:
        """Decrypt. Raises InvalidTag when key, place or content is another."""
        if len(sealed) < TAG_BYTES:
            raise InvalidTag("too short")
        opening = Cipher(self.cipher, modes.GCM(nonce, sealed[-TAG_BYTES:])).decryptor()
        opening.authenticate_additional_data(bound or b"")
        return opening.update(sealed[:-TAG_BYTES]) + opening.finalize()


AES, SM4 = 1, 2  # how a ciphertext names its cipher
CIPHERS = {AES: AESGCM, SM4: Sm4Gcm}
CIPHER_NAMES = {"aes-256-gcm": AES, "sm4-gcm": SM4}  # what FIELD_CIPHER may say


@cache
def derived_key(secret: str, purpose: bytes) -> bytes:
    """Return the key of 32 bytes that belongs to this purpose."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose).derive(secret.encode())


@cache
def cipher_of(mark: int, secret: str, purpose: bytes):
    """Return a cipher with its key. AES and SM4 never share one."""
    return CIPHERS[mark](derived_key(secret, purpose if mark == AES else purpose + b" %d" % mark))


def chosen_cipher() -> int:
    """Return the mark of the cipher that FIELD_CIPHER names: what is written now is encrypted with it."""
    return CIPHER_NAMES[settings.FIELD_CIPHER]


def known_keys() -> Iterator[str]:
    """Yield the keys that may read: FIELD_KEY first, then FIELD_KEYS_OLD."""
    yield settings.FIELD_KEY
    yield from settings.FIELD_KEYS_OLD


def seal(plain: bytes, purpose: bytes, mark: int, bound: bytes | None) -> bytes:
    """Encrypt with FIELD_KEY: 12 bytes of fresh nonce, ciphertext and tag. `bound` must be told again to decrypt."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + cipher_of(mark, settings.FIELD_KEY, purpose).encrypt(nonce, plain, bound)


def unseal(sealed: bytes, purpose: bytes, mark: int, bound: bytes | None) -> tuple[bytes, bool]:
    """Decrypt with whichever key fits; returns (content, whether that was FIELD_KEY). Raises InvalidTag when none
    does: the key is missing, or the content or its place is another."""
    nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    for secret in known_keys() if mark in CIPHERS and len(rest) >= TAG_BYTES else ():
        try:
            return cipher_of(mark, secret, purpose).decrypt(nonce, rest, bound), secret == settings.FIELD_KEY
        except InvalidTag:
            continue
    raise InvalidTag("No FIELD_KEY fits this place: put the key it was written with into FIELD_KEYS_OLD.")
