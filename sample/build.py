"""The sample county, step by step: who is there, what befell them, what they live on, and at last the rows."""

import datetime as dt
import random

from django.db import transaction

from accounts.models import Area
from policy import parameters

from . import condition, faults, households, lives, roster, stories, troubles
from .families import Family
from .load import analyze, keys_checked_at_the_end
from .people import places_in
from .rows import TABLES, Writer

LEFT_SOMEBODY = 0.03  # of the families: a member died, married away or moved


class Streams:
    """One stream of chance a topic, so that changing one topic leaves the others as they were."""

    def __init__(self, county: Area, seed: int):
        self.root = f"{county.code}/{seed}"

    def __call__(self, topic: str) -> random.Random:
        return random.Random(f"{self.root}/{topic}")


@transaction.atomic
def fill(county: Area, count: int, seed: int, day: dt.date) -> dict:
    """Write a whole sample county, or nothing. Returns how many rows each model received."""
    Area.objects.select_for_update().get(pk=county.pk)  # two samples at once would interleave
    stream = Streams(county, seed)
    writer = Writer(county, invent(county, count, day, stream), day, stream)
    with keys_checked_at_the_end(*TABLES):
        writer.write()
        analyze(*TABLES)
    return writer.counts


def invent(county: Area, count: int, day: dt.date, stream: Streams) -> list[Family]:
    """Decide everything about every family of a county with `count` lifted households, without writing."""
    today = troubles.Day(day, float(parameters.parameters_on(day, county).line))
    told = stories.tell(county, day, today.line, stream("stories"))
    totals, followed, ordinary = households.draw(count, told, stream("sizes"))
    ordinary += households.beside_the_file(totals, ordinary, day, stream("beside the file"))
    _populate(followed, stream("monitored people"), day, monitored=True)
    _populate(ordinary, stream("people"), day, monitored=False)
    households.live_through(followed, told, totals, day, stream("cases"))
    _befall(followed, ordinary, today, stream)
    families = told + followed + ordinary
    households.settle_what_waits(families, places_in(county), stream("waiting"))
    lives.settle(families, county, day, stream)
    faults.apply(families, stream("faults"), day)
    return families


def _populate(families, rng, day, *, monitored):
    for family in families:
        family.people = roster.compose(family.size, rng, day, monitored=monitored)
        condition.describe(family, rng, monitored=monitored)
        lives.house(family, rng)
        if rng.random() < LEFT_SOMEBODY:
            family.people.append(roster.departed(family, rng, day))


def _befall(followed, ordinary, today, stream):
    """Levels of income, then the troubles that some meet, then what everybody lives on."""
    rng = stream("means")
    at_risk = ordinary + [family for family in followed if not family.is_followed]
    troubles.hit(at_risk, stream("troubles"), len(ordinary) + len(followed))
    for family in followed + ordinary:
        lives.set_level(family, today, rng)
        troubles.prepare(family, today, rng)
        lives.earn(family, today, rng)
        troubles.strike(family, today, rng)
