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


class SharedTerritoryQuerySet(TerritoryQuerySet):
    """Rows that also those are shown who work below their area: an offer of the county is for every village of it. The
    database agrees in accounts/row_policies.py: SHARED."""

    def visible_to(self, user):
        """Keep the rows in areas where `user` holds the permission to look, and in the areas that these lie in."""
        areas = user.areas_where(self.to_look)
        around = {path for area in areas for path in paths_around(area.path)}
        return self.within(*areas) | self.filter(**{f"{self.area_path}__in": sorted(around)})


def paths_around(path) -> list[str]:
    """Return the paths of the areas that an area lies in: "4205/420527/" lies in "4205/"."""
    codes = path.rstrip("/").split("/")
    return ["/".join(codes[:length]) + "/" for length in range(1, len(codes))]
