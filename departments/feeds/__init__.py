"""The feeds of a county's departments, one file each, all of which are loaded. `FEEDS` holds them by code."""

from importlib import import_module
from pkgutil import iter_modules

from .declare import FEEDS, Feed, FeedFact

for module in sorted(one.name for one in iter_modules(__path__)):
    import_module(f"{__name__}.{module}")

__all__ = ["FEEDS", "Feed", "FeedFact"]
