"""Photos and signatures of visits: named by their hash, checked, and kept encrypted. A photo never says where it was
taken: the phone removes that, a photo that still says it is refused, and an upload on a page is cleaned here."""

import hashlib
import io
import warnings
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from core.crypto import files as sealed_files

from .models import Photo

MB = 1024 * 1024
MAX_PHOTO_BYTES = 4 * MB  # bytes; a phone's shrunk photo has about 150,000
MAX_UPLOAD_BYTES = 20 * MB  # of a photo as the camera made it
MAX_PHOTO_SIDE = 1280  # pixels of the longer side
PHOTO_CONTENT_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png"}


def read_picture(body: bytes, most=MAX_PHOTO_BYTES) -> Image.Image:
    """Read a picture from these bytes. Raises ValidationError with what to do when there is none."""
    if len(body) > most:
        larger = _("The photo is larger than %(most)s MB. Please take it again at a smaller size.")
        raise ValidationError(larger % {"most": most // MB})
    try:
        with warnings.catch_warnings(
            action="error"
        ):  # Pillow only warns of a small file that unpacks to a huge picture
            image = Image.open(io.BytesIO(body), formats=list(PHOTO_CONTENT_TYPES))
            image.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Warning, Image.DecompressionBombError) as error:
        raise ValidationError(_("This is no photo (JPEG or PNG), or it is damaged. Please take it again.")) from error
    return image


def keep_visit_photo(photo: Photo, body: bytes) -> None:
    """Store what a phone sent for `photo`. Raises ValidationError when it is no photo, another one, or says where it
    was taken."""
    if hashlib.sha256(body).hexdigest() != photo.sha256:
        raise ValidationError(_("The photo was damaged on its way. It is sent again automatically."))
    image = read_picture(body)
    if image.getexif() or image.info.get("xmp"):
        raise ValidationError(_("The photo still says where and when it was taken. Please take it again."))
    store_visit_photo(photo, body)


def store_visit_photo(photo, body):
    sealed_files.store_file(photo.path, io.BytesIO(body))
    photo.arrived_at = timezone.now()
    photo.save(update_fields=["arrived_at"])


def set_photo_aside(delivery, sha256, body) -> None:
    """Keep a photo of a visit that is not filed yet."""
    sealed_files.store_file(photo_aside_path(delivery, sha256), io.BytesIO(body))


def photo_aside_path(delivery, sha256) -> Path:
    return Path(settings.MEDIA_ROOT) / "photos" / "aside" / f"{delivery.pk}-{sha256}.photo"


def collect_early_photos(visit) -> None:
    """Add to a visit the photos that arrived before it was filed: set aside with its delivery, or under its other
    version."""
    for photo in visit.photos.filter(arrived_at=None):
        path = next((path for path in early_photo_paths(photo, visit.delivery) if path.exists()), None)
        if path:
            with sealed_files.open_stored_file(path) as file:
                store_visit_photo(photo, file.read())


def early_photo_paths(photo, delivery) -> list[Path]:
    others = Photo.objects.filter(visit__delivery__visit_key=delivery.visit_key, sha256=photo.sha256)
    return [photo_aside_path(delivery, photo.sha256), *(other.path for other in others.exclude(arrived_at=None))]


def clean_uploaded_photo(body: bytes) -> bytes:
    """Make an uploaded photo smaller and remove everything but the picture. Raises ValidationError."""
    image = ImageOps.exif_transpose(read_picture(body, MAX_UPLOAD_BYTES)).convert("RGB")
    image.thumbnail((MAX_PHOTO_SIDE, MAX_PHOTO_SIDE))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=75)
    return out.getvalue()


def photo_content_type(body: bytes) -> str:
    return PHOTO_CONTENT_TYPES["PNG"] if body.startswith(b"\x89PNG") else PHOTO_CONTENT_TYPES["JPEG"]
