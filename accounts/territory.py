"""Territory: an area's path is a prefix of the path of everything inside it, so "mine" is one prefix filter."""

from django.db import models
from django.db.models import Q

from .permissions import Permission


class TerritoryQuerySet(models.QuerySet):
    """A queryset that knows its own road to an area."""

    area_path = "village__path"
    to_look = Permission.HOUSEHOLD_VIEW

    def within(self, *areas):
        """Rows that lie in one of these areas; no area, no rows."""
        reach = Q()
        for area in areas:
            reach |= Q(**{f"{self.area_path}__startswith": area.path})
        return self.filter(reach) if areas else self.none()

    def visible_to(self, user):
        """Rows where `user` holds the right to look, not merely a desk."""
        return self.within(*user.areas_where(self.to_look))
