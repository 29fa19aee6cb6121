"""The values of a change: which there are, and how pages say them."""

import datetime as dt
import json
from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.crypto.fields import keyed_hash
from core.folding import folded_text
from households.models import Household
from households.models.change_values import BIRTH
from households.registry.history import MASKS, field_value_words

PERSON_FIELDS = (
    "name",
    "id_number",
    "birth_date",
    "sex",
    "relation",
    "ethnicity",
    "phone",
    "labour",
    "has_chronic_illness",
    "has_serious_illness",
    "disability_type",
    "disability_level",
    "insurance",
    "has_pension",
    "has_allowance",
    "is_destitute",
    "school_stage",
    "out_of_school_reason",
    "education",
)
HOUSEHOLD_FIELDS = (
    "phone",
    "address",
    "group_no",
    "kind",
    "lifted_year",
    "house_grade",
    "has_safe_water",
    "has_electricity",
    "has_road",
    "land_mu",
    "forest_mu",
    "is_relocated",
    "resettled_project",
    "resettled_year",
    "is_safety_net",
    "bank_account",
)
FORMER_KEYS: dict[str, Callable[[str], str]] = {  # by which an import finds a person; see ConfirmedValue.former
    "name": folded_text,
    "id_number": keyed_hash,
    BIRTH: str,
    "relation": str,
}


def value_lines(model, values, *, in_full) -> list[tuple]:
    """Return (name, what, how) of each value in words; ID numbers, phones and accounts masked unless `in_full`."""
    return [
        (name, model._meta.get_field(name).verbose_name, value_words(model, name, value, in_full=in_full))
        for name, value in values.items()
    ]


def value_words(model, name, value, *, in_full) -> str:
    """Return one value in words."""
    if name == BIRTH:
        return birth_words(value, in_full=in_full)
    field = model._meta.get_field(name)
    if value and not in_full and name in model.Privacy.secret:
        return MASKS[name](value) if name in MASKS else _("(hidden)")
    return field_value_words(field.to_python(value), field.flatchoices)


def birth_words(text, *, in_full) -> str:
    """Return a birth date in words; a year alone, or one that may not be shown in full, as the year."""
    if not text:
        return "–"
    if len(text) == 4 or not in_full:
        return _("in %(year)s") % {"year": text[:4]}
    return field_value_words(dt.date.fromisoformat(text))


def standing_key(standing) -> str:
    """Return what a page carries to say what stood when it was drawn."""
    return keyed_hash(json.dumps(standing, sort_keys=True, ensure_ascii=False))[:16]


LABELS = {"people": gettext_lazy("People"), "number": Household._meta.get_field("number").verbose_name}
