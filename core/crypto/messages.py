"""Messages from phones that only this site can read, encrypted with the site's public key; and the site's signature.

The keys are derived from FIELD_KEY. A box is 65 bytes of a fresh public key, 12 bytes of nonce, and the ciphertext
(ECDH on P-256, HKDF-SHA256, AES-256-GCM)."""

from binascii import a2b_base64
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

CURVE = ec.SECP256R1()
CURVE_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
PUBLIC_KEY_BYTES, BOX_NONCE_BYTES, SIGNATURE_HALF_BYTES = 65, 12, 32
TAG_BYTES, PIECE_BYTES = 16, 4 << 18  # a piece of base64 is a multiple of four
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


def shared_key(box, key) -> bytes:
    """Return the key of a box, which begins with the sender's public key."""
    sender = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, box[:PUBLIC_KEY_BYTES])
    shared = key.exchange(ec.ECDH(), sender)
    return HKDF(hashes.SHA256(), 32, salt=None, info=b"povwatch sealed").derive(shared)


def open_box_with_key(box, key) -> bytes:
    return AESGCM(shared_key(box, key)).decrypt(
        box[PUBLIC_KEY_BYTES : PUBLIC_KEY_BYTES + BOX_NONCE_BYTES], box[PUBLIC_KEY_BYTES + BOX_NONCE_BYTES :], None
    )


def open_box_in_file(file) -> bytes:
    """Decrypt a box that lies in a file as base64, piece by piece: neither the file nor the box is in memory as a
    whole. Raises UnreadableBox when no key fits or it is no base64."""
    for secret in (settings.FIELD_KEY, *settings.FIELD_KEYS_OLD):
        file.seek(0)
        try:
            return bytes(opened_pieces(file, derive_private_key(secret, SEALING_PURPOSE)))
        except (InvalidTag, ValueError):
            continue
    raise UnreadableBox("not sealed for this site")


def opened_pieces(file, key) -> bytearray:
    """Return the content of a box in a file. Raises InvalidTag or ValueError."""
    pieces = (a2b_base64(piece, strict_mode=True) for piece in iter(lambda: file.read(PIECE_BYTES), b""))
    first = next(pieces, b"")
    nonce = first[PUBLIC_KEY_BYTES : PUBLIC_KEY_BYTES + BOX_NONCE_BYTES]
    opening = Cipher(algorithms.AES(shared_key(first, key)), modes.GCM(nonce)).decryptor()
    content, held = bytearray(), first[PUBLIC_KEY_BYTES + BOX_NONCE_BYTES :]
    for piece in pieces:
        content += opening.update(held[:-TAG_BYTES])
        held = held[-TAG_BYTES:] + piece
    content += opening.update(held[:-TAG_BYTES])
    opening.finalize_with_tag(held[-TAG_BYTES:])
    return content


def sign_text(text: str) -> bytes:
    """Sign a text as the site: 64 bytes that browsers can check (ECDSA on P-256 with SHA-256)."""
    key = derive_private_key(settings.FIELD_KEY, SIGNING_PURPOSE)
    # Browsers expect the two numbers side by side, not in DER.
    r, s = decode_dss_signature(key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(SIGNATURE_HALF_BYTES) + s.to_bytes(SIGNATURE_HALF_BYTES)
