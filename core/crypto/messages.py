"""Messages from phones that only this site can read, encrypted with the site's public key; and the site's signature.

The keys are derived from FIELD_KEY. A box is 65 bytes of a fresh public key, 12 bytes of nonce, and the ciphertext
(ECDH on P-256, HKDF-SHA256, AES-256-GCM)."""

from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

CURVE = ec.SECP256R1()
CURVE_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
PUBLIC_KEY_BYTES, BOX_NONCE_BYTES, SIGNATURE_HALF_BYTES = 65, 12, 32
SEALING_PURPOSE, SIGNING_PURPOSE = b"povwatch sealed box", b"povwatch receipt"


class UnreadableBox(ValueError):
    """The box was not encrypted for this site, or it is damaged."""


@cache
def derive_private_key(secret: str, purpose: bytes) -> ec.EllipticCurvePrivateKey:
    """Derive a private key: the same one for the same secret and purpose."""
    # 48 bytes, not 32, so that the remainder below favours no key.
    drawn = HKDF(hashes.SHA256(), 48, salt=None, info=purpose).derive(secret.encode())
    return ec.derive_private_key(int.from_bytes(drawn) % (CURVE_ORDER - 1) + 1, CURVE)


def site_public_key(purpose: bytes) -> bytes:
    """Return the site's public key for phones: an uncompressed point, 65 bytes."""
    key = derive_private_key(settings.FIELD_KEY, purpose).public_key()
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def open_box(box: bytes) -> bytes:
    """Decrypt a box with FIELD_KEY or one of FIELD_KEYS_OLD. Raises UnreadableBox when no key fits."""
    for secret in (settings.FIELD_KEY, *settings.FIELD_KEYS_OLD):
        try:
            return open_box_with_key(box, derive_private_key(secret, SEALING_PURPOSE))
        except (InvalidTag, ValueError):
            continue
    raise UnreadableBox("not sealed for this site")


def open_box_with_key(box, key) -> bytes:
    sender = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, box[:PUBLIC_KEY_BYTES])
    shared = key.exchange(ec.ECDH(), sender)
    drawn = HKDF(hashes.SHA256(), 32, salt=None, info=b"povwatch sealed").derive(shared)
    return AESGCM(drawn).decrypt(
        box[PUBLIC_KEY_BYTES : PUBLIC_KEY_BYTES + BOX_NONCE_BYTES], box[PUBLIC_KEY_BYTES + BOX_NONCE_BYTES :], None
    )


def sign_text(text: str) -> bytes:
    """Sign a text as the site: 64 bytes that browsers can check (ECDSA on P-256 with SHA-256)."""
    key = derive_private_key(settings.FIELD_KEY, SIGNING_PURPOSE)
    # Browsers expect the two numbers side by side, not in DER.
    r, s = decode_dss_signature(key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(SIGNATURE_HALF_BYTES) + s.to_bytes(SIGNATURE_HALF_BYTES)
