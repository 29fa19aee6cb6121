"""Signed papers, scanned or photographed: checked by their content, and stored encrypted.

The place where a photo was taken is removed, because that is where a family lives."""

import hashlib
import io

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image

from accounts.audit.log import record_access
from accounts.permissions import Permission as P
from accounts.permissions import must_any
from cases.models import Scan
from core.crypto import files as sealed_files
from visits import photos

MOST_SCAN_BYTES = 10 * photos.MB
PDF_MEDIA_TYPE = "application/pdf"
SCAN_SIDE_PIXELS = 2400  # pixels of the longer side of a page that is redrawn; small print stays readable
SCAN_PERMISSIONS = (P.CASE_PROPOSE, P.CASE_REVIEW, P.CASE_COMPARE, P.CASE_ENDORSE, P.CASE_APPROVE, P.CASE_ASSIST)


@transaction.atomic
def keep_scan(case, *, by, title, upload) -> Scan:
    """Add a paper to a case.

    Raises ValidationError with what to do when it is not a PDF, JPEG or PNG, too large, or without a title;
    PermissionDenied for people who do not work on the case."""
    village = case.household.village
    must_any(by, SCAN_PERMISSIONS, village)
    title, (body, kind) = check_scan_title(title), check_scan_upload(upload)
    digest = hashlib.sha256(body).hexdigest()
    scan = Scan.objects.create(case=case, title=title, content_type=kind, size=len(body), sha256=digest, by=by)
    sealed_files.store_file(scan.stored_name, io.BytesIO(body))
    record_access(by, "scan_kept", scan, area=village, bytes=len(body))
    return scan


def check_scan_title(title):
    title, most = title.strip(), Scan._meta.get_field("title").max_length
    if not 0 < len(title) <= most:
        raise ValidationError(_("Say in 1 to %(most)s characters what the paper is.") % {"most": most})
    return title


def check_scan_upload(upload) -> tuple[bytes, str]:
    """Return (content to keep, kind) of an uploaded file."""
    if upload is None or not upload.size:
        raise ValidationError(_("Choose the file of the paper first: PDF, JPEG or PNG."))
    if upload.size > MOST_SCAN_BYTES:
        larger = _("The file is larger than %(most)s MB. Please scan the paper at a lower resolution.")
        raise ValidationError(larger % {"most": MOST_SCAN_BYTES // photos.MB})
    upload.seek(0)
    body = upload.read()
    return (body, PDF_MEDIA_TYPE) if body.startswith(b"%PDF-") else clean_scan_picture(body)


def clean_scan_picture(body) -> tuple[bytes, str]:
    """Return the picture as it came; redraw one that says when and where it was taken."""
    try:
        image = photos.read_picture(body, MOST_SCAN_BYTES, SCAN_SIDE_PIXELS)
    except ValidationError as error:
        if error.code != "no_picture":
            raise
        raise ValidationError(
            _("This is not a PDF, JPEG or PNG, or it is damaged. Please scan the paper again.")
        ) from error
    if not has_picture_metadata(image):
        return body, photos.photo_content_type(body)
    out = io.BytesIO()
    image = photos.upright(image).convert("RGB")
    image.thumbnail((SCAN_SIDE_PIXELS, SCAN_SIDE_PIXELS), Image.Resampling.LANCZOS)
    image.save(out, "JPEG", quality=85)
    return out.getvalue(), photos.PHOTO_CONTENT_TYPES["JPEG"]


def has_picture_metadata(image) -> bool:
    """Return whether the file holds anything besides the picture: place, time, comment."""
    return bool({"exif", "xmp", "XML:com.adobe.xmp", "comment"} & set(image.info) or getattr(image, "text", {}))


def read_scan(scan) -> bytes:
    """Return the decrypted paper. Raises FileNotFoundError."""
    with sealed_files.open_stored_file(scan.stored_name) as file:
        return file.read()
