"""Single sign-on, tried against a small OpenID Connect provider on this machine."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwk, jwt

from accounts.models import AccessEvent, User

DOOR, GO, BACK = "/accounts/sign-in/", "/accounts/single-sign-on/", "/accounts/single-sign-on/back/"
KEY, STRANGER = (jwk.RSAKey.generate_key(2048, {"kid": name, "use": "sig"}) for name in ("own", "stranger"))


class Provider:
    """What the provider says, and how it answers: {claim: value}, signed with a key."""

    def __init__(self):
        self.claims, self.key, self.nonce, self.asked = {}, KEY, "", []
        self.server = HTTPServer(("127.0.0.1", 0), self.handler())
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def metadata(self) -> dict:
        ends = {f"{name}_endpoint": f"{self.issuer}/{name}" for name in ("authorization", "token")}
        return {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/jwks", **ends,
                "id_token_signing_alg_values_supported": ["RS256"]}  # fmt: skip

    def token(self) -> dict:
        now = int(time.time())
        told = {"iss": self.issuer, "aud": "povwatch", "sub": "1", "iat": now, "exp": now + 60, "nonce": self.nonce}
        signed = jwt.encode({"alg": "RS256", "kid": "own"}, told | self.claims, self.key)
        return {"access_token": "x", "token_type": "Bearer", "id_token": signed}

    def handler(provider):  # noqa: N805
        class Answers(BaseHTTPRequestHandler):
            def answer(self, body):
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(body).encode())

            def do_GET(self):
                keys = {"keys": [KEY.as_dict(private=False)]}
                self.answer(provider.metadata() if "well-known" in self.path else keys)

            def do_POST(self):
                provider.asked.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self.answer(provider.token())

            def log_message(self, *said):
                pass

        return Answers


@pytest.fixture
def provider(settings):
    made = Provider()
    secret = {"client": "povwatch", "secret": "a secret", "claim": "preferred_username", "label": "County account"}
    settings.OIDC = {"issuer": made.issuer, **secret}
    yield made
    made.server.shutdown()
    made.server.server_close()


def go(client, provider, **claims):
    """Go to the provider, be recognised there with these claims, and come back."""
    sent = parse_qs(urlsplit(client.get(GO, {"next": "/alerts/"}).url).query)
    provider.nonce, provider.claims = sent["nonce"][0], claims
    return client.get(BACK, {"code": "x", "state": sent["state"][0]})


def is_in(client) -> bool:
    return client.get("/accounts/me/").status_code == 200


def test_without_a_provider_there_is_no_such_door(lan, client):
    assert GO not in client.get(DOOR).content.decode()
    assert client.get(GO).url == DOOR and client.get(BACK).url == DOOR


def test_who_has_an_account_comes_in_and_the_log_says_by_which_door(lan, client, provider):
    assert "County account" in client.get(DOOR).content.decode()
    assert go(client, provider, preferred_username="lan").url == "/alerts/"
    assert is_in(client)
    assert AccessEvent.objects.get(action="signed_in").details["signed_in_by"] == "sso"
    assert "code_verifier" in provider.asked[0]


def test_officials_give_the_second_factor_as_well(zhao, client, provider):
    assert go(client, provider, preferred_username="zhao").url.startswith("/accounts/second-factor/")
    assert not is_in(client)


def test_no_account_is_made_for_a_stranger(lan, client, provider):
    answer = go(client, provider, preferred_username="gao")
    assert answer.url == DOOR and not is_in(client)
    assert not User.objects.filter(username="gao").exists()
    assert AccessEvent.objects.filter(action="sign_in_failed").exists()


def test_who_has_left_stays_outside(lan, client, provider):
    User.objects.update(is_active=False)
    go(client, provider, preferred_username="lan")
    assert not is_in(client)


@pytest.mark.parametrize("wrong", [
    {"nonce": "another"}, {"aud": "another program"}, {"iss": "https://evil.example"}, {"exp": 1},
    {"preferred_username": ""}, {"preferred_username": ["lan"]},
])  # fmt: skip
def test_what_the_provider_did_not_say_for_us_opens_nothing(lan, client, provider, wrong):
    assert go(client, provider, **{"preferred_username": "lan", **wrong}).url == DOOR
    assert not is_in(client)


def test_what_somebody_else_signed_opens_nothing(lan, client, provider):
    provider.key = STRANGER
    assert go(client, provider, preferred_username="lan").url == DOOR
    assert not is_in(client)


def test_an_answer_that_nobody_asked_for_opens_nothing(lan, client, provider):
    provider.claims = {"preferred_username": "lan"}
    assert client.get(BACK, {"code": "x", "state": "forged"}).url == DOOR
    assert not is_in(client)


def test_a_provider_that_is_away_leaves_the_password(lan, client, settings, provider):
    settings.OIDC = settings.OIDC | {"issuer": "http://127.0.0.1:9"}
    assert "did not work" in client.get(GO, follow=True).content.decode()
    assert client.post(DOOR, {"username": "lan", "password": "river-stone-42"}).url == "/"


def test_another_claim_can_name_the_account(lan, client, settings, provider):
    settings.OIDC = settings.OIDC | {"claim": "employee"}
    assert go(client, provider, employee="lan").url == "/alerts/"
