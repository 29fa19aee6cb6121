"""Photos as cameras make them: what is a picture is accepted, whatever its description says, and the place is gone."""

import io
import os
import struct
import subprocess
import sys
import zlib

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from visits import photos

MAKER, CAMERA, GPS = 0x010F, 0x8769, 0x8825


def jpeg(size=(160, 90), **more):
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, "JPEG", **more)
    return out.getvalue()


def camera_exif():
    exif = Image.Exif()
    exif[MAKER], exif[0x0112] = "camera", 6  # taken with the phone upright
    exif.get_ifd(GPS)[2] = (30.0, 58.0, 12.0)
    return exif.tobytes()


def iphone_exif():
    """What an iPhone writes when a page draws a picture."""
    exif = Image.Exif()
    exif.get_ifd(CAMERA).update({0xA001: 1, 0xA002: 160, 0xA003: 90})
    return exif.tobytes()


def with_exif(block):
    """A JPEG with exactly these bytes as its Exif, right or wrong."""
    plain = jpeg()
    return plain[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + plain[2:]


def png_that_says(width, height):
    """A small PNG that says it is huge."""

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


EXIF_CUT = [camera_exif()[:length] for length in (6, 10, 14, 20, 40, 60)]


@pytest.mark.parametrize("exif", [camera_exif(), *EXIF_CUT], ids=len)
def test_a_sound_picture_with_a_cut_description_is_accepted_without_its_place(exif):
    """Guards against "this is no photo, take it again" for what every viewer shows."""
    cleaned = Image.open(io.BytesIO(photos.clean_uploaded_photo(with_exif(exif))))
    assert not cleaned.getexif() and set(cleaned.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_photo_is_upright_after_its_description_is_gone():
    cleaned = Image.open(io.BytesIO(photos.clean_uploaded_photo(with_exif(camera_exif()))))
    assert cleaned.size == (90, 160)


@pytest.mark.parametrize(
    ("exif", "says"),
    [(b"", False), (iphone_exif(), False), (camera_exif(), True), *((cut, True) for cut in EXIF_CUT)],
    ids=["none", "iphone", "camera", *map(len, EXIF_CUT)],
)
def test_what_a_phone_sends_may_not_say_where(exif, says):
    """Guards against a place that is kept, and against every photo of an iPhone refused for the size it names."""
    assert photos.may_say_where(photos.read_picture(with_exif(exif) if exif else jpeg())) == says


@pytest.mark.parametrize("how", [{"progressive": True}, {"format": "PNG"}], ids=["progressive", "png"])
@pytest.mark.parametrize(("pixels", "accepted"), [(24_995_000, True), (25_000_000, True), (25_005_000, False)])
def test_a_picture_that_is_held_whole_has_25_million_pixels_at_most(how, pixels, accepted):
    """Guards against 10 KB that cost 500 MB each while they are decoded."""
    out = io.BytesIO()
    Image.new("L", (5_000, pixels // 5_000)).save(out, **{"format": "JPEG"} | how)
    if accepted:
        assert photos.read_picture(out.getvalue())
    else:
        with pytest.raises(ValidationError, match="more than 25 million pixels"):
            photos.read_picture(out.getvalue())


def test_a_picture_whose_colours_lie_in_several_scans_is_held_whole():
    """Guards against the memory of a progressive picture under the name of another; also behind a thumbnail."""
    body = jpeg()
    scan = body.index(b"\xff\xda")
    alone = body[:scan] + b"\xff\xda\x00\x08\x01" + body[scan + 5 :]
    hidden = alone[:2] + b"\xff\xe2\x00\x10" + body[scan : scan + 14] + alone[2:]
    for one, is_whole in ((body, False), (alone, True), (hidden, True)):
        assert photos.is_held_whole(Image.open(io.BytesIO(one)), one) == is_whole


MEMORY = """
import io, resource, sys
from PIL import Image
Image.init()
import django; django.setup()
from visits import photos
body = sys.stdin.buffer.read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
photos.clean_uploaded_photo(body)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10)
"""


@pytest.mark.parametrize(
    ("size", "how"),
    [((5_000, 5_000), {"format": "PNG"}), ((5_000, 5_000), {"progressive": True}), ((12_000, 9_000), {})],
    ids=["png", "progressive", "108 million"],
)
def test_no_picture_costs_a_worker_more_than_160_mb(size, how, settings):
    out = io.BytesIO()
    Image.new("RGB", size).save(out, **{"format": "JPEG"} | how)
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "povwatch.settings", "PYTHONPATH": f"{settings.BASE_DIR}"}
    told = subprocess.run([sys.executable, "-c", MEMORY], input=out.getvalue(), env=environment, capture_output=True)
    assert int(told.stdout) < 160, told.stderr.decode()


def test_comments_are_removed():
    """Guards against who and where, written by a program where nobody looks."""
    body = jpeg(comment=b"Sample Lan, Heyi 12")
    assert b"Heyi" in body and b"Heyi" not in photos.clean_uploaded_photo(body)
    kept = photos.without_comments(body)
    assert b"Heyi" not in kept and Image.open(io.BytesIO(kept)).tobytes() == Image.open(io.BytesIO(body)).tobytes()
    assert photos.without_comments(jpeg()) == jpeg() and photos.without_comments(b"OggS") == b"OggS"


@pytest.mark.parametrize("cut", [2, 3, 4, 5, 20])
def test_comments_of_a_cut_picture_are_no_error(cut):
    assert photos.without_comments(jpeg(comment=b"Heyi")[:cut])


def test_108_million_pixels_are_made_smaller():
    cleaned = Image.open(io.BytesIO(photos.clean_uploaded_photo(jpeg((12_000, 9_000)))))
    assert cleaned.size == (1280, 960)


def test_a_large_photo_is_never_decoded_whole():
    """Guards against workers without memory: a JPEG of 20 MB may unpack to 600."""
    assert max(photos.read_picture(jpeg((12_000, 9_000))).size) <= 3_000


@pytest.mark.parametrize(("height", "accepted"), [(9, True), (10, True), (11, False)])
def test_there_is_a_limit_of_pixels_and_it_is_said(height, accepted, monkeypatch):
    monkeypatch.setattr(photos, "MAX_PIXELS_SHRUNK", 10 * photos.MILLION)
    body = jpeg((10_000, height * 100))
    if accepted:
        assert photos.clean_uploaded_photo(body)
        return
    with pytest.raises(ValidationError, match="more than 10 million pixels. Choose a smaller picture size"):
        photos.clean_uploaded_photo(body)


@pytest.mark.parametrize("size", [(9_500, 9_500), (30_000, 30_000)], ids=["above ours", "above Pillow's"])
def test_a_tiny_file_that_says_it_is_huge_is_refused_before_it_is_unpacked(size):
    with pytest.raises(ValidationError, match="million pixels"):
        photos.read_picture(png_that_says(*size))


@pytest.mark.parametrize("body", [b"", b"no photo", jpeg()[:200]], ids=["empty", "text", "torn"])
def test_what_holds_no_picture_is_said_to_hold_none(body):
    with pytest.raises(ValidationError, match="No photo could be read"):
        photos.read_picture(body)
