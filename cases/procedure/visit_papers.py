"""Papers that were signed or photographed on a visit, on the phone and without a network: one of them can be the
family's signed consent."""

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from core.crypto import files as sealed_files
from visits.models import Photo, PhotoKind, Visit


def papers_of_visits(case, user):
    """Return the photos and signatures of visits to the household since the clue, the newest first."""
    visits = Visit.objects.visible_to(user).counted().filter(household=case.household_id)
    visits = visits.filter(visited_on__gte=case.clue_on) if case.clue_on else visits
    pictures = Photo.objects.filter(visit__in=visits).exclude(kind=PhotoKind.VOICE)
    arrived = pictures.exclude(arrived_at=None).select_related("visit")
    return arrived.order_by("-visit__visited_on", "-kind", "-pk")


def read_visit_paper(photo) -> ContentFile:
    """Return the picture, to be kept with the case like an uploaded one."""
    try:
        with sealed_files.open_stored_file(photo.stored_name) as file:
            return ContentFile(file.read())
    except FileNotFoundError as error:
        words = _("The file of this photo is missing on the server. Please tell your administrator.")
        raise ValidationError(words) from error
