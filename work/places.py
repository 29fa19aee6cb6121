"""Where an offer or an enterprise is: the places that a form offers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from accounts.permissions import Permission
from core.forms import PLEASE_CHOOSE


class PlaceField(forms.ModelChoiceField):
    """A county, township or village in which the person keeps offers and enterprises."""

    def __init__(self, user):
        mine = Area.objects.within(*user.areas_where(Permission.WORK_KEEP)).not_ended()
        places = mine.exclude(level=Area.Level.GROUP).select_related("parent")
        super().__init__(places, label=_("Place"), empty_label=PLEASE_CHOOSE)
        self.initial = places.first() if places.count() == 1 else None

    def label_from_instance(self, area):
        """Name a village with its township: two may be called alike."""
        return f"{area.parent} · {area}" if area.level == Area.Level.VILLAGE else str(area)


def county_of(area) -> Area:
    """Return the county in which an area lies."""
    return Area.objects.get(code=area.county_code)
