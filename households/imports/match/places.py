"""Finding a village by its code or by its name, as files write them: the one of today, or one of before a change."""

import difflib
from collections import Counter
from functools import cache

from accounts.areas.divisions import read_division_rows as reference_rows
from accounts.areas.divisions import short_village_name
from accounts.areas.former import former_places
from accounts.models import Area
from core.folding import folded_text
from core.sql import fetch_rows
from households.import_messages import ProblemMessage
from households.imports.clean.cells import CellError, plain_text
from households.imports.read.table import MOST_NAMED

from .merge import next_id_sql

ABOVE = {"township": 6, "village": 9, "group": 12}  # digits of the code of the area above


@cache
def place_endings() -> list[dict]:
    return reference_rows("endings.csv")


def place_spellings(text: str) -> set[str]:
    """Return a name in full, as people say it, and without its ending, each as it is compared: files use all three."""
    text = "".join(plain_text(text).split())
    short, _kind = short_village_name(text, place_endings())
    bare = {short.removesuffix(ending["short"]) for ending in place_endings()}
    return {folded_text(name) for name in (text, short, *(name for name in bare if len(name) > 1))}


class PlaceIndex:
    """The townships and villages of one county: those on file, and those in the file itself. What a file calls as it
    was before a change is the place that stands now, and counted in `came_old`."""

    def __init__(self, county):
        self.county = county
        self.areas = {area.code: area for area in Area.objects.within(county)}
        self.former = former_places(county)
        self.by_pk = {area.pk: area for area in self.areas.values()}
        self.new, self.changed = [], []
        self.came_old, self.last_old = Counter(), None  # rows by (as the file says, pk of the place); that of the last
        self.index()

    def index(self):
        """Return villages and townships by their spellings, those of before too."""
        self.villages, self.townships, self.seen = {}, {}, {}
        for area in self.areas.values():
            known = {Area.Level.VILLAGE: self.villages, Area.Level.TOWNSHIP: self.townships}.get(area.level)
            if known is None:
                continue
            names = {area.name, area.official_name, *self.former.names.get(area.pk, ())}
            for spelling in set().union(*map(place_spellings, names)):
                known.setdefault(spelling, set()).add(area.code)

    def put(self, code, level, name, official_name, kind):
        """Add an area of the file, or the file's names of one on file; what was changed since stays changed."""
        short, ending = short_village_name(official_name, place_endings())
        names = {
            "name": name or short,
            "official_name": official_name,
            "kind": kind or ending if level == Area.Level.VILLAGE else "",
        }
        area = self.area_of(code)
        if area and self.is_as_before(area, code, official_name):
            self.count_old(official_name if area.code == code else code, self.stands_now(area))
        elif area:
            if any(getattr(area, key) != value for key, value in names.items()):
                vars(area).update(names)
                self.changed.append(area)
        else:
            self.add(code, level, names)

    def add(self, code, level, names):
        """Add a new area, below the one that stands for what the file calls its parent."""
        parent = self.stands_now(self.area_of(code[: ABOVE[level]]))
        pk = fetch_rows(f"SELECT {next_id_sql(Area)}")[0][0]
        made = Area(pk=pk, code=code, level=level, parent=parent, path=f"{parent.path}{code}/", **names)
        self.areas[code] = self.by_pk[pk] = made
        self.new.append(made)

    def is_as_before(self, area, code, official_name) -> bool:
        """Whether a row of the file tells an area as it was before a change: merged, its old code, or its old name."""
        renamed = official_name != area.official_name and official_name in self.former.names.get(area.pk, ())
        return bool(area.ended_on) or area.code != code or renamed

    def area_of(self, code):
        """Return the area of this code: the one that has it, else the one that had it; None for an unknown code."""
        return self.areas.get(code) or self.by_pk.get(self.former.codes.get(code))

    def stands_now(self, area):
        """Return the area itself, or the one into which it was merged."""
        return self.by_pk[self.former.stands_now(area.pk)]

    def code_now(self, code) -> str:
        """Return the code that the place of this code has now; an unknown one as it is."""
        area = self.area_of(code)
        return self.stands_now(area).code if area else code

    def place(self, text, township=None):
        """Return the county, township or village of a code or name, for what is said of the place itself. Raises
        CellError when it is not clear which, or it was merged into another."""
        found = [self.area_of(text)] if text.isdigit() else self.places_named(text, township)
        standing = [area for area in found if area and not area.ended_on]
        if len(standing) > 1:
            raise CellError("ambiguous_village")
        if not standing:
            raise self.no_place(text, next(filter(None, found), None))
        (area,) = standing
        if area.code != text if text.isdigit() else self.is_called_otherwise(area, text):
            self.count_old(text, area)
        return area

    def no_place(self, text, merged) -> CellError:
        """Return why there is no place to say something of: it was merged, lies elsewhere, or nobody knows it."""
        if merged:
            return CellError("place_merged", into=self.stands_now(merged).name)
        if text.isdigit() and not text.startswith(self.county.code):
            return CellError("village_elsewhere")
        return CellError("unknown_village", similar=self.similar(text))

    def places_named(self, text, township) -> list:
        """Return the places of this name: villages, else townships, else the county."""
        villages = [self.areas[code] for code in self.named(self.villages, text)]
        if township:
            return [area for area in villages if self.lies_in(area, self.townships_named(township))]
        towns = [self.areas[code] for code in self.named(self.townships, text)]
        names = {folded_text(name) for name in (self.county.name, self.county.official_name)}
        return villages or towns or ([self.county] if folded_text(text) in names else [])

    def village(self, text, township=None) -> int:
        """Return the id of a village. Raises CellError with similar names when none fits, or several do."""
        self.last_old = None
        if (text, township) not in self.seen:
            self.seen[text, township] = self.look_up(text, township)
        area, is_old = self.seen[text, township]
        if is_old:
            self.count_old(text, area)
        return area.pk

    def count_old(self, text, area):
        self.last_old = (text, area.pk)
        self.came_old[self.last_old] += 1

    def count_again(self):
        """Count another row that says the same as the last one."""
        if self.last_old:
            self.came_old[self.last_old] += 1

    def look_up(self, text, township):
        """Return the village that stands for a code or a name, and whether the file calls it as it was before."""
        if text.isdigit():
            return self.by_code(text)
        found = [self.areas[code] for code in self.named(self.villages, text)]
        if township:
            inside = self.townships_named(township)
            found = [area for area in found if self.lies_in(area, inside)]
        if len({self.stands_now(area).pk for area in found}) > 1:
            raise CellError("ambiguous_village")
        if not found:
            raise CellError("unknown_village", similar=self.similar(text))
        return self.stands_now(found[0]), all(self.is_called_otherwise(area, text) for area in found)

    def lies_in(self, area, townships) -> bool:
        """Whether a village lies, or lay until it was merged, in one of these townships."""
        return not townships.isdisjoint({area.code[:9], self.stands_now(area).code[:9]})

    def is_called_otherwise(self, area, text) -> bool:
        now = place_spellings(area.name) | place_spellings(area.official_name)
        return bool(area.ended_on) or now.isdisjoint(place_spellings(text))

    def villages_named(self, text) -> set[str]:
        """Return the codes that the villages of this name or code have now."""
        return {self.code_now(code) for code in ({text} if text.isdigit() else self.named(self.villages, text))}

    def townships_named(self, text) -> set[str]:
        """Return the codes of the townships of this name or code."""
        return {text} if text.isdigit() else self.named(self.townships, text)

    def by_code(self, code):
        area = self.area_of(code)
        if area is not None and area.level == Area.Level.VILLAGE:
            return self.stands_now(area), bool(area.ended_on) or area.code != code
        if not code.startswith(self.county.code):
            raise CellError("village_elsewhere")
        raise CellError("unknown_village", similar=self.similar(code))

    def named(self, known, text) -> set[str]:
        """Return the codes of the areas written this way: by the full name when one has it, else by a shorter
        spelling."""
        exact = known.get(folded_text(text))
        return set(exact) if exact else set().union(*(known.get(spelling, set()) for spelling in place_spellings(text)))

    def similar(self, text) -> str:
        close = difflib.get_close_matches(folded_text(text), [*self.villages, *self.codes()], n=3, cutoff=0.3)
        named = (self.name_now(min(self.villages[one])) if one in self.villages else one for one in close)
        return ", ".join(dict.fromkeys(named) if close else sorted(self.codes())[:3])

    def name_now(self, code) -> str:
        return self.stands_now(self.areas[code]).name

    def codes(self) -> list[str]:
        here = self.areas.values()
        return [area.code for area in here if area.level == Area.Level.VILLAGE and not area.ended_on]

    def remarks(self) -> list[ProblemMessage]:
        """Say how many rows call a place as it was before a change, and which places."""
        if not self.came_old:
            return []
        told = [
            f"{text} → {self.place_words(pk)}: {rows}" for (text, pk), rows in self.came_old.most_common(MOST_NAMED)
        ]
        told += ["…"] if len(self.came_old) > MOST_NAMED else []
        return [ProblemMessage("old_places", {"rows": self.came_old.total(), "places": "; ".join(told)})]

    def place_words(self, pk) -> str:
        return f"{self.by_pk[pk].name} ({self.by_pk[pk].code})"
