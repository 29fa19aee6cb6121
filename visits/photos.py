"""Photos and signatures of visits: named by their hash, checked, and kept encrypted. A photo never says where it was
taken: the phone removes that, a photo that still may say it is refused, and an upload on a page is cleaned here.

A camera's description of its photo (Exif) may be cut or wrong: the picture counts, not its description. A small file
may unpack to a huge picture: a JPEG is decoded at a fraction of its size, and there is a limit of pixels."""

import hashlib
import io
import warnings

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from core.crypto import files as sealed_files

from .models import Photo, PhotoKind

MB = 1024 * 1024
MAX_PHOTO_BYTES = 4 * MB  # bytes; a phone's shrunk photo has about 150,000
MAX_UPLOAD_BYTES = 40 * MB  # of a photo as the camera made it; one of 108 million pixels has about 30
MAX_VOICE_BYTES = 4 * MB  # three minutes of speech have about 600,000 bytes
VOICE_MARKS = (  # how the files begin that browsers record: (content type, where, bytes)
    ("audio/webm", 0, b"\x1a\x45\xdf\xa3"),
    ("audio/ogg", 0, b"OggS"),
    ("audio/mp4", 4, b"ftyp"),
)
MAX_PHOTO_SIDE = 1280  # pixels of the longer side
PHOTO_CONTENT_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png"}
MILLION = 1_000_000
MAX_PIXELS_HELD = 25 * MILLION  # in memory at once: four bytes a pixel, and half as much again for a progressive JPEG
MAX_PIXELS_SHRUNK = 200 * MILLION  # of a JPEG that is shrunk while it is decoded: it needs the memory of the small one
Image.MAX_IMAGE_PIXELS = MAX_PIXELS_SHRUNK  # Pillow's own limit is lower, and refuses twice this at once
JPEG_BEGINS, SCAN, COMMENT = b"\xff\xd8", 0xDA, 0xFE  # markers of a JPEG
# What Exif may say of a picture without saying where, when and by whom it was made: an iPhone writes so much whenever
# a page draws a picture. Direction, resolution, place of the colours, part of the camera, version, colours, size.
EXIF_OF_CAMERA = 0x8769
PICTURE_TAGS = {0x0112, 0x011A, 0x011B, 0x0128, 0x0213, EXIF_OF_CAMERA, 0x9000, 0x9101, 0xA000, 0xA001, 0xA002, 0xA003}


