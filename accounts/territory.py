"""Territory: an area's path is a prefix of the path of everything inside it, so that "mine" is one prefix filter."""

from django.db import models
from django.db.models import Q

from .permissions import Permission


class TerritoryQuerySet(models.QuerySet):
    """A queryset that knows which lookup leads to a row's area."""

    area_path = "village__path"
    to_look = Permission.HOUSEHOLD_VIEW

    def within(self, *areas):
        """Keep the rows that lie in one of these areas; without areas no row."""
        reach = Q()
        for area in areas:
            reach |= Q(**{f"{self.area_path}__startswith": area.path})
        return self.filter(reach) if areas else self.none()

    def visible_to(self, user):
        """Keep the rows in areas where `user` holds the permission to look at them."""
        return self.within(*user.areas_where(self.to_look))
