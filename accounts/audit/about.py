"""Which household a row is about. This app knows no household: it follows the names that the apps above all use."""

from django.db.models import Model

HOUSEHOLD = "households.household"
LEADS_TO_IT = ("case", "visit", "alert", "notice", "measure", "member", "change")


def households_of(row, *, follow=True) -> list[int]:
    """Return the number (pk) of the household that a row is, belongs to, or is about: a list of one, or an empty one.
    Without `follow` only what is loaded by now is looked at, so that a list costs no query a row."""
    if not isinstance(row, Model):
        return []
    if row._meta.label_lower == HOUSEHOLD:
        return [row.pk]
    if household := getattr(row, "household_id", None):
        return [household]
    roads = {field.name for field in row._meta.fields if field.is_relation}
    above = (related(row, name, follow) for name in LEADS_TO_IT if name in roads)
    return next((found for one in above if (found := households_of(one, follow=follow))), [])


def related(row, name, follow):
    return getattr(row, name) if follow else row._state.fields_cache.get(name)
