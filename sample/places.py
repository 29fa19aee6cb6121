"""What the places of a sample county are: of the county what is published, which villages were lifted invented."""

from accounts.areas.attributes import drafted_attribute
from accounts.models import Area, AreaAttribute

from .chance import ChanceStreams
from .demo_people import XILINGXIA

Kind = AreaAttribute.Kind
OF_COUNTIES: dict[str, list[dict]] = {
    "420527": [{"kind": Kind.MOUNTAIN}, {"kind": Kind.RESERVOIR}, {"kind": Kind.OLD_BASE}],
    "500236": [{"kind": Kind.LIFTED, "year": 2018}],
}
LIFTED_VILLAGES = {"420527": 47}
LIFTED_YEARS, YEAR_OF_XILINGXIA = (2014, 2015, 2016, 2017, 2018), 2017
DOCUMENT = "Sample"


def say_what_places_are(county: Area, seed: int) -> int:
    """Enter what a county is and which of its villages were lifted; nothing where something stands already. Returns how
    many entries were made."""
    if AreaAttribute.objects.filter(county=county).exists():
        return 0
    told = [(county, one) for one in OF_COUNTIES.get(county.code, ())] + lifted_villages(county, seed)
    entries = [drafted_attribute(county=county, area=area, document=DOCUMENT, **one) for area, one in told]
    return len(AreaAttribute.objects.bulk_create(entries))


def lifted_villages(county, seed) -> list[tuple]:
    """Return (village, {kind, year}) of as many village committees as were lifted, Xilingxia among them."""
    chance = ChanceStreams(county, seed)("places")
    villages = list(Area.objects.within(county).villages().filter(kind=Area.Kind.COMMITTEE).order_by("code"))
    home = [village for village in villages if village.code == XILINGXIA]
    others = [village for village in villages if village.code != XILINGXIA]
    chosen = chance.sample(others, max(0, LIFTED_VILLAGES.get(county.code, 0) - len(home)))
    years = [(village, YEAR_OF_XILINGXIA) for village in home if chosen]
    years += [(village, chance.choice(LIFTED_YEARS)) for village in chosen]
    return [(village, {"kind": Kind.LIFTED, "year": year}) for village, year in years]
