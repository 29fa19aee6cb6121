"""Files of visits: photos, signatures and voice notes, and those that wait with a visit nobody has filed yet."""

from pathlib import PurePath

from django.utils.translation import gettext_lazy as _

from core.backup.kinds import OwnedFiles, digest_of_file, file_kind
from visits.models import Delivery, DeliveryOutcome, Photo
from visits.photos import photo_aside_name

AS_NAMED = "as named"


@file_kind("photos", _("Photos, signatures and voice notes of visits"))
def visit_photos():
    """Those of visits, and those that wait with a visit that nobody has filed: such a photo is named by its hash."""
    arrived = Photo.objects.exclude(arrived_at=None).only("pk", "kept_sha256").order_by()
    for photo in arrived.iterator():
        yield OwnedFiles(photo.stored_name, photo.kept_sha256)

    waiting = Delivery.objects.exclude(outcome=DeliveryOutcome.FILED).order_by().values_list("pk", flat=True)
    for pk in waiting.iterator():
        yield OwnedFiles(photo_aside_name(pk, "*"), AS_NAMED, digests_as_named, may=True)


def digests_as_named(names) -> str:
    """Return AS_NAMED when each of these files has the hash by which it is named."""
    return AS_NAMED if all(map(is_as_named, names)) else ""


def is_as_named(name) -> bool:
    return digest_of_file([name]) == PurePath(name).stem.rpartition("-")[2]
