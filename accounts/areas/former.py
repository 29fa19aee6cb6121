"""What places were called before: which place stands now for a code or a name that has changed, or that went with a
village that was merged."""

from collections import defaultdict
from dataclasses import dataclass

from accounts.models import AreaChange


@dataclass(frozen=True)
class FormerPlaces:
    """What held until a change did: codes by the area that had them, names by area, and where merged villages went."""

    codes: dict[str, int]
    names: dict[int, set[str]]
    into: dict[int, int]

    def stands_now(self, pk: int) -> int:
        """Return the area that stands for this one: itself, unless it was merged into another."""
        while pk in self.into:
            pk = self.into[pk]
        return pk


def former_places(county) -> FormerPlaces:
    """Return what the changes that hold in a county have replaced, in one question to the database."""
    codes, names, into = {}, defaultdict(set), {}
    held = AreaChange.objects.filter(county=county, applied_at__isnull=False).order_by("applied_at", "pk")
    for area, kind, goes_on, before in held.values_list("area", "kind", "into", "before"):
        codes[before["code"]] = area
        names[area] |= {before["name"], before["official_name"]}
        if kind == AreaChange.Kind.MERGE:
            into[area] = goes_on
    return FormerPlaces(codes, dict(names), into)


def formerly(code, areas):
    """Return those of `areas` that had this code until another one held."""
    return areas.filter(pk__in=AreaChange.objects.filter(before__code=code).exclude(applied_at=None).values("area"))
