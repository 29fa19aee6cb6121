"""What ends of visits: photos, signatures and voice notes. The visit itself stays."""

from django.utils.translation import gettext_lazy as _

from core.crypto.files import delete_stored_file, delete_stored_files_like
from households.ending.anonymous import FILES, forget
from households.ending.kinds import beginning_of, ends, free_to_end
from visits.models import Delivery, DeliveryOutcome, Observation, Photo, UnreachedDecision, Visit
from visits.photos import photo_aside_name


def due_photos(county, up_to):
    """Return the photos of visits before `up_to`, the oldest first; none of a household whose data is in use."""
    old = Photo.objects.filter(visit__household__county=county, visit__visited_on__lt=up_to)
    return free_to_end(old, "visit__household").order_by("visit__visited_on", "pk")


@ends(
    "photos", order=40, key="keep_photo_months", label=_("Photos, signatures and voice notes of visits"), due=due_photos
)
def end_photos(county, up_to, most) -> int:
    """Erase the files first: a row without its file is ended again the next night, a file without its row never."""
    photos = list(due_photos(county, up_to)[:most])
    for photo in photos:
        delete_stored_file(photo.stored_name)
    Photo.objects.filter(pk__in=[photo.pk for photo in photos]).delete()
    return len(photos)


def due_put_aside(county, up_to):
    """Return the visits and second versions that were settled before `up_to` without being filed, the first to be
    settled first. Those that nobody has settled yet still wait."""
    settled = Delivery.objects.settled().within(county).exclude(outcome=DeliveryOutcome.FILED)
    unfiled = settled.filter(visit=None, settled_at__lt=beginning_of(up_to)).exclude(content="")
    return unfiled.order_by("settled_at", "pk")


@ends(
    "put_aside", order=45, key="keep_put_aside_months", label=_("Visits that were put aside, with their photos"),
    due=due_put_aside,
)  # fmt: skip
def end_put_aside(county, up_to, most) -> int:
    """Erase the photos and empty the visits. That one came, from whom and when, stays: its receipt says so."""
    ended = list(due_put_aside(county, up_to)[:most])
    for delivery in ended:
        delete_stored_files_like(photo_aside_name(delivery.pk, "*"))
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in ended]).update(content="", reason="")
    return len(ended)


def erase_photos(homes) -> None:
    """Erase the files of all photos of households that are made anonymous."""
    for photo in Photo.objects.filter(visit__household__in=homes):
        delete_stored_file(photo.stored_name)


def empty_deliveries(homes) -> None:
    """Empty the visits of these households as they arrived, also the versions that were not taken."""
    keys = Delivery.objects.filter(visit__household__in=homes).values_list("visit_key", flat=True)
    Delivery.objects.filter(visit_key__in=list(keys)).update(content="", reason="")


FILES.add("photos", erase_photos)
FILES.add("deliveries", empty_deliveries)
forget(Photo, "visit__household")
forget(Observation, "household")
forget(UnreachedDecision, "household", words="")
forget(
    Visit, "household", note="", place_note="", people_met="", needs="", whose=[], answer_words="", longitude=None,
    latitude=None,
)  # fmt: skip