def read_picture(body: bytes, most=MAX_PHOTO_BYTES, side=MAX_PHOTO_SIDE) -> Image.Image:
    """Read a picture from these bytes, a JPEG no larger than needed for `side` pixels. Raises ValidationError with what
    to do when there is none or it is too large."""
    if len(body) > most:
        larger = _("The photo is larger than %(most)s MB. Please take it again at a smaller size.")
        raise ValidationError(larger % {"most": most // MB}, code="too_large")
    try:
        with warnings.catch_warnings(action="ignore"):  # of Exif that is wrong: the picture counts
            image = Image.open(io.BytesIO(body), formats=list(PHOTO_CONTENT_TYPES))
            check_pixels(image, body)
            image.draft(None, (side, side))  # libjpeg decodes at 1/2, 1/4 or 1/8, and needs as little memory
            image.load()
    except Image.DecompressionBombError as error:
        raise too_many_pixels(MAX_PIXELS_SHRUNK) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        words = _("No photo could be read from this file (JPEG or PNG). Take it again, or choose another file.")
        raise ValidationError(words, code="no_picture") from error
    return image


def check_pixels(image, body) -> None:
    """Raise ValidationError when the picture has more pixels than may be decoded."""
    most = MAX_PIXELS_HELD if is_held_whole(image, body) else MAX_PIXELS_SHRUNK
    if image.width * image.height > most:
        raise too_many_pixels(most)


def is_held_whole(image, body) -> bool:
    """Return whether the whole picture is in memory while it is decoded: every PNG, and a JPEG whose parts lie in
    several scans: its first one does not hold every colour."""
    if image.format == "PNG" or "progressive" in image.info:
        return True
    scan = jpeg_segments(body)[-1]
    return scan[1:2] != bytes((SCAN,)) or scan[4:5] != bytes((image.layers,))


def too_many_pixels(most) -> ValidationError:
    words = _(
        "The picture has more than %(most)s million pixels. Choose a smaller picture size in the camera and take it "
        "again, or send it smaller."
    )
    return ValidationError(words % {"most": most // MILLION}, code="too_large")


def keep_visit_photo(photo: Photo, body: bytes) -> None:
    """Store what a phone sent for `photo`. Raises ValidationError when it is no photo, another one, or says where it
    was taken."""
    check_hash(body, photo.sha256)
    if photo.kind == PhotoKind.VOICE:
        check_voice_note(body)
    elif may_say_where(read_picture(body)):
        raise ValidationError(_("The photo may still say where it was taken. Please take it again."))
    store_visit_photo(photo, without_comments(body))


def check_hash(body: bytes, sha256: str) -> None:
    """Raise ValidationError when these bytes are not those that were named."""
    if hashlib.sha256(body).hexdigest() != sha256:
        raise ValidationError(_("The photo was damaged on its way. It is sent again automatically."))


def without_comments(body: bytes) -> bytes:
    """Return a JPEG without the comments that stand before its picture: programs write there who and where. The picture
    itself is not touched."""
    if not body.startswith(JPEG_BEGINS):
        return body
    return JPEG_BEGINS + b"".join(one for one in jpeg_segments(body) if one[1:2] != bytes((COMMENT,)))


def jpeg_segments(body: bytes) -> list[bytes]:
    """Return the segments of a JPEG: those before its picture one by one, then all the rest in one."""
    found, place = [], len(JPEG_BEGINS)
    while body[place : place + 1] == b"\xff" and body[place + 1 : place + 2] not in (b"", bytes((SCAN,))):
        length = int.from_bytes(body[place + 2 : place + 4])
        found.append(body[place : place + 2 + max(2, length)])
        place += len(found[-1])
    return [*found, body[place:]]


def voice_content_type(body: bytes) -> str:
    """Return the kind of sound in these bytes, as browsers record it; empty when it is none."""
    for content_type, place, mark in VOICE_MARKS:
        if body[place : place + len(mark)] == mark:
            return content_type
    return ""


def check_voice_note(body: bytes) -> None:
    """Raise ValidationError unless these bytes are a voice note of the size that three minutes have."""
    if len(body) > MAX_VOICE_BYTES:
        raise ValidationError(_("The voice note is larger than 4 MB. Record a shorter one."), code="too_large")
    if not voice_content_type(body):
        raise ValidationError(_("This is no voice note that can be played. Record it again."), code="no_sound")


def may_say_where(image) -> bool:
    """Return whether the file holds a description besides the picture, or one that cannot be read."""
    if {"xmp", "XML:com.adobe.xmp", "photoshop"} & set(image.info) or getattr(image, "text", {}):
        return True
    if not image.info.get("exif"):
        return False
    try:
        with warnings.catch_warnings(action="error"):
            exif = image.getexif()
            said = set(exif) | set(exif.get_ifd(EXIF_OF_CAMERA))
    except Exception:  # whatever Pillow makes of bytes that are no Exif
        return True
    return not said or not said <= PICTURE_TAGS


def store_visit_photo(photo, body):
    sealed_files.store_file(photo.stored_name, io.BytesIO(body))
    photo.arrived_at, photo.kept_sha256 = timezone.now(), hashlib.sha256(body).hexdigest()
    photo.save(update_fields=["arrived_at", "kept_sha256"])


def set_photo_aside(delivery, sha256, body) -> None:
    """Keep a photo of a visit that is not filed yet."""
    sealed_files.store_file(photo_aside_name(delivery.pk, sha256), io.BytesIO(body))


def photo_aside_name(delivery_key, sha256) -> str:
    """Return the name of a photo that waits with a delivery; "*" for its hash names all of them."""
    return f"photos/aside/{delivery_key}-{sha256}.photo"


def collect_early_photos(visit) -> None:
    """Add to a visit the photos that arrived before it was filed: set aside with its delivery, or under its other
    version."""
    for photo in visit.photos.filter(arrived_at=None):
        name = next(filter(sealed_files.is_stored, early_photo_names(photo, visit.delivery)), None)
        if name:
            with sealed_files.open_stored_file(name) as file:
                store_visit_photo(photo, file.read())
    for photo in visit.photos.exclude(arrived_at=None):  # kept with the visit by now
        sealed_files.delete_stored_file(photo_aside_name(visit.delivery_id, photo.sha256))


def early_photo_names(photo, delivery) -> list[str]:
    others = Photo.objects.filter(visit__delivery__visit_key=delivery.visit_key, sha256=photo.sha256)
    arrived = [other.stored_name for other in others.exclude(arrived_at=None)]
    return [photo_aside_name(delivery.pk, photo.sha256), *arrived]


def clean_uploaded_photo(body: bytes) -> bytes:
    """Make an uploaded photo smaller and remove everything but the picture. Raises ValidationError."""
    image = upright(read_picture(body, MAX_UPLOAD_BYTES)).convert("RGB")
    image.thumbnail((MAX_PHOTO_SIDE, MAX_PHOTO_SIDE))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=75, exif=b"", comment=b"")
    return out.getvalue()


def upright(image) -> Image.Image:
    """Turn a picture as its Exif says; one whose Exif cannot be read stays as it lies."""
    try:
        with warnings.catch_warnings(action="ignore"):
            return ImageOps.exif_transpose(image)
    except Exception:  # whatever Pillow makes of bytes that are no Exif
        return image


def photo_content_type(body: bytes) -> str:
    return PHOTO_CONTENT_TYPES["PNG"] if body.startswith(b"\x89PNG") else PHOTO_CONTENT_TYPES["JPEG"]
