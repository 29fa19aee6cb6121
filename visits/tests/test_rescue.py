"""Rescue files: bounded in memory, and nothing lost with a badge that has expired."""

import datetime as dt
import hashlib
import io
import json
import os
import subprocess
import sys
import uuid
from base64 import b64encode

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from core.crypto.messages import UnreadableBox, open_box_in_file
from core.dates import shanghai_now
from povwatch.tests.factories import household
from visits import actions
from visits.models import Delivery, Visit
from visits.phone.badges import BADGE_LIFE

from .test_phone_access import KEY, sealed, unlock
from .told import told

pytestmark = pytest.mark.django_db
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def home(heyi):
    return household(heyi)


def picture():
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "JPEG")
    return out.getvalue()


def file_of(client, *visits, photos=(), calls=()) -> bytes:
    session = client.get("/visits/phone/session/").json()
    inside = {"v": 1, "badge": session["badge"], "photos": list(photos), "calls": list(calls)}
    return sealed(session, inside | {"visits": [{"content": one.decode()} for one in visits]}).encode()


def bring(client, file):
    return client.post("/visits/rescue/", {"file": SimpleUploadedFile("lan.povwatch", file)})


@pytest.mark.parametrize(("older", "outcome"), [(-SECOND, "filed"), (0 * SECOND, "filed"), (SECOND, "stranded")])
def test_a_file_of_an_old_badge_brought_by_somebody_else_waits_for_the_township(
    client_of, lan, wen, zhao, home, older, outcome, folder, django_capture_on_commit_callbacks
):
    """Guards against a badge that signs for ever, and against visits lost because it does not."""
    body = picture()
    id, named = str(uuid.uuid4()), {"sha256": hashlib.sha256(body).hexdigest()}
    photo = named | {"visit": id, "data": b64encode(body).decode()}
    now = shanghai_now().replace(microsecond=0)
    with time_machine.travel(now - BADGE_LIFE - older, tick=False):
        file = file_of(client_of(lan), told(home, id=id, photos=[named]), photos=[photo])
    with time_machine.travel(now, tick=False):
        answer = bring(client_of(wen), file)
    assert answer.status_code == 200 and Delivery.objects.get().outcome == outcome
    if outcome == "stranded":
        assert Delivery.objects.get().stranding == "old_badge"
        with django_capture_on_commit_callbacks(execute=True):
            actions.assign_delivery(Delivery.objects.get(), home, by=zhao)
        assert Visit.objects.get().photos.get().arrived_at
    assert Delivery.objects.get().by == lan


def test_its_owner_reads_an_old_file_in_as_ever(client_of, lan, home, folder):
    with time_machine.travel(shanghai_now() - 2 * BADGE_LIFE, tick=False):
        file = file_of(client_of(lan), told(home))
    bring(client_of(lan), file)
    assert Visit.objects.get().visited_by == lan


def test_an_old_phone_is_still_opened_by_its_owners_password(client_of, lan):
    with time_machine.travel(shanghai_now() - 2 * BADGE_LIFE, tick=False):
        session = client_of(lan).get("/visits/phone/session/").json()
    box = sealed(session, {"badge": session["badge"], "key": KEY})
    assert unlock(client_of(lan), box).json() == {"key": KEY}


@pytest.mark.parametrize("length", [0, 1, 3, 100, 1_000_000, 3_000_000])
def test_a_box_in_a_file_is_opened_piece_by_piece(client_of, lan, length):
    session = client_of(lan).get("/visits/phone/session/").json()
    box = sealed(session, "a" * length).encode()
    assert open_box_in_file(io.BytesIO(box)) == b'"%s"' % (b"a" * length)
    for wrong in (box[:-8], box[:40], b"", b"?" + box[1:], box[:-8] + b"AAAA" + box[-4:]):
        with pytest.raises(UnreadableBox):
            open_box_in_file(io.BytesIO(wrong))


def test_a_file_of_nested_or_countless_lists_is_refused(client_of, lan):
    client = client_of(lan)
    session = client.get("/visits/phone/session/").json()
    for inside in ([[]] * 600_000, {"badge": session["badge"], "visits": [], "photos": [nested(200)]}):
        answer = bring(client, sealed(session, inside).encode())
        assert answer.status_code == 422 and "no rescue file" in answer.content.decode()


def test_a_visit_of_an_impossible_zone_is_named_and_the_others_are_read_in(client_of, lan, home, folder):
    wrong = json.loads(told(home)) | {"made_at": f"{shanghai_now():%Y-%m-%d}T03:04-23:59"}
    answer = bring(client_of(lan), file_of(client_of(lan), json.dumps(wrong).encode(), told(home)))
    assert "time zone that does not exist" in answer.content.decode() and Visit.objects.count() == 1


def nested(depth):
    found = []
    for _step in range(depth):
        found = [found]
    return found


MEMORY = """
import io, resource, sys
import django; django.setup()
from core.crypto.messages import open_box_in_file
from core.json import parse_outside_json
file = open(sys.argv[1], "rb")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
told = parse_outside_json(open_box_in_file(file), most=200 << 20)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10)
"""


def test_a_file_of_28_mb_costs_no_more_than_four_times_its_size(client_of, lan, tmp_path, settings):
    session = client_of(lan).get("/visits/phone/session/").json()
    photos = [{"visit": "x", "sha256": "0" * 64, "data": b64encode(os.urandom(200_000)).decode()} for _n in range(78)]
    path = tmp_path / "lan.povwatch"
    path.write_text(sealed(session, {"badge": session["badge"], "photos": photos, "visits": [], "word": "年"}))
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "povwatch.settings", "PYTHONPATH": f"{settings.BASE_DIR}"}
    environment |= {"FIELD_KEY": settings.FIELD_KEY}
    run = subprocess.run([sys.executable, "-c", MEMORY, path], env=environment, capture_output=True)
    assert int(run.stdout) < 4 * (path.stat().st_size >> 20), run.stderr.decode()
