"""Signed papers, scanned or photographed: checked by what is in the file, and kept sealed. A photo of a paper never
says where it was taken, because that is where a family lives."""

import hashlib
import io

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from accounts.audit.log import record
from accounts.permissions import Permission as P
from accounts.permissions import must_any
from cases.models import Scan
from core.crypto import files as sealed_files
from visits import photos

MOST = 10 * photos.MB
PDF = "application/pdf"
SIDE = 2400  # pixels of the longer side of a page that has to be drawn anew: small print stays readable
FILED_BY = (P.CASE_PROPOSE, P.CASE_REVIEW, P.CASE_COMPARE, P.CASE_ENDORSE, P.CASE_APPROVE, P.CASE_ASSIST)


@transaction.atomic
def keep(case, *, by, title, upload) -> Scan:
    """Add a paper to a case. Raises ValidationError with what to do when it is no PDF, JPEG or PNG, too large, or has
    no title, and PermissionDenied for who does not work on the case."""
    village = case.household.village
    must_any(by, FILED_BY, village)
    title, (body, kind) = titled(title), checked(upload)
    digest = hashlib.sha256(body).hexdigest()
    scan = Scan.objects.create(case=case, title=title, content_type=kind, size=len(body), sha256=digest, by=by)
    sealed_files.store(scan.path, io.BytesIO(body))
    record(by, "scan_kept", scan, area=village, bytes=len(body))
    return scan


def titled(title) -> str:
    title, most = title.strip(), Scan._meta.get_field("title").max_length
    if not 0 < len(title) <= most:
        raise ValidationError(_("Say in 1 to %(most)s characters what the paper is.") % {"most": most})
    return title


def checked(upload) -> tuple[bytes, str]:
    """(what is kept, its kind) of an uploaded file."""
    if upload is None or not upload.size:
        raise ValidationError(_("Choose the file of the paper first: PDF, JPEG or PNG."))
    if upload.size > MOST:
        larger = _("The file is larger than %(most)s MB. Please scan the paper at a lower resolution.")
        raise ValidationError(larger % {"most": MOST // photos.MB})
    upload.seek(0)
    body = upload.read()
    return (body, PDF) if body.startswith(b"%PDF-") else picture(body)


def picture(body) -> tuple[bytes, str]:
    """The picture as it came; one that says when and where it was taken is drawn anew without that."""
    try:
        image = photos.look(body, MOST)
    except ValidationError as error:
        raise ValidationError(
            _("This is no PDF, JPEG or PNG, or it is damaged. Please scan the paper again.")
        ) from error
    if not tells_more(image):
        return body, photos.content_type(body)
    out = io.BytesIO()
    image = ImageOps.exif_transpose(image).convert("RGB")
    image.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    image.save(out, "JPEG", quality=85)
    return out.getvalue(), photos.KINDS["JPEG"]


def tells_more(image) -> bool:
    """Whether anything but the picture stands in the file: its place, its time, a comment."""
    return bool(
        image.getexif() or {"xmp", "XML:com.adobe.xmp", "comment"} & set(image.info) or getattr(image, "text", {})
    )


def read(scan) -> bytes:
    """The paper as it was kept. Raises FileNotFoundError."""
    with sealed_files.read(scan.path) as file:
        return file.read()
