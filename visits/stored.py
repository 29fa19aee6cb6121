"""Files of visits: photos, signatures and voice notes, and those that wait with a visit nobody has filed yet."""

import hashlib
from pathlib import PurePath

from django.utils.translation import gettext_lazy as _

from core.backup.kinds import OwnedFiles, file_kind
from core.crypto.files import open_stored_file
from visits.models import Delivery, DeliveryOutcome, Photo

AS_NAMED = "as named"


@file_kind("photos", _("Photos, signatures and voice notes of visits"))
def visit_photos():
    arrived = Photo.objects.exclude(arrived_at=None).only("pk", "kept_sha256").order_by()
    for photo in arrived.iterator():
        yield OwnedFiles(photo.stored_name, photo.kept_sha256)


@file_kind("aside", _("Photos of visits that wait to be filed"))
def photos_aside():
    """Such a photo is named by the hash of its content."""
    waiting = Delivery.objects.exclude(outcome=DeliveryOutcome.FILED).order_by().values_list("pk", flat=True)
    for pk in waiting.iterator():
        yield OwnedFiles(f"aside/{pk}/*", AS_NAMED, digests_as_named, may=True)


def digests_as_named(names) -> str:
    """Return AS_NAMED when each of these files has the hash by which it is named."""
    return AS_NAMED if all(map(is_as_named, names)) else ""


def is_as_named(name) -> bool:
    with open_stored_file(name) as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == PurePath(name).stem
