"""What visits leave to be done after they were filed."""

from django.utils.translation import gettext_lazy as _

from core.outbox.kinds import outbox_kind
from visits import photos
from visits.models import Visit


@outbox_kind("collect_photos", label=_("Photos that came before their visit was filed"), at_once=True)
def collect_photos(_county, rows):
    """Add the photos that arrived while the visit waited to be filed."""
    for visit in Visit.objects.filter(pk__in=[row.key for row in rows]).select_related("delivery"):
        photos.collect_early_photos(visit)
