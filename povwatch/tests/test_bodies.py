"""How much may be sent where: refused before it is read, in the reader's words, as a page or as JSON."""

import ast
import io
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from povwatch import bodies
from povwatch.bodies import FORM, LIMITS, MB, STRANGER
from povwatch.tests.factories import household

from .test_house import OURS, URLS

pytestmark = pytest.mark.django_db
ROOT = Path(settings.BASE_DIR)


class Unread(io.BytesIO):
    """A body that must not be read."""

    def read(self, *_size):
        raise AssertionError("it was read before it was refused")

    readline = read


def send(client, path, size, *, content_type="application/x-www-form-urlencoded", body=None, **more):
    """Announce a body of this size."""
    told = {"CONTENT_LENGTH": f"{size}", "wsgi.input": body or Unread(), **more}
    return client.generic("POST", path, b"", content_type, **told)


@pytest.mark.parametrize("size", [FORM + 1, 300 * MB])
def test_a_stranger_sends_no_more_than_a_password_to_any_address(client, size):
    """Guards against 300 MB written to disk before the refusal, at the addresses that take files as well."""
    for path in ("/accounts/sign-in/", "/households/imports/", "/visits/rescue/", "/nowhere/", "/"):
        answer = send(client, path, size, content_type="multipart/form-data; boundary=x")
        assert answer.status_code == 413 and "Sign in, and send it again" in answer.content.decode()


@pytest.mark.parametrize(
    ("size", "is_refused"), [(STRANGER - 1, False), (STRANGER, False), (STRANGER + 1, True), (FORM, True)]
)
def test_a_stranger_s_form_is_taken_in_and_forgotten_before_it_is_refused(client, heyi, size, is_refused):
    """Guards against "povwatch does not answer" from a proxy that could not send all of it (deploy/nginx)."""
    body = io.BytesIO(b"x" * size)
    answer = send(client, "/accounts/sign-in/", size, body=body)
    assert (answer.status_code == 413) == (body.tell() == size) == is_refused


@pytest.mark.parametrize(("visitor", "status"), [("stranger", 401), ("qin", 204)])
def test_a_proxy_is_told_whether_a_sender_is_signed_in(client, client_of, qin, visitor, status):
    asking = client_of(qin) if visitor == "qin" else client
    assert asking.get("/sender").status_code == status


def test_a_stranger_may_send_a_password(client, heyi):
    body = {"username": "nobody", "password": "x" * 1000}
    assert client.post("/accounts/sign-in/", body).status_code == 200


def test_a_phone_that_is_signed_out_is_asked_to_sign_in_and_keeps_its_visit(client):
    body = io.BytesIO(b"x" * 100_000)
    answer = send(client, "/visits/phone/visits/", 100_000, content_type="application/json", body=body)
    assert answer.status_code == 401 and answer.json() == {"error": "Please sign in again."}


@pytest.mark.parametrize("name", LIMITS)
@pytest.mark.parametrize(("more", "is_read"), [(-1, True), (0, True), (1, False)])
def test_each_address_takes_what_its_largest_file_needs(client_of, qin, heyi, name, more, is_read):
    family = household(heyi)
    given = {"visits:new": [family.pk], "departments:feed": ["medical_insurance"], "cases:measure-step": [1, "start"]}
    given |= {"visits:receive-photo": [family_key(), "0" * 64], "visits:correct": [family_key()]}
    one = {"cases:authorise", "cases:scan-new", "work:sale-file", "work:offer-payments", "work:enterprise-payments"}
    taken = given.get(name, [1] if name in one else [])
    path = reverse(name, args=taken)
    size = LIMITS[name] + FORM + more
    client = client_of(qin)
    client.raise_request_exception = True
    if is_read:
        assert not refused(client, path, size)
    else:
        assert refused(client, path, size)


def family_key():
    return "12345678-1234-4234-8234-123456789012"


def refused(client, path, size) -> bool:
    try:
        return send(client, path, size, content_type="multipart/form-data; boundary=x").status_code == 413
    except AssertionError:
        return False  # the page began to read it


@pytest.mark.parametrize(("more", "is_refused"), [(-1, False), (0, False), (1, True)])
def test_every_other_address_takes_a_form(client_of, qin, more, is_refused):
    assert refused(client_of(qin), "/accounts/account/", FORM + more) == is_refused


def test_the_refusal_is_a_page_in_the_readers_language(client_of, qin):
    client = client_of(qin)
    answer = send(client, "/accounts/account/", 3 * MB)
    assert answer.status_code == 413 and "larger than the 2 MB that this page takes" in answer.content.decode()
    assert "Nothing was saved" in answer.content.decode()
    answer = send(client, "/visits/phone/visits/", 3 * MB, content_type="application/json")
    assert answer.status_code == 413 and "2 MB" in answer.json()["error"]
    answer = send(client, "/departments/api/batches", 11 * MB, content_type="application/json")
    assert answer.status_code == 413 and "10 MB" in answer.json()["detail"]


def test_a_body_of_unknown_length_is_refused(client_of, qin):
    """Guards against a form that arrives empty, because nothing is read without a length."""
    answer = send(client_of(qin), "/departments/api/batches", "", HTTP_TRANSFER_ENCODING="chunked")
    assert answer.status_code == 411 and "Content-Length" in answer.json()["detail"]


def addresses_that_take_files():
    """Names of the views that read request.FILES, or hand on the request that does."""
    for app in OURS:
        for path in (ROOT / app).rglob("*.py"):
            if "tests" not in path.parts and "request.FILES" in path.read_text():
                for node in ast.parse(path.read_text()).body:
                    if isinstance(node, ast.FunctionDef) and "request.FILES" in ast.unparse(node):
                        yield node.name


def test_every_address_that_takes_files_is_in_the_table():
    views = {name: getattr(URLS[name].callback, "__name__", "") for name in URLS}
    named = {views[name] for name in LIMITS}
    # The form of a visit is read in functions that both of its pages call, a payment list in one of its page.
    shared = {"finish_visit_form", "show_other_period", "filled_from_file"}
    assert set(addresses_that_take_files()) - shared <= named, "name it in povwatch/bodies.py: LIMITS"
    assert bodies.BY_TOKEN.keys() <= URLS.keys() | {"feed-api:send_batch"}


OWN_TEXTS = {  # modules that read JSON which the site wrote itself
    "core/backup/folder.py", "core/crypto/fields.py", "core/cache.py", "core/json.py",
    "departments/batches/error_file.py",
    "departments/batches/strangers.py", "devserver/processes.py", "households/imports/write/error_file.py",
    "households/imports/write/proposals.py", "visits/observations/things.py", "visits/observations/on_file.py",
    "visits/observations/proposals.py", "visits/pages/correct_views.py", "visits/pages/visit_form.py",
    "visits/pages/visit_words.py", "work/people/visits.py",
}  # fmt: skip


def test_json_from_outside_is_read_by_one_function():
    """Guards against nesting that gives an error page, and against small texts that unpack to much."""
    found = {
        str(path.relative_to(ROOT))
        for app in OURS
        for path in (ROOT / app).rglob("*.py")
        if not {"tests", "migrations"} & set(path.parts) and "json.load" in path.read_text()
    }
    assert found == OWN_TEXTS, "use core.json.parse_outside_json, or name the module here if the site wrote the text"
