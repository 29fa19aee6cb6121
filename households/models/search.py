"""By what households and people are found: the conditions that one typed text stands for."""

from django.db.models import F, Q, Value
from django.db.models.functions import Replace
from django.db.models.lookups import Contains

from core.crypto.fields import TAILS, keyed_hash, tail_hash
from core.folding import folded_text, visible_text

FEWEST_INITIALS = 2  # one letter fits every tenth family
DOT = "·"  # between the parts of a name; folding makes all dots this one


def home_fits(text: str) -> Q:
    """Return the condition that a household is meant: by any part of its number, or by its phone."""
    number = typed_number(text)
    return Q(number__icontains=number) | Q(phone_hash=keyed_hash(number)) | tail_fits(number, "phone_tails")


def person_fits(text: str) -> Q:
    """Return the condition that a person is meant: by name, its initials in pinyin, ID number or phone."""
    number = typed_number(text)
    by_number = Q(id_hash=keyed_hash(number)) | tail_fits(number, "id_tails") | tail_fits(number, "phone_tails")
    return by_number | name_fits(text) | initials_fit(number)


def typed_number(text: str) -> str:
    """Return what was typed as a number is kept: in capitals, without spaces."""
    return "".join(visible_text(text).upper().split())


def name_fits(text: str) -> Q:
    """Return the condition that a name holds what was typed, whether or not either has spaces or dots."""
    name = folded_text(text).replace(DOT, "")
    return Q(Contains(Replace(F("name_folded"), Value(DOT), Value("")), name)) if name else Q(pk__in=[])


def initials_fit(number: str) -> Q:
    if len(number) < FEWEST_INITIALS or not (number.isascii() and number.isalpha()):
        return Q(pk__in=[])
    return Q(name_initials__startswith=number.lower())


def tail_fits(number: str, column: str) -> Q:
    """Return the condition that a secret ends with what was typed (by keyed hashes: decision 0028)."""
    if len(number) not in TAILS or not number[:-1].isdecimal():
        return Q(pk__in=[])
    return Q(**{f"{column}__contains": tail_hash(number)})
