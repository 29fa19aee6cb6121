"""Finding a village by its code or by its name, as files write them."""

import difflib
from functools import cache

from accounts.areas.divisions import read_division_rows as reference_rows
from accounts.areas.divisions import short_village_name
from accounts.models import Area
from core.folding import folded_text
from core.sql import fetch_rows
from households.imports.clean.cells import CellError, plain_text

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
    """The townships and villages of one county: those on file, and those in the file itself."""

    def __init__(self, county):
        self.county = county
        self.areas = {area.code: area for area in Area.objects.within(county)}
        self.new, self.changed = [], []
        self.index()

    def index(self):
        """Return villages and townships by their spellings."""
        self.villages, self.townships, self.seen = {}, {}, {}
        for area in self.areas.values():
            known = {Area.Level.VILLAGE: self.villages, Area.Level.TOWNSHIP: self.townships}.get(area.level)
            for spelling in (
                place_spellings(area.name) | place_spellings(area.official_name) if known is not None else ()
            ):
                known.setdefault(spelling, set()).add(area.code)

    def put(self, code, level, name, official_name, kind):
        """Add an area of the file, or the file's names of one on file."""
        short, ending = short_village_name(official_name, place_endings())
        names = {
            "name": name or short,
            "official_name": official_name,
            "kind": kind or ending if level == Area.Level.VILLAGE else "",
        }
        if area := self.areas.get(code):
            if any(getattr(area, key) != value for key, value in names.items()):
                vars(area).update(names)
                self.changed.append(area)
            return
        parent = self.areas[code[: ABOVE[level]]]
        pk = fetch_rows(f"SELECT {next_id_sql(Area)}")[0][0]
        self.areas[code] = Area(pk=pk, code=code, level=level, parent=parent, path=f"{parent.path}{code}/", **names)
        self.new.append(self.areas[code])

    def village(self, text, township=None) -> int:
        """Return the id of a village. Raises CellError with similar names when none fits, or several do."""
        if (text, township) not in self.seen:
            self.seen[text, township] = self.look_up(text, township)
        return self.seen[text, township]

    def look_up(self, text, township):
        if text.isdigit():
            return self.by_code(text)
        found = self.villages_named(text)
        if township:
            inside = self.townships_named(township)
            found = {code for code in found if code[:9] in inside}
        if len(found) > 1:
            raise CellError("ambiguous_village")
        if not found:
            raise CellError("unknown_village", similar=self.similar(text))
        return self.areas[found.pop()].pk

    def villages_named(self, text) -> set[str]:
        """Return the codes of the villages of this name or code."""
        return {text} if text.isdigit() else self.named(self.villages, text)

    def townships_named(self, text) -> set[str]:
        """Return the codes of the townships of this name or code."""
        return {text} if text.isdigit() else self.named(self.townships, text)

    def by_code(self, code):
        area = self.areas.get(code)
        if area is not None and area.level == Area.Level.VILLAGE:
            return area.pk
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
        named = (self.areas[min(self.villages[one])].name if one in self.villages else one for one in close)
        return ", ".join(dict.fromkeys(named) if close else sorted(self.codes())[:3])

    def codes(self) -> list[str]:
        return [area.code for area in self.areas.values() if area.level == Area.Level.VILLAGE]
