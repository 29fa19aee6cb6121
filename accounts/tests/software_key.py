"""A security key made of software, and how stories use it: it answers as browsers hand the answer of a real one on, and
wrongly where a story wants that."""

import hashlib
import json
import secrets

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, encode_cbor

from accounts.models import AccessEvent

THERE, UNLOCKED, WITH_KEY = 0x01, 0x04, 0x40  # the flags of an answer
NOBODY = bytes(16)  # the make of this key
SITE = "http://testserver"
DOOR, FACTOR, ME = "/accounts/sign-in/", "/accounts/second-factor/", "/accounts/me/"
USE, ASK = f"{FACTOR}passkey/", f"{FACTOR}passkey/ask/"
NEW, NEW_ASK = f"{FACTOR}passkey/new/", f"{FACTOR}passkey/new/ask/"
PASSWORD = "river-stone-42"


class SoftwareKey:
    """One passkey. `make` and `sign` answer what a site asks; `count` is how often it signed, None for one that does
    not count."""

    def __init__(self, *, count=0):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.handle = b""
        self.count = count

    def make(self, asked, *, origin=SITE, site=None, unlocked=True, challenge=None):
        self.handle = base64url_to_bytes(asked["user"]["id"])
        data = self.told_of(site or asked["rp"]["id"], unlocked, WITH_KEY) + self.public_part()
        made = encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})
        said = client_data("webauthn.create", challenge or asked["challenge"], origin)
        return self.answer(clientDataJSON=said, attestationObject=made)

    def sign(self, asked, *, origin=SITE, site=None, unlocked=True, challenge=None, signed_by=None):
        if self.count is not None:
            self.count += 1
        data = self.told_of(site or asked["rpId"], unlocked)
        said = client_data("webauthn.get", challenge or asked["challenge"], origin)
        proof = (signed_by or self).key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        return self.answer(clientDataJSON=said, authenticatorData=data, signature=proof, userHandle=self.handle)

    def told_of(self, site, unlocked, more=0) -> bytes:
        flags = THERE | more | (UNLOCKED if unlocked else 0)
        return hashlib.sha256(site.encode()).digest() + bytes([flags]) + (self.count or 0).to_bytes(4)

    def public_part(self) -> bytes:
        point = self.key.public_key().public_numbers()
        public = encode_cbor({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)})
        return NOBODY + len(self.id).to_bytes(2) + self.id + public

    def answer(self, **parts) -> str:
        named = bytes_to_base64url(self.id)
        told = {name: bytes_to_base64url(part) for name, part in parts.items() if part}
        return json.dumps({"id": named, "rawId": named, "type": "public-key", "response": told})


def client_data(kind, challenge, origin) -> bytes:
    return json.dumps({"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False}).encode()


def set_up(client, key=None) -> SoftwareKey:
    key = key or SoftwareKey()
    give_new(client, key.make(client.post(NEW_ASK).json()))
    return key


def give_new(client, answer, **more):
    return client.post(NEW, {"name": "Office", "answer": answer, "next": ME, **more})


def knock(client, username="zhao"):
    return client.post(DOOR, {"username": username, "password": PASSWORD})


def give(client, answer, target="/"):
    return client.post(USE, {"answer": answer, "next": target})


def use(client, key, **wrong):
    """Let the key answer what the site asks, wrongly where a story says so."""
    return give(client, key.sign(client.post(ASK).json(), **wrong))


def is_in(client) -> bool:
    return client.get(ME).status_code == 200


def actions() -> list:
    return list(AccessEvent.objects.order_by("pk").values_list("action", flat=True))
