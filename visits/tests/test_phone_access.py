"""Who may unlock a phone, and who gets an offline bundle."""

import json
import os
from base64 import b64decode, b64encode

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from povwatch.tests.factories import household

from .told import told

KEY = b64encode(b"k" * 32).decode()
PASSWORD = "river-stone-42"


def sealed(session, content) -> str:
    """Encrypt a text for the site as a phone does."""
    site = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b64decode(session["rescue_key"]))
    mine, nonce = ec.generate_private_key(ec.SECP256R1()), os.urandom(12)
    drawn = HKDF(hashes.SHA256(), 32, salt=None, info=b"povwatch sealed").derive(mine.exchange(ec.ECDH(), site))
    sender = mine.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return b64encode(sender + nonce + AESGCM(drawn).encrypt(nonce, json.dumps(content).encode(), None)).decode()


@pytest.fixture
def recovery(client_of, lan):
    """The encrypted key that lies on Lan's phone."""
    session = client_of(lan).get("/visits/phone/session/").json()
    return sealed(session, {"badge": session["badge"], "key": KEY})


def unlock(client, box, password=PASSWORD):
    asked = {"password": password, "sealed": box}
    return client.post("/visits/phone/unlock/", asked, content_type="application/json")


def test_the_owner_s_password_opens_the_phone(client_of, lan, recovery):
    answer = unlock(client_of(lan), recovery)
    assert (answer.status_code, answer.json()) == (200, {"key": KEY})


def test_whoever_finds_a_phone_cannot_open_it_by_a_password_of_their_own(client_of, wen, recovery):
    answer = unlock(client_of(wen), recovery)
    assert answer.status_code == 400 and KEY not in answer.text


def test_a_wrong_password_and_rubbish_open_nothing(client_of, lan, recovery):
    client = client_of(lan)
    assert unlock(client, recovery, "another-stone").status_code == 403
    for rubbish in ("", "AAAA", b64encode(b"x" * 200).decode()):
        assert unlock(client, rubbish).status_code == 400


def test_who_left_the_screen_hands_out_no_household_but_still_brings_visits(client_of, lan, heyi, time_machine):
    home, client = household(heyi), client_of(lan)
    time_machine.move_to("2026-11-20T09:00+08:00", tick=False)
    client.get("/visits/")
    body = told(home)
    time_machine.move_to("2026-11-20T09:20+08:00", tick=False)
    for path in ("/visits/phone/bundle/", "/visits/phone/bundle/more/", f"/visits/phone/households/{home.pk}/"):
        assert client.get(path).status_code == 401
    assert client.post("/visits/phone/visits/", body, content_type="application/json").status_code == 201
